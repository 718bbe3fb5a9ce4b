"""How much a form may carry: sizes of text, sizes and numbers of files.

Files go straight to where files arrive (`media.arriving`), each no larger than its page takes. One
that is too large, or meets a full disk, costs only itself: the form is read to its end and its
words are kept.
"""

from collections.abc import Callable
from enum import Enum
from typing import IO, Any, TypeVar, cast

from flask import Flask, current_app, request
from flask import Request as PlainRequest

from app.web.marks import mark
from campaigns.kernel import settings
from campaigns.media.arriving import Incoming
from campaigns.media.model import MediaKind
from campaigns.media.room import floor_of

TIP_CHARS = 20_000
FILES_A_TIP = 20
WORDS_MAX_BYTES = 2_000_000
FULL_SIZE_FILES = 5  # what one request may bring in all, counted in files of the largest size

View = TypeVar("View", bound=Callable[..., Any])


class Size(Enum):
    """What a page takes: each has its own limit, a setting."""

    PICTURE = "picture"
    EVIDENCE = "evidence"
    FILM = "film"

    @property
    def limit_bytes(self) -> int:
        """Return the largest file of this kind."""
        given = settings.current()
        return {
            Size.PICTURE: given.upload_max_bytes,
            Size.EVIDENCE: given.evidence_max_bytes,
            Size.FILM: given.film_max_bytes,
        }[self]

    @property
    def keep_free_bytes(self) -> int:
        """Return how much of the disk such a file must leave free."""
        return floor_of(MediaKind.EVIDENCE if self is Size.EVIDENCE else MediaKind.PHOTO)


def takes(size: Size) -> Callable[[View], View]:
    """Say what files a view takes; pictures where nothing is said."""

    def taking(view: View) -> View:
        mark(view, takes=size)
        return view

    return taking


def size_here() -> Size:
    """Return what the page of this request takes."""
    view = current_app.view_functions.get(request.endpoint or "")
    size: Size = getattr(view, "takes", Size.PICTURE)
    return size


class Request(PlainRequest):
    """A request whose files do not pass through memory or another folder."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        del total_content_length, content_type, filename, content_length
        coming = self.__dict__.setdefault("coming", [])
        size = size_here()
        coming.append(Incoming(size.limit_bytes, size.keep_free_bytes))
        return cast("IO[bytes]", coming[-1])

    def close(self) -> None:
        """Forget what was not kept, also of a form that broke off."""
        super().close()
        for file in self.__dict__.get("coming", ()):
            file.close()


def _set_limit() -> None:
    """Let a page take as much as its files may have."""
    request.max_content_length = size_here().limit_bytes * FULL_SIZE_FILES + WORDS_MAX_BYTES


def init_app(app: Flask) -> None:
    """Hang the kind of request, and what each page takes."""
    app.request_class = Request
    app.before_request(_set_limit)
