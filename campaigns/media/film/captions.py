"""Captions: written as SRT and WebVTT, and read from what someone hands in or types.

What is wrong is said with the number of its line. Times are whole milliseconds.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from campaigns.kernel.errors import Invalid
from campaigns.kernel.text import clean

CUES_MOST = 5_000
BYTES_MOST = 2_000_000
STANDS_MS = 7_000
_FOREVER = 360_000_000
_EXAMPLE = "00:00:01,000 --> 00:00:03,000"
_TIME = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)[.,](\d{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s+.*)?$")
_TYPED = re.compile(r"\s*(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)\s+(\S.*)$")
_TAGS = re.compile(r"</?[a-zA-Z][^>]*>|<\d[\d:.]*>|\{\\[^}]*\}")
_SKIPPED = re.compile(r"^(NOTE|STYLE|REGION)\b")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that stand on a film from one moment to another."""

    start_ms: int
    end_ms: int
    text: str


def _stamp(moment_ms: int, mark: str) -> str:
    seconds, thousandths = divmod(moment_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{thousandths:03}"


def as_srt(cues: Iterable[Cue]) -> str:
    """Write SubRip."""
    return "\n".join(
        f"{number}\n{_stamp(cue.start_ms, ',')} --> {_stamp(cue.end_ms, ',')}\n{cue.text}\n"
        for number, cue in enumerate(cues, 1)
    )


def as_vtt(cues: Iterable[Cue]) -> str:
    """Write WebVTT; its three special characters are escaped."""
    written = [
        f"{_stamp(cue.start_ms, '.')} --> {_stamp(cue.end_ms, '.')}\n{_escaped(cue.text)}\n"
        for cue in cues
    ]
    return "\n".join(["WEBVTT\n", *written])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def transcript(cues: Iterable[Cue]) -> str:
    """Return what is said, as text to read."""
    return "\n".join(cue.text.replace("\n", " ") for cue in cues)


def parse(text: str, *, length_ms: int | None = None, field: str = "captions") -> tuple[Cue, ...]:
    """Read SRT or WebVTT; Invalid names the first line that is wrong, and why."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    try:
        cues = _read(lines)
    except _Wrong as wrong:
        words = f"Line {wrong.line}: {wrong.why}"
        raise Invalid(words, {field: words}) from None
    return _checked(cues, length_ms, field)


def _checked(cues: Sequence[tuple[int, Cue]], length_ms: int | None, field: str) -> tuple[Cue, ...]:
    """Return captions that follow one another within the film."""
    try:
        _check(cues, length_ms)
    except _Wrong as wrong:
        words = f"Line {wrong.line}: {wrong.why}"
        raise Invalid(words, {field: words}) from None
    if not cues:
        words = f"There is no caption in it. A caption is a line {_EXAMPLE} with its words beneath."
        raise Invalid(words, {field: words})
    return tuple(cue for _, cue in cues)


def parse_typed(text: str, *, length_ms: int | None, field: str) -> tuple[Cue, ...]:
    """Read captions as people type them: "0:05 Have you seen her?", or as SRT or WebVTT.

    A caption stands until the next one, and at most STANDS_MS.
    """
    if "-->" in text:
        return parse(text, length_ms=length_ms, field=field)
    marks: list[tuple[int, int, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        found = _TYPED.match(line)
        if found is None and line.strip():
            words = f"Line {number}: begin each line with its time, like 0:05 Have you seen her?"
            raise Invalid(words, {field: words})
        if found is not None:
            marks.append((number, _moment((found[1], found[2], found[3], "0")), clean(found[4])))
    ends = [start for _, start, _ in marks[1:]] + [(length_ms or _FOREVER)] * bool(marks)
    cues = [
        (number, Cue(start, min(end, start + STANDS_MS) if end > start else end, words))
        for (number, start, words), end in zip(marks, ends, strict=True)
    ]
    return _checked(cues, length_ms, field)


def parse_bytes(content: bytes, *, length_ms: int | None, field: str) -> tuple[Cue, ...]:
    """Read a captions file; it must be text in UTF-8."""
    if len(content) > BYTES_MOST:
        words = f"This file is larger than {BYTES_MOST // 1_000_000} MB; captions never are."
        raise Invalid(words, {field: words})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        words = f"Line {line}: this is not text in UTF-8. Save the file as UTF-8 and add it again."
        raise Invalid(words, {field: words}) from None
    return parse(text, length_ms=length_ms, field=field)


class _Wrong(Exception):
    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line, self.why = line, why


def _read(lines: Sequence[str]) -> list[tuple[int, Cue]]:
    cues: list[tuple[int, Cue]] = []
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
        elif _SKIPPED.match(lines[at]) or (at == 0 and lines[0].startswith("WEBVTT")):
            at = _end(lines, at)
        else:
            at = _read_cue(lines, at, cues)
            if len(cues) > CUES_MOST:
                raise _Wrong(at, f"there are more than {CUES_MOST:,} captions.")
    return cues


def _end(lines: Sequence[str], at: int) -> int:
    """Return the place after the block that begins here."""
    while at < len(lines) and lines[at].strip():
        at += 1
    return at


def _read_cue(lines: Sequence[str], at: int, cues: list[tuple[int, Cue]]) -> int:
    times_at = at if "-->" in lines[at] else at + 1
    found = _TIMES.match(lines[times_at]) if times_at < len(lines) else None
    if found is None:
        raise _Wrong(
            times_at + 1 if times_at < len(lines) else at + 1,
            f"a line with two times belongs here, like {_EXAMPLE}.",
        )
    start, end = _moment(found.groups()[:4]), _moment(found.groups()[4:])
    after = _end(lines, times_at + 1)
    said = "\n".join(_TAGS.sub("", line) for line in lines[times_at + 1 : after])
    for mark, letter in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\u00a0"), ("&amp;", "&")):
        said = said.replace(mark, letter)
    words = clean(said)
    if not words:
        raise _Wrong(times_at + 1, "this caption has no words.")
    cues.append((times_at + 1, Cue(start, end, words)))
    return after


def _moment(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, thousandths = (part or "0" for part in parts)
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int(thousandths.ljust(3, "0"))


def _check(cues: Sequence[tuple[int, Cue]], length_ms: int | None) -> None:
    before = 0
    for line, cue in cues:
        if cue.start_ms < before:
            raise _Wrong(line, "this caption begins before the one above it.")
        if length_ms is not None and cue.start_ms >= length_ms:
            raise _Wrong(
                line, f"this caption begins after the film ends ({length_ms / 1000:.0f} s)."
            )
        if cue.end_ms <= cue.start_ms:
            raise _Wrong(line, "this caption ends before it begins.")
        before = cue.start_ms
