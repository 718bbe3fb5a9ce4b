"""Keeps public pages as bytes, so that a flood of visitors costs almost nothing.

A page is made once. For PAGE_FRESH_S seconds it is handed out at the door, before Flask is even
asked; after that its version is looked up (one small query), and it is made anew only if the
version has moved. Each process keeps its own pages, and no more than KEPT_MOST of them.
"""

import gzip
import hashlib
import threading
import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, current_app, request

from app.web.security import HEADERS, TLS_ONLY
from config import Config

KEPT_MOST = 512
HTML = "text/html; charset=utf-8"
OK, NOT_MODIFIED = "200 OK", "304 Not Modified"
_SHELF = "searchlight-pages"

Answer = tuple[str, list[tuple[str, str]], bytes]


@dataclass(slots=True)
class Page:
    """One page, ready to be sent in three ways; `looked_at` is when its version was last right."""

    version: Hashable
    etag: str
    plain: Answer
    packed: Answer
    unchanged: Answer
    looked_at: float

    def answer(self, environ: WSGIEnvironment) -> Answer:
        """Return what this browser needs: nothing new, packed, or plain."""
        if self.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            return self.unchanged
        return self.packed if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") else self.plain


def _page(
    version: Hashable, content: bytes, content_type: str, now: float, dress: dict[str, str]
) -> Page:
    etag = f'W/"{hashlib.sha256(content).hexdigest()[:24]}"'
    # Browsers keep the page but ask each time: the answer is mostly a 304 of no bytes.
    same = [("ETag", etag), ("Cache-Control", "no-cache"), ("Vary", "Accept-Encoding")]
    same.extend(dress.items())
    packed = gzip.compress(content, 6, mtime=0)
    kind = ("Content-Type", content_type)
    return Page(
        version=version,
        etag=etag,
        plain=(OK, [*same, kind, ("Content-Length", str(len(content)))], content),
        packed=(
            OK,
            [*same, kind, ("Content-Encoding", "gzip"), ("Content-Length", str(len(packed)))],
            packed,
        ),
        unchanged=(NOT_MODIFIED, same, b""),
        looked_at=now,
    )


class Shelf:
    """The pages that one app keeps in this process, by path; also its door for those who ask."""

    def __init__(self, inside: WSGIApplication, config: Config) -> None:
        self._inside = inside
        self._fresh_s = config.page_fresh_s
        self._dress = HEADERS | ({"Strict-Transport-Security": TLS_ONLY} if config.secure else {})
        self._pages: dict[str, Page] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Hand out a page that is still fresh; everything else goes inside."""
        page = self._pages.get(environ["PATH_INFO"])
        if (
            page is None
            or environ["REQUEST_METHOD"] != "GET"
            or time.monotonic() - page.looked_at >= self._fresh_s
        ):
            return self._inside(environ, start_response)
        status, headers, content = page.answer(environ)
        start_response(status, headers)
        return (content,)

    def find(
        self,
        path: str,
        version_of: Callable[[], Hashable],
        make: Callable[[], str | bytes],
        content_type: str,
    ) -> Page:
        """Return the page as it is now; what `version_of` raises drops it and goes up."""
        now = time.monotonic()
        page = self._pages.get(path)
        if page is not None and now - page.looked_at < self._fresh_s:
            return page
        try:
            version = version_of()
        except Exception:
            with self._lock:
                self._pages.pop(path, None)
            raise
        if page is not None and page.version == version:
            page.looked_at = now
            return page
        made = make()
        content = made.encode() if isinstance(made, str) else made
        page = _page(version, content, content_type, now, self._dress)
        self._keep(path, page)
        return page

    def _keep(self, path: str, page: Page) -> None:
        with self._lock:
            self._pages.pop(path, None)
            while len(self._pages) >= KEPT_MOST:
                self._pages.pop(next(iter(self._pages)))
            self._pages[path] = page


def serve(
    path: str,
    version_of: Callable[[], Hashable],
    make: Callable[[], str | bytes],
    content_type: str = HTML,
) -> Response:
    """Answer with the kept page of this path; nothing but the path may decide what is on it.

    `version_of` says what the page would be made from, and raises where there is no such page;
    `make` makes it.
    """
    shelf: Shelf = current_app.extensions[_SHELF]
    status, headers, content = shelf.find(path, version_of, make, content_type).answer(
        request.environ
    )
    return Response(content, status=status, headers=headers)


def init_app(app: Flask) -> None:
    """Put the shelf at the app's door."""
    config: Config = app.config["SEARCHLIGHT"]
    shelf = Shelf(app.wsgi_app, config)
    app.extensions[_SHELF] = shelf
    app.wsgi_app = shelf  # type: ignore[method-assign]  # Flask's own way to stand before the app


def words_of(path: str, version_of: Callable[[], Hashable], make: Callable[[], str]) -> str:
    """Return a kept page to be filled in for one visitor (a form with a key); not for the door."""
    shelf: Shelf = current_app.extensions[_SHELF]
    # No address begins like this, so the door never hands out the unfilled page.
    return shelf.find(f"unfilled {path}", version_of, make, HTML).plain[2].decode()
