"""Forms with files from people without an account: a file that is too large costs only itself.

Flask would refuse the whole request, words and all, before anyone could read it. Here the words are
always read; of each file as much is taken as may be kept, on disk and not in memory, and what was
too much is named.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, cast

import structlog
from flask import request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.formparser import FormDataParser

from app.web.limits import FILES_A_TIP, FULL_SIZE_FILES, WORDS_MAX_BYTES, Size
from campaigns.kernel import settings
from campaigns.kernel.errors import Invalid, Unreachable
from campaigns.kernel.text import said_size
from campaigns.media import files
from campaigns.media.arriving import Incoming
from campaigns.media.files import Prepared
from campaigns.media.model import MediaKind

_CHUNK_BYTES = 256_000

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent: its words, and its files as the browser names them."""

    words: MultiDict[str, str]
    files: list[FileStorage]

    def close(self) -> None:
        """Forget what lies about of the files; what was prepared is stored already."""
        for file in self.files:
            file.close()


def source(file: FileStorage) -> Incoming | Iterator[bytes]:
    """Return what a form brought as `media.files.prepare` takes it: without another copy."""
    return file.stream if isinstance(file.stream, Incoming) else _chunks(file)


def _chunks(file: FileStorage) -> Iterator[bytes]:
    while chunk := file.stream.read(_CHUNK_BYTES):
        yield chunk


def prepare(sent: Iterable[FileStorage]) -> tuple[tuple[Prepared, ...], tuple[str, ...]]:
    """Store every file as evidence; return those, and words for those that were not taken."""
    limit = settings.current().evidence_max_bytes
    kept: list[Prepared] = []
    refused: list[str] = []
    for file in sent:
        name, why = files.clean_name(file.filename or ""), _why_not(file, limit, len(kept))
        if why:
            refused.append(f"{name} ({why})")
            continue
        try:
            kept.append(files.prepare(name, source(file), limit, MediaKind.EVIDENCE))
        except (Invalid, Unreachable) as error:
            log.warning("a file could not be kept", why=error.code)
            refused.append(_named(name, error.message))
    return tuple(kept), tuple(refused)


def _named(name: str, words: str) -> str:
    return words if words.startswith(f"{name}: ") else f"{name}: {words}"


def _why_not(file: FileStorage, limit: int, kept: int) -> str:
    """Return why a file is not taken, or nothing."""
    if isinstance(file.stream, Incoming) and file.stream.trouble:
        too_large = file.stream.size_bytes > limit or file.stream.limit_bytes < limit
        return said_size(file.stream.size_bytes) if too_large else file.stream.trouble
    return f"no more than {FILES_A_TIP} files at once" if kept >= FILES_A_TIP else ""


def read() -> Sent:
    """Read the form of this request."""
    limit = settings.current().evidence_max_bytes
    left = limit * FULL_SIZE_FILES
    taken: list[Incoming] = []

    def open_file(
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        del total_content_length, content_type, filename, content_length
        already = sum(file.size_bytes for file in taken if not file.trouble)
        taken.append(Incoming(max(0, min(limit, left - already)), Size.EVIDENCE.keep_free_bytes))
        return cast("IO[bytes]", taken[-1])

    parser = FormDataParser(
        stream_factory=open_file, max_form_memory_size=WORDS_MAX_BYTES, silent=False
    )
    try:
        _, words, sent = parser.parse_from_environ(request.environ)
    except BaseException as error:
        for file in taken:
            file.close()
        if not isinstance(error, ValueError):
            raise
        raise Invalid("This form arrived broken. Go back and send it again.") from error
    return Sent(words, [file for file in sent.getlist("files") if file.filename])
