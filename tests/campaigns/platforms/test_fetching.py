"""Fetching what strangers link to: from the open internet only, within bounds."""

import socket

import pytest

from campaigns.platforms import fetching
from campaigns.platforms.fetching import fetch
from tests.fakes.world import Answer, Fault

HOST = "media.example.org"
BASE = f"https://{HOST}"


@pytest.fixture
def files(world):
    kept = {"/cat.jpg": Answer(200, b"\xff\xd8 a cat", {"Content-Type": "image/jpeg"})}
    world.serve(lambda request: kept.get(request.path, Answer(404)), HOST)
    return kept


def test_a_file_comes_with_its_name(files):
    got = fetch(f"{BASE}/cat.jpg")
    assert (got.file_name, got.content, got.trouble) == ("cat.jpg", b"\xff\xd8 a cat", "")


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x",
        "https://2130706433/x",
        "https://0177.0.0.1/x",
        "https://0x7f.1/x",
        "https://[::1]/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://[fe80::1%25eth0]/x",
        "https://169.254.169.254/latest/meta-data",
        "https://10.1.2.3/x",
        "https://192.168.0.1/x",
        "https://100.64.0.1/x",
        "https://224.0.0.1/x",
        "https://0.0.0.0/x",
        "https://[2002:7f00:1::]/x",
        "https://[64:ff9b::7f00:1]/x",
        "https://[64:ff9b::a01:203]/x",
        "https://[::7f00:1]/x",
        "https://[fec0::1]/x",
        "https://[ff02::1]/x",
        "https://\uff11\uff12\uff17.0.0.1/x",
        "https://127\u30020\u30020\u30021/x",
        "https://media.example.org:99999/x",
        "https://[::1/x",
        "https://xn--a\udcff.example.org/x",
        "https://localhost/x",
        "https://printer.local/x",
        "https://database.internal./x",
        "http://media.example.org/cat.jpg",
        "file:///etc/passwd",
        "ftp://media.example.org/x",
        "https:///x",
    ],
)
def test_no_address_of_an_inner_network_is_called(url, world):
    got = fetch(url)
    assert got.trouble
    assert got.content == b""
    assert world.calls == []


def test_a_redirect_into_the_house_is_not_followed(files, world):
    files["/in"] = Answer(302, headers={"Location": "https://169.254.169.254/latest"})
    assert "inner network" in fetch(f"{BASE}/in").trouble
    assert len(world.calls) == 1


def test_a_redirect_is_followed_three_times_and_no_more(files):
    for at in range(5):
        files[f"/{at}"] = Answer(302, headers={"Location": f"/{at + 1}"})
    files["/3"] = Answer(200, b"here")
    assert fetch(f"{BASE}/0").content == b"here"
    files["/3"] = Answer(302, headers={"Location": "/4"})
    assert "3 times" in fetch(f"{BASE}/0").trouble


def test_a_key_of_ours_does_not_go_where_it_is_sent_on_to(files, world):
    files["/moved"] = Answer(302, headers={"Location": "https://other.example.org/cat.jpg"})
    world.serve(lambda _request: Answer(200, b"a cat"), "other.example.org")
    assert fetch(f"{BASE}/moved", headers={"Authorization": "Bearer ours"}).content == b"a cat"
    assert [call.headers.get("authorization") for call in world.calls] == ["Bearer ours", None]


def test_what_is_too_large_is_not_read_to_its_end(files):
    files["/film.mp4"] = Answer(200, b"x" * 5_000_000)
    got = fetch(f"{BASE}/film.mp4", limit_bytes=2_000_000)
    assert "larger than 2 MB" in got.trouble


def test_a_missing_file_and_a_dropped_line_are_said(files, world):
    assert "404" in fetch(f"{BASE}/gone.jpg").trouble
    world.arm(Fault.COMMIT_DROP)
    assert "did not answer" in fetch(f"{BASE}/cat.jpg").trouble


