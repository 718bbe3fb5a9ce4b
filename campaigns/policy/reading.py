"""Reads a rules table from its text; a broken one is refused with the row named."""

import tomllib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from campaigns.cases.model import CaseKind, Risk
from campaigns.cases.scopes import Scope
from campaigns.kernel.errors import Invalid
from campaigns.kernel.states import Labelled
from campaigns.policy.table import (
    Answer,
    Doubt,
    DoubtRule,
    Effect,
    Follows,
    Question,
    Rank,
    Table,
)
from campaigns.users.model import Role

L = TypeVar("L", bound=Labelled)
HOURS_MAX = 24 * 14
DAYS_MAX = 90


class _Wrong(Exception):
    """Something in the table that cannot be; becomes Invalid with its row in front."""


@contextmanager
def _at(row: str) -> Iterator[None]:
    """Put the row before whatever is wrong with it."""
    try:
        yield
    except _Wrong as error:
        raise _Wrong(f"{row}: {error}") from None


def read(text: str, version: int) -> Table:
    """Return the table of this text; Invalid says which row is wrong, and how."""
    try:
        return _table(tomllib.loads(text), version)
    except tomllib.TOMLDecodeError as error:
        words = f"It cannot be read: {error}. Look for a missing quote, bracket or equals sign."
        raise Invalid("The table cannot be read.", {"text": words}) from error
    except _Wrong as error:
        raise Invalid("The table cannot be used.", {"text": f"{error}"}) from error


def _table(raw: dict[str, Any], version: int) -> Table:
    _only(
        raw,
        {"rank", "role_rank", "decider", "consent", "recheck", "question", "confirm_within_h"}
        | {"consent_warning_days"},
    )
    ranks = tuple(_rank(each, number) for number, each in enumerate(_rows(raw, "rank"), 1))
    keys = [each.key for each in ranks]
    _once(keys, "rank")
    return Table(
        version=version,
        ranks=ranks,
        role_rank=_role_rank(_section(raw, "role_rank"), keys),
        deciders=_deciders(_section(raw, "decider"), keys),
        consent=_consent(_section(raw, "consent")),
        doubts=_doubts(_section(raw, "recheck")),
        questions=_questions(_rows(raw, "question"), keys),
        confirm_within_h=_whole(raw, "confirm_within_h", HOURS_MAX),
        consent_warning_days=_whole(raw, "consent_warning_days", DAYS_MAX),
    )


def _rank(raw: Any, number: int) -> Rank:
    with _at(f"rank {number}"):
        _only(raw, {"key", "label"})
        return Rank(_words(raw, "key"), _words(raw, "label"))


def _role_rank(raw: dict[str, Any], ranks: Collection[str]) -> dict[str, str]:
    with _at("role_rank"):
        for role, rank in raw.items():
            _member(Role, role)
            _known_rank(rank, ranks)
    return raw


def _deciders(raw: dict[str, Any], ranks: Collection[str]) -> dict[CaseKind, dict[Risk, str]]:
    _only(raw, set(CaseKind), "decider")
    found: dict[CaseKind, dict[Risk, str]] = {}
    for kind in CaseKind:
        with _at(f"decider.{kind}"):
            by_risk = _section(raw, kind.value)
            _only(by_risk, set(Risk))
            for risk in Risk:
                _known_rank(by_risk.get(risk.value), ranks, risk.value)
            found[kind] = {risk: by_risk[risk.value] for risk in Risk}
    return found


def _consent(raw: dict[str, Any]) -> dict[CaseKind, frozenset[Scope]]:
    _only(raw, set(CaseKind), "consent")
    found: dict[CaseKind, frozenset[Scope]] = {}
    for kind in CaseKind:
        with _at(f"consent.{kind}"):
            found[kind] = frozenset(_member(Scope, each) for each in _list(raw, kind.value))
    return found


def _doubts(raw: dict[str, Any]) -> dict[Doubt, DoubtRule]:
    _only(raw, set(Doubt), "recheck")
    found: dict[Doubt, DoubtRule] = {}
    for doubt in Doubt:
        with _at(f"recheck.{doubt}"):
            row = _section(raw, doubt.value)
            _only(row, {"pauses", "decide_within_h"})
            pauses = frozenset(_member(Risk, each) for each in _list(row, "pauses"))
            found[doubt] = DoubtRule(pauses, _whole(row, "decide_within_h", HOURS_MAX))
    return found


