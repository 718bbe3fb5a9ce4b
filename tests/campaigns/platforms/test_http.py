"""The way to the outside world: by the list, within a time, never twice, through proxy and TLS."""

import os
from dataclasses import replace
from datetime import timedelta

import certifi
import httpx
import pytest
import requests

from campaigns.kernel import settings
from campaigns.kernel.errors import Gone, Limited, Rejected, Unauthorised, Unreachable
from campaigns.platforms import http
from config import load_config
from tests.fakes.world import Answer, Fault

HOST = "api.example.com"
BASE = f"https://{HOST}"


@pytest.fixture
def heard(world):
    """What arrived at the far end."""
    kept = []

    def fake(request):
        kept.append((request.method, request.path))
        return Answer(200, {"said": request.body.decode()})

    world.serve(fake, HOST)
    return kept


def by_httpx(body: bytes = b"hello", read_s: float = 5.0):
    with http.asking("It"), http.client(BASE, frozenset({HOST}), read_s) as client:
        return client.post("/say", content=body)


def by_requests(body: bytes = b"hello", read_s: float = 5.0):
    with http.asking("It"), http.session(frozenset({HOST}), read_s) as session:
        return session.post(f"{BASE}/say", data=body)


WAYS = pytest.mark.parametrize("call", [by_httpx, by_requests])


@WAYS
def test_a_call_goes_through_the_proxy_to_the_real_name(call, heard):
    assert call().json() == {"said": "hello"}
    assert heard == [("POST", "/say")]


@WAYS
@pytest.mark.parametrize(
    ("fault", "arrived"), [(Fault.DROP_BEFORE, 0), (Fault.COMMIT_DROP, 1), (Fault.COMMIT_SLOW, 1)]
)
def test_a_call_that_breaks_off_is_made_once_and_its_end_is_not_known(
    call, fault, arrived, heard, world
):
    world.arm(fault)
    with pytest.raises(Unreachable):
        call(read_s=0.3)
    assert len(heard) == arrived


def test_a_host_that_no_platform_named_is_never_called(world):
    elsewhere = http.client("https://elsewhere.example.com", frozenset({HOST}))
    with elsewhere as client, pytest.raises(http.NotListed):
        client.get("/")
    with http.session(frozenset({HOST})) as session, pytest.raises(http.NotListed):
        session.get("https://elsewhere.example.com/")
    assert world.calls == []


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://a.b.example.org/x", True),
        ("https://example.org/", False),
        ("https://example.org.evil.test/", False),
        ("https://API.EXAMPLE.COM/", True),
        ("https://api.example.com@evil.test/", False),
        ("nothing", False),
    ],
)
def test_a_star_lists_every_name_under_a_name(url, allowed):
    hosts = frozenset({"api.example.com", "*.example.org"})
    if allowed:
        http.check_listed(url, hosts)
    else:
        with pytest.raises(http.NotListed):
            http.check_listed(url, hosts)


def test_what_cannot_be_reached_at_all_is_not_known_either(world, monkeypatch):
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for call in (by_httpx, by_requests):
        with pytest.raises(Unreachable):
            call()


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, Rejected), (401, Unauthorised), (403, Rejected), (404, Gone), (410, Gone),
     (429, Limited), (500, Unreachable), (503, Unreachable)],
)  # fmt: skip
def test_every_status_has_its_error_in_the_words_of_the_platform(status, kind, app):
    error = http.refusal("X", status, "duplicate content")
    assert type(error) is kind
    assert "duplicate content" in error.message


def test_both_kinds_of_client_trust_the_same(world, heard):
    assert isinstance(by_httpx(), httpx.Response)
    assert isinstance(by_requests(), requests.Response)


@WAYS
@pytest.mark.parametrize("named", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_either_way_of_naming_whom_we_trust_is_enough(call, named, heard, authority, monkeypatch):
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("CURL_CA_BUNDLE", certifi.where())
    monkeypatch.setenv(named, str(authority[1]))
    keys = {"SEARCHLIGHT_SECRET_KEY": "k" * 64, "SEARCHLIGHT_VAULT_KEYS": "a" * 43 + "="}
    told = load_config({**os.environ, **keys}).settings.trusted
    settings.install(replace(settings.current(), trusted=told))
    assert call().json() == {"said": "hello"}


@WAYS
def test_both_may_be_named_and_each_is_trusted(call, heard, authority):
    both = (certifi.where(), str(authority[1]))
    settings.install(replace(settings.current(), trusted=both))
    assert call().json() == {"said": "hello"}


@WAYS
def test_who_is_not_trusted_is_not_spoken_to(call, heard):
    settings.install(replace(settings.current(), trusted=(certifi.where(),)))
    with pytest.raises(Unreachable):
        call()
    assert heard == []


@WAYS
def test_a_host_that_needs_no_proxy_is_spoken_to_without_one(call, world, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "example.com")
    with pytest.raises(Unreachable):
        call()
    assert world.calls == []


@pytest.mark.parametrize(
    ("given", "then"),
    [
        ("120", timedelta(seconds=120)),
        ("{:%a, %d %b %Y %H:%M:%S} GMT", timedelta(hours=1)),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_and_as_a_date(given, then, moving_clock):
    headers = httpx.Headers({"Retry-After": given.format(moving_clock() + timedelta(hours=1))})
    assert http.retry_after(headers) == (then and moving_clock() + then)
