"""What the guard's page says of each finding and each decision, as far as the reader may know."""

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.cases.queries import list_holdbacks
from campaigns.cases.rules import may_read
from campaigns.guard import queries
from campaigns.guard.model import Finding, Release
from campaigns.users.model import User
from campaigns.users.queries import get_user

# Where each thing is mended, beneath its case; what has no page of its own leads nowhere.
PLACES = {
    "appeal": "/launch",
    "closure": "/close",
    "consent": "/consents",
    "delivery": "/posts/{id}",
    "fact": "/launch",
    "family_message": "/family",
    "incident": "/launch",
    "last_seen": "/launch",
    "media_asset": "/media",
    "person": "/launch",
    "poster": "/posters",
    "tip_message": "/tips",
    "update": "/updates/{id}",
}
HIDDEN = "a withheld detail"


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding: what it touches, and where to go."""

    finding: Finding
    what: str
    path: str


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One decision: what may leave, and why ("" for those who may not know)."""

    release: Release
    what: str
    why: str
    ended_by: str


def _names(case_id: int, user: User) -> dict[int, str]:
    """Return the withheld details that this person may know, by id."""
    details = list_holdbacks(case_id)
    return {each.id: each.detail for each in details if may_read(each, user)}


def finding_rows(findings: Sequence[Finding], user: User) -> list[FindingRow]:
    """Return the rows of some findings of one case."""
    names = _names(findings[0].case_id, user) if findings else {}
    return [
        FindingRow(
            each,
            names.get(each.detail_id, HIDDEN if each.detail_id else each.rule.replace("_", " ")),
            _path(each),
        )
        for each in findings
    ]


def _path(finding: Finding) -> str:
    if finding.about_type == "channel":
        return f"/staff/channels/{finding.about_id}"
    place = PLACES.get(finding.about_type)
    return f"/staff/cases/{finding.case_id}{place.format(id=finding.about_id)}" if place else ""


def release_rows(case_id: int, user: User) -> list[ReleaseRow]:
    """Return every decision of a case, newest first."""
    names = _names(case_id, user)
    return [
        ReleaseRow(
            each,
            names.get(each.detail_id, HIDDEN) if each.detail_id else each.rule.replace("_", " "),
            each.reason if each.detail_id is None or each.detail_id in names else "",
            get_user(each.ended_by_id).name if each.ended_by_id else "",
        )
        for each in queries.list_releases(case_id)
    ]
