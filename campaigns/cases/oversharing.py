"""The table of what must not be said of people, which a force can edit.

The shipped table stands in `words/oversharing.toml`; a force's own is kept as the same text. A
table with something wrong in it is refused, and each wrong row is named.
"""

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from campaigns.cases.lexicon import LIGHT, STOP, fold
from campaigns.cases.sorts import sorts
from campaigns.kernel.errors import Invalid
from campaigns.kernel.states import Labelled
from campaigns.kernel.text import clean

LANGUAGES = {
    "en": "English",
    "fr": "French",
    "es": "Spanish",
    "ar": "Arabic",
    "other": "Other languages",
}
LETTERS_LEAST = 3
OTHER_LETTERS_LEAST = 2  # blood is two letters in Arabic
SIGNS_FROM = "\u2e80"  # one sign of these scripts, or one picture, is a whole word
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


Table = tuple[Rule, ...]


SHIPPED = (Path(__file__).parent / "words" / "oversharing.toml").read_text(encoding="utf-8")
_FIELDS = frozenset(each.name for each in fields(Rule))


@lru_cache(maxsize=1)
def shipped() -> Table:
    """Return the table as it ships."""
    return read_table(SHIPPED, {})


def read_force_table(text: str) -> Table:
    """Return a force's table: its rows, and any built-in rule that was shipped since."""
    built_in = {rule.key: rule for rule in shipped() if rule.built_in}
    own = read_table(text, built_in)
    kept = {rule.key for rule in own}
    return own + tuple(rule for key, rule in built_in.items() if key not in kept)


def read_table(text: str, built_in: Mapping[str, Rule]) -> Table:
    """Return the table of this text; Invalid names each row that is wrong, and how."""
    try:
        rows = tomllib.loads(text).get("rule", [])
    except tomllib.TOMLDecodeError as error:
        words = f"It cannot be read: {error}. Look for a missing quote, bracket or equals sign."
        raise Invalid("The table was not saved.", {"text": words}) from error
    if not isinstance(rows, list) or not rows:
        words = "There is no rule in it: each begins with [[rule]]."
        raise Invalid("The table was not saved.", {"text": words})
    wrong: list[str] = []
    table: dict[str, Rule] = {}
    for number, row in enumerate(rows, start=1):
        said = list(_wrong_in(row, known=table, built_in=built_in))
        wrong += [f"{_name(row, number)}: {each}" for each in said]
        if not said:
            table[row["key"]] = _rule_of(row)
    if wrong:
        raise Invalid("The table was not saved.", {"text": " ".join(wrong)})
    return tuple(table.values())


def _name(row: Any, number: int) -> str:
    """Return how a row is named to whoever wrote it."""
    named = row.get("title") or row.get("key") if isinstance(row, dict) else ""
    return f"Rule {number} (“{named}”)" if named else f"Rule {number}"


def _rule_of(row: Mapping[str, Any]) -> Rule:
    return Rule(
        key=row["key"],
        title=clean(row["title"]),
        severity=Strength(row["severity"]),
        when=When(row["when"]),
        why=clean(row["why"]),
        instead=clean(row["instead"]),
        words={name: _lines(words) for name, words in row.get("words", {}).items()},
        unless=_lines(row.get("unless", ())),
        built_in=bool(row.get("built_in", False)),
    )


def _lines(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clean(word) for word in words if clean(word)))


def _wrong_in(row: Any, *, known: Collection[str], built_in: Mapping[str, Rule]) -> Iterator[str]:
    """Yield what is wrong with a row."""
    if not isinstance(row, dict):
        yield "it is no rule: begin it with [[rule]]."
        return
    for name in sorted(row.keys() - _FIELDS):
        yield f"“{name}” is not known here."
    for name in ("key", "title", "why", "instead"):
        if not isinstance(row.get(name), str) or not clean(row[name]):
            yield f"“{name}” is missing or empty."
    if len(str(row.get("title", ""))) > TITLE_CHARS:
        yield f"“title” has more than {TITLE_CHARS} characters."
    if row.get("key") in list(known):
        yield f"“{row['key']}” is in the table already."
    for name, choices in (("severity", Strength), ("when", When)):
        if row.get(name) not in list(choices):
            yield f"“{name}” must be one of {', '.join(choices)}."
    if built_in and bool(row.get("built_in", False)) is not (row.get("key") in list(built_in)):
        yield "“built_in” stays as it was shipped: only those rules know patterns."
    yield from _wrong_words(row)


def _wrong_words(row: Mapping[str, Any]) -> Iterator[str]:
    words = row.get("words", {})
    if not isinstance(words, dict):
        yield "“words” are lists by language, as in [rule.words] and en = [...]."
        return
    if not any(words.values()) and not row.get("built_in"):
        yield "give at least one word or phrase."
    for language in sorted(words.keys() - LANGUAGES.keys()):
        yield f"“{language}” is not a language of this table ({', '.join(LANGUAGES)})."
    for phrases in (*words.values(), row.get("unless", [])):
        if not isinstance(phrases, list) or not all(isinstance(each, str) for each in phrases):
            yield 'words and phrases stand in quotes, in a list: ["one", "two"].'
            continue
        yield from (said for phrase in phrases if (said := too_common(phrase)))


def too_common(phrase: str) -> str:
    """Say why a word or phrase would stop almost everything, or "" if it would not."""
    folded = fold(phrase)
    if not folded:
        return f"“{phrase}” has no letter in it."
    letters = [c for c in folded if c.isalnum()]
    least = LETTERS_LEAST if folded.isascii() else OTHER_LETTERS_LEAST
    if 0 < len(letters) < least and max(letters) < SIGNS_FROM:
        return f"“{phrase}” is too short: it would stop almost everything."
    if folded.isdecimal():
        return f"“{phrase}” is only a number, as in any time or date: add what it counts."
    if all(word in STOP or word in LIGHT for word in folded.split()):
        return f"“{phrase}” stands in almost every text: it would stop them all. Add a word to it."
    if " " not in folded and folded in sorts()["everyday"]:
        return f"“{phrase}” alone stands in most appeals: it would stop them. Add a word to it."
    return ""
