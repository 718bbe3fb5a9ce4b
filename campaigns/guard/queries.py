"""Find releases and findings, and what the rounds have still to read."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select, update

from campaigns.cases.model import Case, CaseState
from campaigns.guard.model import Finding, FindingState, Release, Round, WordingVersion
from campaigns.kernel.db import db, insert_unless_there
from campaigns.kernel.errors import NotFound
from campaigns.timeline.model import TimelineEntry


def list_open_cases() -> list[int]:
    """Return the cases that are open."""
    return list(db.session.scalars(select(Case.id).where(Case.state == CaseState.OPEN)))


def list_standing(case_ids: Collection[int]) -> list[Release]:
    """Return the releases of these cases that have not been ended."""
    found = select(Release).where(Release.case_id.in_(case_ids), Release.ended_at.is_(None))
    return list(db.session.scalars(found.order_by(Release.id)))


def list_releases(case_id: int) -> list[Release]:
    """Return every release of a case, newest first."""
    found = select(Release).where(Release.case_id == case_id).order_by(Release.id.desc())
    return list(db.session.scalars(found))


def get_release(case_id: int, release_id: int) -> Release:
    """Return a release of this case, or say that there is none."""
    release = db.session.get(Release, release_id)
    if release is None or release.case_id != case_id:
        raise NotFound("There is no such release.")
    return release


def list_findings(case_id: int, *states: FindingState) -> list[Finding]:
    """Return what the guard found outside, newest first; every state if none is named."""
    found = select(Finding).where(Finding.case_id == case_id)
    if states:
        found = found.where(Finding.state.in_(states))
    return list(db.session.scalars(found.order_by(Finding.id.desc())))


def count_findings(case_id: int) -> int:
    """Return how many findings wait for someone."""
    found = select(func.count()).where(
        Finding.case_id == case_id, Finding.state != FindingState.SETTLED
    )
    return db.session.scalar(found) or 0


def find_round(case_id: int) -> Round | None:
    """Return how far the rounds of a case have come, if any was ever wanted."""
    return db.session.get(Round, case_id)


def want_round(case_id: int) -> None:
    """Move what is wanted of a case's rounds."""
    insert_unless_there(Round, case_id=case_id, wanted=0, done=0)
    db.session.execute(
        update(Round).where(Round.case_id == case_id).values(wanted=Round.wanted + 1),
        execution_options={"synchronize_session": False},
    )


def list_rounds_to_make() -> list[tuple[int, int]]:
    """Return (case, what is wanted) where a round is due."""
    found = select(Round.case_id, Round.wanted).where(Round.done < Round.wanted)
    return [(row.case_id, row.wanted) for row in db.session.execute(found.order_by(Round.case_id))]


def find_finding(about: tuple[str, int], place: str, rule: str, detail_id: int) -> Finding | None:
    """Return what was found here before, settled or not."""
    return db.session.scalar(
        select(Finding).where(
            Finding.about_type == about[0],
            Finding.about_id == about[1],
            Finding.place == place,
            Finding.rule == rule,
            Finding.detail_id == detail_id,
        )
    )


def was_noted(case_id: int, about: tuple[str, int], marks: Sequence[str]) -> bool:
    """Say whether it is on the timeline already that exactly these warnings were read."""
    entries = db.session.scalars(
        select(TimelineEntry.detail).where(
            TimelineEntry.case_id == case_id,
            TimelineEntry.about_type == about[0],
            TimelineEntry.about_id == about[1],
        )
    )
    return any(detail.get("read") == list(marks) for detail in entries)


def current_wording() -> int:
    """Return the number of the table of what must not be said that is in force; 0 ships."""
    return db.session.scalar(select(func.max(WordingVersion.version))) or 0


def get_wording(version: int) -> WordingVersion:
    """Return a version of what must not be said, or say that there is none."""
    found = db.session.get(WordingVersion, version)
    if found is None:
        raise NotFound("There is no such version.")
    return found


def list_wordings() -> list[WordingVersion]:
    """Return what the force wrote of what must not be said, newest first."""
    return list(db.session.scalars(select(WordingVersion).order_by(WordingVersion.version.desc())))
