"""What is looked for in a tip besides what is withheld: a table of phrases that a force can edit.

A phrase that is found raises a tip and tells people; nothing here ever lowers or dismisses one.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from campaigns.kernel import settings
from campaigns.kernel.errors import Invalid
from campaigns.kernel.text import words
from campaigns.tips.model import MarkKind, Priority

OWN = "alarms.toml"
HOUSE = Path(__file__).parent / "words" / OWN
LANGUAGES = ("en", "fr", "es", "ar")
KINDS = (MarkKind.THREAT, MarkKind.EXTORTION, MarkKind.SUBJECT, MarkKind.PUBLICITY)
ANY = "*"
ANY_WORDS = r"(?:\w+ ){0,3}"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One kind of alarm: how high it raises a tip, and how it is recognised."""

    kind: MarkKind
    priority: Priority
    sounds: re.Pattern[str]


def alarms_in(text: str) -> list[Alarm]:
    """Return the alarms that some words sound, the gravest kinds first."""
    said = f" {' '.join(words(text))} "
    return [alarm for alarm in table() if alarm.sounds.search(said)]


def table() -> tuple[Alarm, ...]:
    """Return the force's own table where there is one, else the house's."""
    own = settings.current().data_dir / OWN
    path = own if own.exists() else HOUSE
    return _read(path, path.stat().st_mtime_ns)


@cache
def _read(path: Path, _changed: int) -> tuple[Alarm, ...]:
    try:
        return read_table(path.read_text(encoding="utf-8"))
    except Invalid as error:
        if path == HOUSE:
            raise
        raise Invalid(f"{path}: {error.message}") from error


def read_table(written: str) -> tuple[Alarm, ...]:
    """Return the alarms of a table, or Invalid in words that say which line cannot be used."""
    try:
        raw = tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        raise Invalid(f"This is no TOML: {error}.") from error
    unknown = sorted(set(raw) - {kind.value for kind in KINDS})
    if unknown:
        raise Invalid(f"[{unknown[0]}] is no kind of alarm.")
    return tuple(_alarm(kind, raw[kind.value]) for kind in KINDS if kind.value in raw)


def _alarm(kind: MarkKind, section: Mapping[str, object]) -> Alarm:
    priority = section.get("priority")
    if priority not in set(Priority):
        raise Invalid(f"[{kind.value}] needs a priority: urgent, high, medium or low.")
    phrases: list[str] = []
    for language, given in section.items():
        if language == "priority":
            continue
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            raise Invalid(f"[{kind.value}] {language} must be a list of phrases.")
        phrases += [_pattern(kind, each) for each in given]
    if not phrases:
        raise Invalid(f"[{kind.value}] has no phrase.")
    return Alarm(kind, Priority(str(priority)), re.compile(f" (?:{'|'.join(phrases)})"))


def _pattern(kind: MarkKind, phrase: str) -> str:
    """Return a phrase as a pattern over folded words that are each followed by one space."""
    parts = [ANY_WORDS if each == ANY else _word(each) for each in phrase.split()]
    if not any(part != ANY_WORDS for part in parts) or "" in parts:
        raise Invalid(f"[{kind.value}] “{phrase}” is no phrase.")
    return "".join(parts)


def _word(token: str) -> str:
    """Return the pattern of one word with its alternatives; "" where there is no word in it."""
    options: list[str] = []
    for each in token.split("|"):
        folded = " ".join(words(each))
        if not folded:
            return ""
        options.append(re.escape(folded) + (r"\w*" if each.endswith("~") else ""))
    return f"(?:{'|'.join(options)}) "
