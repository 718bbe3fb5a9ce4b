"""The fixed words of posters, one file a language: templates/posters/words/<language>.toml.

A language is there when its file is there. A file that lacks a key, or has one too many, is refused
by name, so that no poster ever mixes two languages by accident.
"""

import string
import tomllib
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from campaigns.kernel.errors import CampaignError

FOLDER = Path(__file__).parents[2] / "templates" / "posters" / "words"
MONTHS, WEEKDAYS = 12, 7
_M_PER_KM = 1000
# What is filled in where; a file whose words lack one, or have another, is refused.
FILLED = {
    "day": {"weekday", "day", "month", "year"},
    "time": {"hour", "minute"},
    "day_time": {"day", "time"},
    "until": {"start", "end"},
    "ages": {"low", "high"},
    "cm": {"number"},
    "metres": {"number"},
    "kilometres": {"number"},
    "around": {"place", "distance"},
    "alias": {"names"},
    "companion": {"names"},
    "call": {"phone"},
    "code": {"code"},
    "emergency": {"number"},
}


class WordingError(CampaignError):
    """A language's file cannot be used; the message names file and key."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words that stand on every poster of a language. `direction` is "ltr" or "rtl"."""

    name: str
    direction: str
    comma: str
    colon: str
    either: str
    both: str
    decimal: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    first_day: str
    day: str
    time: str
    day_time: str
    until: str
    ages: str
    cm: str
    metres: str
    kilometres: str
    around: str
    help_find: str
    missing: str
    witness: str
    identify: str
    remains: str
    last_seen: str
    alias: str
    companion: str
    age: str
    height: str
    build: str
    hair: str
    eyes: str
    looks: str
    speaks: str
    clothing: str
    tell_us: str
    call: str
    code: str
    emergency: str
    check: str
    age_progressed: str
    exercise: str
    exercise_short: str
    photo: str
    closed_title: str
    closed_words: str

    def led(self, label: str, words: str) -> str:
        """Return words behind what leads to them: "Help find: Mira"; a question needs no colon."""
        if not label or not words:
            return label or words
        return f"{label} {words}" if label.endswith(("?", "؟")) else f"{label}{self.colon}{words}"

    def said_day(self, at: datetime) -> str:
        """Return a day in words: "Saturday 12 July 2025"."""
        return self.day.format(
            weekday=self.weekdays[at.weekday()],
            day=self.first_day if at.day == 1 else at.day,
            month=self.months[at.month - 1],
            year=at.year,
        )

    def said_time(self, at: datetime) -> str:
        """Return a time of day: "19:40"."""
        return self.time.format(hour=f"{at.hour:02d}", minute=f"{at.minute:02d}")

    def said_moment(self, at: datetime) -> str:
        """Return a day and a time."""
        return self.day_time.format(day=self.said_day(at), time=self.said_time(at))

    def said_span(self, start: datetime, end: datetime) -> str:
        """Return a span of time; the day is said twice only where there are two."""
        if start == end:
            return self.said_moment(start)
        same = start.date() == end.date()
        last = self.said_time(end) if same else self.said_moment(end)
        return self.until.format(start=self.said_moment(start), end=last)

    def said_age(self, low: int | None, high: int | None) -> str:
        """Return an age, or two between which it lies."""
        if low is not None and high is not None and low != high:
            return self.ages.format(low=low, high=high)
        known = low if low is not None else high
        return "" if known is None else str(known)

    def said_distance(self, metres: int) -> str:
        """Return a distance in metres or kilometres."""
        if metres < _M_PER_KM:
            return self.metres.format(number=metres)
        return self.kilometres.format(number=f"{metres / _M_PER_KM:g}".replace(".", self.decimal))


@cache
def wordings() -> dict[str, Wording]:
    """Return every language that there are words for, by its code; English first."""
    codes = sorted((path.stem for path in FOLDER.glob("*.toml")), key=lambda code: code != "en")
    return {code: read(FOLDER / f"{code}.toml") for code in codes}


def wording(language: str) -> Wording:
    """Return the words of a language ("fr", "fr-CA"), or of English."""
    return wordings().get(language.split("-", maxsplit=1)[0], wordings()["en"])


def called(language: str) -> str:
    """Return a language's own name, or its code where there are no words for it."""
    known = wordings().get(language.split("-", maxsplit=1)[0])
    return known.name if known else language


def read(path: Path) -> Wording:
    """Read one language; WordingError names the key that is missing, too many or malformed."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WordingError(f"{path.name}: it cannot be read as TOML: {error}.") from error
    known = [each.name for each in fields(Wording)]
    problems = [f"key “{key}”: it is missing or empty." for key in known if not said.get(key)]
    problems += [f"key “{key}”: there is no such key." for key in said.keys() - set(known)]
    problems += [words for key in known if key in said for words in _problems(key, said[key])]
    if problems:
        raise WordingError("\n".join(f"{path.name}, {words}" for words in problems))
    words: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in said.items()}
    return Wording(**words)


def _problems(key: str, said: Any) -> list[str]:
    count = {"months": MONTHS, "weekdays": WEEKDAYS}.get(key)
    if count:
        fits = isinstance(said, list) and len(said) == count and all(said)
        return [] if fits else [f"key “{key}”: it needs {count} names."]
    if not isinstance(said, str):
        return [f"key “{key}”: it is not a text."]
    if key == "direction" and said not in {"ltr", "rtl"}:
        return [f"key “{key}”: it is “ltr” or “rtl”."]
    try:
        names = {name for _, name, _, _ in string.Formatter().parse(said) if name is not None}
    except ValueError as error:
        return [f"key “{key}”: {error}."]
    wanted = FILLED.get(key, set())
    if names != wanted:
        listed = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "nothing in braces"
        return [f"key “{key}”: it must fill in {listed}."]
    return []
