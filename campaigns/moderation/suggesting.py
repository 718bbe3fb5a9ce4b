"""What may be hidden, suggested by rules that a force can read; people decide, always.

Who criticises us is left alone: words that sound like criticism are suggested for nothing but
abuse of a person, and nothing is ever hidden for them.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from campaigns.kernel.text import words
from campaigns.moderation.model import HideWhy

TABLE = Path(__file__).parent / "words" / "suggestions.toml"
CRITICISM = "criticism"
# Capitals tell a name from a word, so this one reads the text as it was typed.
_ACCUSES = re.compile(
    r"(?:\b[Ii]t(?: was| is|’s|'s)|\bC’est|\bC'est|\b[Ff]ue) (?!The|A |An |In |On |My )"
    r"[A-Z][a-zà-ÿ]+ [A-Z][\w.]*"
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that a rule saw in what someone said."""

    why: HideWhy
    found: str


def suggestions_for(text: str) -> list[Suggestion]:
    """Return what a rule would suggest to hide a reply for, the gravest first; mostly nothing."""
    said = f" {' '.join(words(text))} "
    found = [
        Suggestion(why, match[0].strip())
        for why in HideWhy
        for pattern in [_patterns().get(why.value)]
        if pattern and (match := pattern.search(said))
    ]
    accused = _ACCUSES.search(text)
    if accused and not any(each.why is HideWhy.NAMES_SOMEONE for each in found):
        found.append(Suggestion(HideWhy.NAMES_SOMEONE, accused[0]))
    if is_criticism(text):
        return [each for each in found if each.why is not HideWhy.NAMES_SOMEONE]
    return found


def is_criticism(text: str) -> bool:
    """Say whether these words criticise the police or an appeal: they stay, however harsh."""
    return bool(_patterns()[CRITICISM].search(f" {' '.join(words(text))} "))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {
        name: re.compile(" (?:" + "|".join(_phrase(each) for each in _all(languages)) + ")")
        for name, languages in table.items()
    }


def _all(languages: dict[str, list[str]]) -> list[str]:
    return [phrase for phrases in languages.values() for phrase in phrases]


def _phrase(phrase: str) -> str:
    """Return a phrase as a pattern over folded words that are each followed by one space."""
    return "".join(r"(?:\w+ ){0,3}" if each == "*" else _word(each) for each in phrase.split())


def _word(token: str) -> str:
    options = [
        re.escape(each.removesuffix("~")) + (r"\w*" if each.endswith("~") else "")
        for each in token.split("|")
    ]
    return f"(?:{'|'.join(options)}) "