def _questions(rows: list[Any], ranks: Collection[str]) -> tuple[Question, ...]:
    found = tuple(_question(each, number, ranks) for number, each in enumerate(rows, 1))
    _once([each.key for each in found], "question")
    for kind in CaseKind:
        if not any(kind in each.kinds for each in found):
            raise _Wrong(f"question: nothing is asked in a case of the kind “{kind}”")
    return found


def _question(raw: Any, number: int, ranks: Collection[str]) -> Question:
    name = raw.get("key", "") if isinstance(raw, dict) else ""
    with _at(f"question {number} (“{name}”)" if name else f"question {number}"):
        _only(raw, {"key", "kinds", "ask", "hint", "answer"})
        answers = tuple(
            _answer(each, place, ranks) for place, each in enumerate(_rows(raw, "answer"), 1)
        )
        _once([each.key for each in answers], "answer")
        kinds = frozenset(_member(CaseKind, each) for each in _list(raw, "kinds"))
        if not kinds:
            raise _Wrong("kinds is empty: name a kind of case")
        if all(each.follows[risk].effect is Effect.STOP for each in answers for risk in Risk):
            raise _Wrong("every answer stops publishing")
        hint = raw.get("hint", "")
        if not isinstance(hint, str):
            raise _Wrong("hint must be words in quotes")
        return Question(_words(raw, "key"), kinds, _words(raw, "ask"), hint, answers)


def _answer(raw: Any, number: int, ranks: Collection[str]) -> Answer:
    with _at(f"answer {number}"):
        _only(raw, {"key", "label", "effect", "rank", *Risk})
        usual = _follows({k: v for k, v in raw.items() if k in {"effect", "rank"}}, ranks)
        follows = dict.fromkeys(Risk, usual)
        for risk in Risk:
            if risk.value in raw:
                with _at(risk.value):
                    follows[risk] = _follows(raw[risk.value], ranks)
        return Answer(_words(raw, "key"), _words(raw, "label"), follows)


def _follows(raw: Any, ranks: Collection[str]) -> Follows:
    _only(raw, {"effect", "rank"})
    effect = _member(Effect, raw.get("effect"))
    if effect is Effect.RANK:
        return Follows(effect, _known_rank(raw.get("rank"), ranks))
    if "rank" in raw:
        raise _Wrong(f"a rank is named, but the effect is “{effect}”: make it “rank”")
    return Follows(effect)


def _only(raw: Any, allowed: Collection[str], row: str = "") -> None:
    """Refuse a name that nobody would read: most often it is a slip of the finger."""
    before = f"{row}: " if row else ""
    if not isinstance(raw, dict):
        raise _Wrong(f"{before}this must have names and values")
    strange = sorted(set(raw) - {str(each) for each in allowed})
    if strange:
        known = ", ".join(sorted(str(each) for each in allowed))
        raise _Wrong(f"{before}“{strange[0]}” means nothing here. Known are: {known}")


def _section(raw: dict[str, Any], name: str) -> dict[str, Any]:
    found = raw.get(name)
    if not isinstance(found, dict):
        raise _Wrong(f"the section “{name}” is missing")
    return found


def _rows(raw: dict[str, Any], name: str) -> list[Any]:
    found = raw.get(name)
    if not isinstance(found, list) or not found:
        raise _Wrong(f"there is no “{name}”: write at least one [[…{name}]]")
    return found


def _list(raw: dict[str, Any], name: str) -> list[Any]:
    found = raw.get(name)
    if not isinstance(found, list):
        raise _Wrong(f"“{name}” must be a list in square brackets")
    return found


def _words(raw: dict[str, Any], name: str) -> str:
    found = raw.get(name)
    if not isinstance(found, str) or not found.strip():
        raise _Wrong(f"“{name}” is missing or empty")
    return found.strip()


def _whole(raw: dict[str, Any], name: str, most: int) -> int:
    found = raw.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= most:
        raise _Wrong(f"“{name}” must be a whole number from 1 to {most}")
    return found


def _member(kind: type[L], value: Any) -> L:
    known = [str(each) for each in kind]
    if value not in known:
        said = f"“{value}” is not known" if value else "something is missing"
        raise _Wrong(f"{said}. Use one of: {', '.join(known)}")
    return kind(value)


def _known_rank(value: Any, ranks: Collection[str], row: str = "") -> str:
    if value not in ranks:
        before = f"{row}: " if row else ""
        raise _Wrong(f"{before}the rank “{value or ''}” is not among {', '.join(ranks)}")
    return str(value)


def _once(keys: list[str], what: str) -> None:
    twice = next((each for each in keys if keys.count(each) > 1), None)
    if twice is not None:
        raise _Wrong(f"two {what}s have the key “{twice}”")
