"""The road of e-mails: to people outside, and to those who work here.

A notice to someone of the house is never refused (jobs write them about what has happened), but an
e-mail lies open: where its words touch something withheld, it says only where to read them.
"""

from collections.abc import Iterator, Sequence

from campaigns.guard.gate import find
from campaigns.guard.leaving import Leaving, Road, Words, out
from campaigns.kernel.written import Written
from campaigns.notices.model import Notice
from campaigns.notices.queries import list_of_case

MASKED_SUBJECT = "Something for you in Searchlight"
MASKED = "Read it in Searchlight: its words touch something that is withheld, so none stand here."


def leaving_of(notice: Notice) -> Leaving:
    """Return what an e-mail says."""
    told = (
        Words("subject", "subject of the e-mail", notice.subject, ours=True),
        Words("body", "e-mail", notice.body, ours=True),
    )
    return Leaving(notice.case_id, ("notice", notice.id), told)


def mask(rows: Sequence[Written]) -> None:
    """Mask what staff would read in their mail."""
    for each in rows:
        notice: Notice = each.row
        told = each.new and notice.user_id is not None and notice.case_id is not None
        if told and any(found.detail_id is not None for found in find([leaving_of(notice)])):
            notice.subject, notice.body = MASKED_SUBJECT, MASKED


def _to_outsiders(notices: Sequence[Notice]) -> Iterator[Leaving]:
    for notice in notices:
        if notice.case_id is not None and notice.user_id is None:
            yield leaving_of(notice)


ROADS = (
    Road(
        Notice,
        "E-mails to people outside",
        columns=frozenset({"subject", "body_sealed"}),
        opens=frozenset(),
        leaving=_to_outsiders,
        of_case=list_of_case,
        reach=out,
    ),
)
