"""Says what the guard found: all of it to those who may know, and to others only that it is so."""

from collections.abc import Iterable
from dataclasses import dataclass

from campaigns.cases.model import HoldbackDetail
from campaigns.cases.queries import list_holdbacks
from campaigns.cases.rules import may_read
from campaigns.guard.gate import Found, safe_words
from campaigns.users.model import User
from campaigns.users.rules import Permission, can


@dataclass(frozen=True, slots=True)
class Told:
    """One finding as one person is told of it; `detail_id` and `rule` are for a decision on it."""

    field: str
    place: str
    words: str
    instead: str
    blocks: bool
    mark: str
    rule: str
    detail_id: int | None
    case_id: int | None
    about: tuple[str, int]


def tell(found: Iterable[Found], user: User | None) -> list[Told]:
    """Return what this person is told, blocks first; None is someone who may know nothing."""
    known: dict[int, dict[int, HoldbackDetail]] = {}
    told = {each.mark: _tell(each, user, known) for each in found}
    return sorted(told.values(), key=lambda each: not each.blocks)


def _tell(found: Found, user: User | None, known: dict[int, dict[int, HoldbackDetail]]) -> Told:
    hit, case_id = found.hit, found.leaving.case_id
    words, instead = safe_words(found), ""
    if hit.detail_id is not None and user is not None and case_id is not None:
        details = known.setdefault(case_id, {each.id: each for each in list_holdbacks(case_id)})
        detail = details.get(hit.detail_id)
        if detail is not None and may_read(detail, user):
            verb = "gives away" if found.blocks else "may come close to"
            place = found.words.where[:1].upper() + found.words.where[1:]
            words = f"{place}: “{hit.excerpt}” {verb} the withheld detail “{detail.detail}”."
            instead = hit.instead
    elif hit.detail_id is None:
        instead = hit.instead
    return Told(
        found.words.field,
        found.words.where,
        words,
        instead,
        found.blocks,
        found.mark,
        hit.rule,
        hit.detail_id,
        case_id,
        found.leaving.about,
    )


def name_of(case_id: int, detail_id: int, user: User) -> str:
    """Return a withheld detail's words for those who may know it, else only that it is one."""
    for detail in list_holdbacks(case_id):
        if detail.id == detail_id and may_read(detail, user):
            return str(detail.detail)
    return "a withheld detail"


def may_decide(user: User) -> bool:
    """Say whether this person may decide that something leaves."""
    return can(user, Permission.RELEASE_WITHHELD)
