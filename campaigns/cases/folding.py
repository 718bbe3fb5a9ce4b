"""Reads a text as words, whatever they are dressed up as: the ground that the guard stands on.

Case, accents, ligatures, look-alike and invisible letters, hashtags, file names, addresses with
%20 in them, letters set apart (s t a r) and captions with their times all come out as plain words.
What people see between two words (a comma, the end of a sentence) is kept as a pause, because a
detail is rarely said across one.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from confusable_homoglyphs.confusables import confusables_data

KEEP_CHARS = 48
FULL_WIDTH_HASH = "\uff03"
COMMA, SENTENCE, LINE = 0.5, 2.0, 1.0
LETTERS_APART = 3

_CUE = re.compile(r"^[ \t]*(?:\d+[ \t]*\n[ \t]*)?[\d:.,]+[ \t]*-->[^\n]*$", re.MULTILINE)
_CUE_HEAD = re.compile(r"\AWEBVTT[^\n]*|^NOTE\b[^\n]*$", re.MULTILINE)
_TAG = re.compile(r"<[^<>\n]{0,80}>")
_CHUNK = re.compile(r"\S+")
_PIECE = re.compile(r"[@$€]?[^\W_]+(?:[@$€!|+]+[^\W_]+)*|[\U0001f000-\U0001faff☀-➿⭐⬛⬜]")
_BARE = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])A(?=[A-Z])")
_HUMP_MEAN = 2.5

# What stands for a letter in a name spelt to get past a reader.
LEET = str.maketrans("03457@$!|+€", "oeastas11te")
_SAME_SHAPE = str.maketrans("013457@$!|+€l", "oieastasiitei")


def _look_alikes() -> dict[int, str]:
    """Return every letter that passes for a Latin one, with that Latin letter."""
    found = {
        ord(letter): other["c"]
        for letter, others in confusables_data.items()
        for other in others
        if len(letter) == 1 and len(other["c"]) == 1
        if not letter.isascii() and other["c"].isascii() and other["c"].isalpha()
    }
    more = dict(zip("кмтвнКМТВНłøđıħŧɐɹʍəʇ", "kmtbhkmtbhlodihtarmet", strict=True))
    small = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True))
    flags = {chr(0x1F1E6 + at): chr(ord("a") + at) for at in range(26)}
    squares = {chr(0x1F170 + at): chr(ord("a") + at) for at in range(26)}
    pairs = {"æ": "ae", "œ": "oe", "Æ": "Ae", "Œ": "Oe"}
    # Arabic: digits of its own, letters written in two ways, and a stroke that only fills a line.
    digits = {chr(zero + at): str(at) for zero in (0x660, 0x6F0) for at in range(10)}
    arabic = {"ة": "\u0647", "ى": "ي", "\u06cc": "ي", "ک": "ك", "ـ": ""}
    whole = {**more, **small, **flags, **squares, **pairs, **digits, **arabic}
    return found | {ord(letter): plain for letter, plain in whole.items()}


_LOOKS = _look_alikes()


class Word(NamedTuple):
    """One word as it is compared, where it stood, and what stood after it.

    `alike` is what it says if its digits and signs are read as letters (a 1 stays: it may be an i
    or an l); `pause` is how much the eye rests after it; `capital` and `hashtag` tell how it was
    written.
    """

    text: str
    alike: str
    start: int
    end: int
    pause: float
    capital: bool
    hashtag: bool


class Part(NamedTuple):
    """A word inside a run of signs without a space."""

    text: str
    alike: str
    capital: bool
    hashtag: bool


def plain(text: str) -> str:
    """Return a text with Latin letters for look-alikes, no accents and nothing invisible."""
    if text.isascii():
        return text
    swapped = unicodedata.normalize("NFKC", text).translate(_LOOKS)
    spread = unicodedata.normalize("NFKD", swapped)
    bare = "".join(c for c in spread if unicodedata.category(c) not in {"Mn", "Me", "Cf"})
    return bare.translate(_LOOKS)


def strip_captions(text: str) -> str:
    """Return a text without the times, numbers and tags of SRT or VTT; its length stays."""
    if "<" in text:
        text = _TAG.sub(_blank, text)
    if "-->" not in text:
        return text
    text = _CUE_HEAD.sub(_blank, _CUE.sub(_blank, text.replace("\r", "\n")))
    return text.replace("\n", " ")


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _parts(chunk: str) -> tuple[Part, ...]:
    if len(chunk) > KEEP_CHARS:
        return tuple(_read(chunk))
    return _parts_kept(chunk)


@lru_cache(maxsize=32768)
def _parts_kept(chunk: str) -> tuple[Part, ...]:
    return tuple(_read(chunk))


def _read(chunk: str) -> Iterator[Part]:
    if "%" in chunk:
        chunk = unquote(chunk)
    if "&" in chunk:
        chunk = unescape(chunk)
    hashtag = chunk.lstrip("([{\"'“«").startswith(("#", FULL_WIDTH_HASH))
    if chunk.isupper():
        chunk = chunk.lower()
    for piece in _PIECE.findall(plain(chunk).replace("_", " ")):
        yield from _split(piece, hashtag=hashtag)


def _split(piece: str, *, hashtag: bool) -> Iterator[Part]:
    """Yield the words of one run: StarShapedScar is three, 7shots is two, st4r is one or more."""
    found = [word for bare in _BARE.findall(piece) for word in _humps(bare)]
    words = [word for word in found if word.isalnum() or not word.isascii()]
    folded = piece.casefold()
    dressed = len(words) != 1 or words[0] != piece
    alike = folded.translate(LEET) if dressed and not folded.isalpha() else ""
    for at, word in enumerate(words):
        yield Part(word.casefold(), "" if at else alike, word[0].isupper(), hashtag)


def _humps(bare: str) -> list[str]:
    if bare.islower() or not bare.isascii():
        return [bare]
    words = [word for word in _HUMP.split(bare) if word]
    return words if len(bare) / len(words) > _HUMP_MEAN else [bare]


def _pause(chunk: str, between: str) -> float:
    last = chunk.rstrip("\"'”’»)]}*_")[-1:]
    rest = SENTENCE if last in ".!?…。؟" else COMMA if last in ",;:—–-،" else 0.0
    return max(rest, LINE if "\n" in between else 0.0)


def fold_words(text: str) -> list[Word]:
    """Return the words of a text, in order, each with its place (start, end) in the text."""
    text = strip_captions(text)
    found: list[Word] = []
    chunks = list(_CHUNK.finditer(text))
    for at, chunk in enumerate(chunks):
        after = chunks[at + 1].start() if at + 1 < len(chunks) else len(text)
        start, end = chunk.span()
        parts = _parts(chunk[0])
        last = len(parts) - 1
        for number, (word, alike, capital, hashtag) in enumerate(parts):
            pause = _pause(chunk[0], text[end:after]) if number == last else 0.0
            found.append(Word(word, alike, start, end, pause, capital, hashtag))
        if not parts and found:
            found[-1] = found[-1]._replace(
                pause=max(found[-1].pause, _pause(chunk[0], text[end:after]))
            )
    return _join_letters(found)


def _join_letters(words: list[Word]) -> list[Word]:
    """Return the words with letters that were set apart (s t a r) put together."""
    joined: list[Word] = []
    run: list[Word] = []
    for word in words:
        if len(word.text) == 1 and word.text.isalpha():
            run.append(word)
            continue
        joined += _close(run)
        run = []
        joined.append(word)
    return joined + _close(run)


def _close(run: list[Word]) -> list[Word]:
    if len(run) < LETTERS_APART or any(word.alike for word in run):
        return run
    text = "".join(word.text for word in run)
    return [run[0]._replace(text=text, end=run[-1].end, pause=run[-1].pause)]


def same_shape(text: str) -> str:
    """Return letters and digits only, with all that looks like one letter made the same."""
    return "".join(c for c in text.translate(_SAME_SHAPE) if c.isalnum())
