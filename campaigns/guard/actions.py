"""Decide that what the guard stops may leave, and take it back. One verb, one transaction."""

from campaigns.cases import queries as cases
from campaigns.cases.model import Case, HoldbackDetail
from campaigns.cases.rules import may_read
from campaigns.guard import queries, rules
from campaigns.guard.gate import text_hash
from campaigns.guard.model import Release, Scope
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import NotFound
from campaigns.kernel.text import clean
from campaigns.notices import actions as notices
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.users.model import User
from campaigns.users.queries import list_people
from campaigns.users.rules import Permission, can


@atomic
def release(
    case_id: int,
    *,
    rule: str,
    detail_id: int | None,
    scope: Scope,
    reason: str,
    author_id: int | None,
    by: User,
    text: str = "",
    about: tuple[str, int] | None = None,
) -> Release:
    """Let something leave that the guard stops: this text, this one thing, or a detail from now on.

    `author_id` is who wrote the words: never the one who decides.
    """
    case, reason = cases.get_case(case_id), clean(reason)
    rules.check_decides(by, author_id)
    rules.check_release(scope, reason, detail_id)
    rules.check_names(scope, clean(text), about)
    if detail_id is not None:
        _check_knows(case, detail_id, by)
    made = Release(
        case_id=case_id,
        rule=rule,
        detail_id=detail_id,
        scope=scope,
        text_hash=text_hash(text) if scope is Scope.TEXT else None,
        about_type=about[0] if scope is Scope.ABOUT and about else None,
        about_id=about[1] if scope is Scope.ABOUT and about else None,
        reason=reason,
        decided_by_id=by.id,
        decided_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    _record(made, f"Decided that something withheld may leave: {scope.label.lower()}", by)
    return made


def _check_knows(case: Case, detail_id: int, by: User) -> None:
    """Refuse a decision by someone who may not know what it is about."""
    detail = cases.get_part(HoldbackDetail, case.id, detail_id)
    if not may_read(detail, by):
        raise NotFound("There is no such withheld detail, or it is not for you to know.")


@atomic
def end_release(case_id: int, release_id: int, *, by: User) -> Release:
    """Stop a release: from now on the guard stops it again; the decision itself stays on record."""
    rules.check_decides(by, None)
    made = queries.get_release(case_id, release_id)
    rules.check_standing(made)
    made.ended_at, made.ended_by_id = clock.now(), by.id
    _record(made, "A release was ended: the guard stops it again", by)
    return made


@atomic
def ask_for_release(case_id: int, path: str, *, by: User) -> int:
    """Ask the supervisors for a decision; `path` is the page of the words. Returns how many."""
    case = cases.get_case(case_id)
    asked = [
        each
        for each in list_people()
        if each.id != by.id and can(each, Permission.RELEASE_WITHHELD)
    ]
    for each in asked:
        notices.notify(
            each.id,
            f"Decide whether words may leave in {case.reference}",
            f"{by.name} asks: the guard stops words that they think should leave.",
            path=path,
            case_id=case_id,
            urgent=True,
        )
    timeline.record(
        case_id, EntryKind.DECISION, "Asked for a decision on words that the guard stops",
        actor=by.actor,
    )  # fmt: skip
    return len(asked)


def _record(made: Release, words: str, by: User) -> None:
    timeline.record(
        made.case_id,
        EntryKind.DECISION,
        words,
        actor=by.actor,
        about=("release", made.id),
        detail={
            "scope": made.scope.value,
            "rule": made.rule,
            "detail": made.detail_id,
            "of": [made.about_type, made.about_id],
        },
    )
