import gzip

import pytest
from flask import Flask

from app.factory import create_app
from app.web import cache
from app.web.security import HEADERS
from campaigns.kernel.errors import NotFound
from config import load_config
from tests.conftest import test_env as env


class Book:
    """A page whose version a test turns, and which counts how often it was made and asked for."""

    def __init__(self):
        self.version, self.made, self.asked, self.gone = 1, 0, 0, False

    def version_of(self):
        self.asked += 1
        if self.gone:
            raise NotFound("Gone.")
        return self.version

    def make(self):
        self.made += 1
        return f"page {self.version} " * 50


@pytest.fixture
def book():
    return Book()


def _house(data_dir, book, fresh_s) -> Flask:
    app = create_app(load_config(env(data_dir, PAGE_FRESH_S=str(fresh_s))))
    app.add_url_rule("/x", "x", lambda: cache.serve("/x", book.version_of, book.make))
    app.add_url_rule("/x/<n>", "n", lambda n: cache.serve(f"/x/{n}", book.version_of, book.make))
    return app


@pytest.fixture
def browser(data_dir, book):
    return _house(data_dir, book, 0).test_client()


@pytest.fixture
def busy(data_dir, book):
    return _house(data_dir, book, 60).test_client()


def test_a_page_is_made_once_and_again_when_its_version_moves(browser, book):
    first = browser.get("/x")
    assert browser.get("/x").data == first.data
    assert book.made == 1
    book.version = 2
    assert b"page 2" in browser.get("/x").data
    assert book.made == 2


def test_a_fresh_page_is_handed_out_without_asking_anyone(busy, book):
    first = busy.get("/x")
    book.version = 2
    again = busy.get("/x")
    assert (book.asked, book.made) == (1, 1)
    assert again.data == first.data
    assert again.status_code == 200


@pytest.mark.parametrize("fixture", ["browser", "busy"])
def test_every_answer_is_dressed_and_names_itself(fixture, request):
    browser = request.getfixturevalue(fixture)
    for answer in (browser.get("/x"), browser.get("/x")):
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert answer.headers.getlist("Content-Type") == ["text/html; charset=utf-8"]
        assert answer.headers["Cache-Control"] == "no-cache"
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("fixture", ["browser", "busy"])
def test_a_browser_that_has_the_page_gets_no_bytes(fixture, request):
    browser = request.getfixturevalue(fixture)
    etag = browser.get("/x").headers["ETag"]
    answer = browser.get("/x", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert browser.get("/x", headers={"If-None-Match": 'W/"other"'}).status_code == 200


@pytest.mark.parametrize("fixture", ["browser", "busy"])
def test_a_browser_that_unpacks_gets_the_page_packed(fixture, request):
    browser = request.getfixturevalue(fixture)
    plain = browser.get("/x").data
    answer = browser.get("/x", headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == plain
    assert len(answer.data) < len(plain)


def test_only_reading_is_answered_at_the_door(busy, book):
    busy.get("/x")
    assert busy.post("/x").status_code == 405
    assert busy.head("/x").data == b""


def test_a_page_that_is_gone_is_dropped(browser, book):
    browser.get("/x")
    book.gone = True
    assert browser.get("/x").status_code == 404
    book.gone = False
    browser.get("/x")
    assert book.made == 2


def test_the_shelf_does_not_grow_without_end(data_dir, book, monkeypatch):
    monkeypatch.setattr(cache, "KEPT_MOST", 3)
    app = _house(data_dir, book, 60)
    browser = app.test_client()
    for number in range(5):
        browser.get(f"/x/{number}")
    browser.get("/x/4")
    assert book.made == 5
    browser.get("/x/0")
    assert book.made == 6


def test_over_tls_the_door_insists_on_it_too(data_dir, book):
    given = env(data_dir, PAGE_FRESH_S="60", PUBLIC_URL="https://appeal.example")
    app = create_app(load_config(given))
    app.add_url_rule("/x", "x", lambda: cache.serve("/x", book.version_of, book.make))
    browser = app.test_client()
    for answer in (browser.get("/x"), browser.get("/x")):
        assert len(answer.headers.getlist("Strict-Transport-Security")) == 1