@pytest.fixture
def without_proxy(monkeypatch, app):
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def resolving(*addresses: str):
    """A resolver that gives another answer each time."""
    left = list(addresses)

    def resolve(_host, port):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (left.pop(0), port))]

    return resolve


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.5", "::ffff:10.0.0.5", "fd00::1"])
def test_a_name_that_resolves_to_an_inner_address_is_not_called(address, without_proxy):
    got = fetch("https://rebinding.example.org/x", resolver=resolving(address))
    assert "inner network" in got.trouble


def test_the_connection_goes_to_the_address_that_was_judged(without_proxy, monkeypatch):
    gone_to = []

    def connect(_self, host, port, *_more):
        gone_to.append(host)
        raise fetching.httpcore.ConnectError("refused")

    monkeypatch.setattr(fetching.httpcore.SyncBackend, "connect_tcp", connect)
    got = fetch("https://rebinding.example.org/x", resolver=resolving("93.184.216.34", "127.0.0.1"))
    assert "did not answer" in got.trouble
    assert gone_to == ["93.184.216.34"]


def test_a_name_that_is_not_known_is_said(without_proxy):
    def nowhere(_host, _port):
        raise OSError("no such name")

    assert "not known" in fetch("https://nowhere.example.org/x", resolver=nowhere).trouble


def test_the_next_address_is_tried_where_the_first_does_not_answer(without_proxy, monkeypatch):
    gone_to = []

    def connect(_self, host, port, *_more):
        gone_to.append(host)
        raise fetching.httpcore.ConnectError("no road there")

    def both(_host, port):
        rows = ("2600::1", "2600::1", "93.184.216.34")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (row, port)) for row in rows]

    monkeypatch.setattr(fetching.httpcore.SyncBackend, "connect_tcp", connect)
    assert "did not answer" in fetch("https://two.example.org/x", resolver=both).trouble
    assert gone_to == ["2600::1", "93.184.216.34"]


def test_one_inner_address_among_several_shuts_a_name_out(without_proxy):
    def both(_host, port):
        rows = ("93.184.216.34", "64:ff9b::a00:5")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (row, port)) for row in rows]

    assert "inner network" in fetch("https://two.example.org/x", resolver=both).trouble


def test_what_is_written_with_other_letters_is_asked_for_as_it_stands(files):
    files["/Foto%20M%C3%A4dchen.jpg"] = Answer(200, b"a cat")
    got = fetch(f"{BASE}/Foto Mädchen.jpg")
    assert (got.content, got.file_name) == (b"a cat", "Foto Mädchen.jpg")


@pytest.mark.parametrize(
    "where", ["https://[::1", "https://a:b/", "https://x\xff\xfe.example.org:1:2/", "", "//"]
)
def test_being_sent_on_to_nonsense_is_said_and_breaks_nothing(files, where):
    files["/on"] = Answer(302, headers={"Location": where})
    assert fetch(f"{BASE}/on").trouble


def test_what_never_ends_is_given_up(files, monkeypatch):
    monkeypatch.setattr(fetching, "IN_ALL_S", 0.0)
    assert "did not come within" in fetch(f"{BASE}/cat.jpg").trouble


def test_a_proxy_that_asks_for_a_name_and_password_gets_them_and_nobody_else(files, monkeypatch):
    seen = []
    whole = fetching.httpcore.HTTPProxy

    def made(url, **how):
        seen.append((url, how["proxy_headers"]))
        return whole(url, **how)

    place = fetching.get_environ_proxies(BASE)["https"].removeprefix("http://")
    monkeypatch.setenv("HTTPS_PROXY", f"http://us:p%40ss@{place}")
    monkeypatch.setenv("https_proxy", f"http://us:p%40ss@{place}")
    monkeypatch.setattr(fetching.httpcore, "HTTPProxy", made)
    assert fetch(f"{BASE}/cat.jpg").content == b"\xff\xd8 a cat"
    assert seen == [(f"http://{place}", [("Proxy-Authorization", "Basic dXM6cEBzcw==")])]
