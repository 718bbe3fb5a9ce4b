"""The table of what must not be said of people, which a force can edit.

The shipped table stands in `words/oversharing.toml`; a force's own is kept as the same rows. A
table with something wrong in it is refused, and each wrong row is named.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from campaigns.cases.lexicon import STOP, fold
from campaigns.cases.sorts import sorts
from campaigns.kernel.errors import Invalid
from campaigns.kernel.states import Labelled
from campaigns.kernel.text import clean

_FILE = Path(__file__).parent / "words" / "oversharing.toml"
LANGUAGES = {"en": "English", "fr": "French", "es": "Spanish", "other": "Other languages"}
LETTERS_LEAST = 3
TITLE_CHARS = 60


class Strength(Labelled):
    """What a rule does with a text."""

    BLOCK = "block", "Stops it", "life"
    WARN = "warn", "Warns", "wait"
    OFF = "off", "Does nothing"


class When(Labelled):
    """At what stage of a case a rule holds."""

    ALWAYS = "always", "Always"
    BEFORE = "before", "While the case is open"
    AFTER = "after", "Once the case is closed"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: what must not be said, what happens if it is, and what to say instead.

    `built_in` rules know patterns beside their words; they can be switched off, not removed.
    """

    key: str
    title: str
    severity: Strength
    when: When
    why: str
    instead: str
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unless: tuple[str, ...] = ()
    built_in: bool = False

    def holds(self, *, closed: bool) -> bool:
        """Say whether the rule holds at this stage."""
        if self.severity is Strength.OFF:
            return False
        return self.when is When.ALWAYS or (self.when is When.AFTER) is closed

    def as_row(self) -> dict[str, Any]:
        """Return the row as it is kept."""
        return {
            "key": self.key,
            "title": self.title,
            "severity": self.severity.value,
            "when": self.when.value,
            "why": self.why,
            "instead": self.instead,
            "words": {language: list(words) for language, words in self.words.items()},
            "unless": list(self.unless),
            "built_in": self.built_in,
        }


Table = tuple[Rule, ...]


def rule_of(row: Mapping[str, Any]) -> Rule:
    """Return a rule from a row that is known to be right."""
    return Rule(
        key=row["key"],
        title=row["title"],
        severity=Strength(row["severity"]),
        when=When(row["when"]),
        why=row["why"],
        instead=row["instead"],
        words={language: tuple(words) for language, words in row.get("words", {}).items()},
        unless=tuple(row.get("unless", ())),
        built_in=bool(row.get("built_in", False)),
    )


@lru_cache(maxsize=1)
def shipped() -> Table:
    """Return the table as it ships."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["rule"]
    return tuple(rule_of(row) for row in rows)


def table_of(rows: Iterable[Mapping[str, Any]]) -> Table:
    """Return a force's table: its rows, and any built-in rule that was shipped since."""
    own = tuple(rule_of(row) for row in rows)
    kept = {rule.key for rule in own}
    return own + tuple(rule for rule in shipped() if rule.built_in and rule.key not in kept)


def check_table(table: Table) -> Table:
    """Return the cleaned table, or refuse it with each wrong row and field named (`2-title`)."""
    cleaned = tuple(_cleaned(rule) for rule in table)
    wrong: dict[str, str] = {}
    keys: dict[str, int] = {}
    for at, rule in enumerate(cleaned):
        for name, words in _wrong_with(rule):
            wrong.setdefault(f"{at}-{name}", words)
        if rule.key in keys:
            other = cleaned[keys[rule.key]].title
            wrong.setdefault(f"{at}-title", f"“{other}” is already in the table.")
        keys[rule.key] = at
    for rule in shipped():
        if rule.built_in and rule.key not in keys:
            wrong.setdefault("", f"“{rule.title}” cannot be removed; set it to “does nothing”.")
    if wrong:
        named = sorted({cleaned[int(place.split("-")[0])].title for place in wrong if place})
        rows = f": look at {', '.join(f'“{name}”' for name in named)}." if named else "."
        raise Invalid(f"The table was not saved{rows}", wrong)
    return cleaned


def _cleaned(rule: Rule) -> Rule:
    return replace(
        rule,
        title=clean(rule.title),
        why=clean(rule.why),
        instead=clean(rule.instead),
        words={language: _lines(words) for language, words in rule.words.items()},
        unless=_lines(rule.unless),
    )


def _lines(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clean(word) for word in words if clean(word)))


def _wrong_with(rule: Rule) -> Iterable[tuple[str, str]]:
    """Yield (field, what is wrong with it)."""
    if not rule.title or len(rule.title) > TITLE_CHARS:
        yield "title", f"Name the rule in at most {TITLE_CHARS} characters."
    if not rule.why:
        yield "why", "Say why: whoever wrote the text will ask."
    if not rule.instead:
        yield "instead", "Give the sentence to use instead."
    if not rule.built_in and not any(rule.words.values()):
        yield "words_en", "Give at least one word or phrase, one on each line."
    for language, phrases in rule.words.items():
        if language not in LANGUAGES:
            yield "words_other", f"“{language}” is not a language of this table."
        for phrase in phrases:
            said = too_common(phrase)
            if said:
                yield f"words_{language}", said


def too_common(phrase: str) -> str:
    """Say why a word or phrase would stop almost everything, or "" if it would not."""
    folded = fold(phrase)
    if not folded:
        return f"“{phrase}” has no letter in it."
    letters = sum(c.isalnum() for c in folded)
    if letters < LETTERS_LEAST and folded.isascii():
        return f"“{phrase}” is too short: it would stop almost everything."
    if all(word in STOP for word in folded.split()):
        return f"“{phrase}” stands in almost every text: it would stop them all. Add a word to it."
    if " " not in folded and folded in sorts()["everyday"]:
        return f"“{phrase}” alone stands in most appeals: it would stop them. Add a word to it."
    return ""
