"""Forms with files from people without an account: a file that is too large costs only itself.

Flask would refuse the whole request, words and all, before anyone could read it. Here the words are
always read; of each file as much is taken as may be kept, on disk and not in memory, and what was
too much is named.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from flask import request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.formparser import FormDataParser

from app.web.limits import FILES_A_TIP
from campaigns.kernel import settings
from campaigns.kernel.errors import Invalid
from campaigns.media import files
from campaigns.media.files import Prepared
from campaigns.media.model import MediaKind
from campaigns.media.storage import said_size

_WORDS_MAX_BYTES = 2_000_000
_IN_MEMORY_BYTES = 256_000
_CHUNK_BYTES = 256_000
_FULL_SIZE_FILES = 5  # what one request may bring in all, counted in files of the largest size


class _Taken:
    """A file on its way in, which stops growing at its limit and goes on counting."""

    def __init__(self, limit_bytes: int) -> None:
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115 -- closed below
        self._limit_bytes = limit_bytes
        self.size_bytes = 0

    @property
    def whole(self) -> bool:
        """Say whether all of it was taken."""
        return self.size_bytes <= self._limit_bytes

    def write(self, chunk: bytes) -> int:
        """Take one chunk, or only count it."""
        self.size_bytes += len(chunk)
        if self.whole:
            self._file.write(chunk)
        return len(chunk)

    def seek(self, place: int, whence: int = 0) -> int:
        """Go to a place, as the parser does at the end."""
        return self._file.seek(place, whence)

    def read(self, size: int = -1) -> bytes:
        """Read what was taken."""
        return self._file.read(size)

    def close(self) -> None:
        """Forget it."""
        self._file.close()


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent: its words, and its files as the browser names them."""

    words: MultiDict[str, str]
    files: list[FileStorage]

    def close(self) -> None:
        """Forget what lies about of the files; what was prepared is stored already."""
        for file in self.files:
            file.close()


def _chunks(file: FileStorage) -> Iterator[bytes]:
    while chunk := file.stream.read(_CHUNK_BYTES):
        yield chunk


def prepare(sent: Iterable[FileStorage]) -> tuple[tuple[Prepared, ...], tuple[str, ...]]:
    """Store every file as evidence; return those, and words for those that were not taken."""
    limit = settings.current().upload_max_bytes
    kept: list[Prepared] = []
    refused: list[str] = []
    for file in sent:
        name, why = files.clean_name(file.filename or ""), _why_not(file, len(kept))
        if why:
            refused.append(f"{name} ({why})")
            continue
        try:
            kept.append(files.prepare(name, _chunks(file), limit, MediaKind.EVIDENCE))
        except Invalid as error:
            refused.append(error.message)
    return tuple(kept), tuple(refused)


def _why_not(file: FileStorage, kept: int) -> str:
    """Return why a file is not taken, or nothing."""
    if isinstance(file.stream, _Taken) and not file.stream.whole:
        return said_size(file.stream.size_bytes)
    return f"no more than {FILES_A_TIP} files at once" if kept >= FILES_A_TIP else ""


def read() -> Sent:
    """Read the form of this request."""
    limit = settings.current().upload_max_bytes
    left = limit * _FULL_SIZE_FILES
    taken: list[_Taken] = []

    def open_file(
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        del total_content_length, content_type, filename, content_length
        already = sum(file.size_bytes for file in taken if file.whole)
        taken.append(_Taken(max(0, min(limit, left - already))))
        return cast("IO[bytes]", taken[-1])

    parser = FormDataParser(
        stream_factory=open_file, max_form_memory_size=_WORDS_MAX_BYTES, silent=False
    )
    try:
        _, words, sent = parser.parse_from_environ(request.environ)
    except ValueError as error:
        raise Invalid("This form arrived broken. Go back and send it again.") from error
    return Sent(words, [file for file in sent.getlist("files") if file.filename])
