"""What a triage list shows: which tips were asked for, and all that one line says of each."""

import re
from dataclasses import dataclass
from typing import Any, Self

from flask import request, url_for

from campaigns.leads import queries as leads
from campaigns.leads.counts import LeadCount
from campaigns.tips import listing, queries
from campaigns.tips.listing import Chosen, Place, TipOrder, TipPage
from campaigns.tips.mark_queries import count_restricted
from campaigns.tips.marks import marks_of
from campaigns.tips.model import Tip, TipSource, TipState
from campaigns.users.model import User

PAGE_TIPS = 50
COUNT_MOST = 10_000
WAITING = "waiting"
RESTRICTED = "restricted"
STATES = [
    (WAITING, "Needs action"),
    (RESTRICTED, "Restricted priority"),
    ("all", "All tips"),
    *TipState.choices(),
]
WHOSE = [("", "Anyone’s"), ("mine", "Mine"), ("unclaimed", "Nobody’s")]
SOURCES = [("", "From anywhere"), *TipSource.choices()]
_NUMBER = re.compile(r"\s*(?:[tT]-)?(\d{1,18})\s*")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, cleaned; `args` goes into every address that keeps the list."""

    order: TipOrder
    state: str
    whose: str
    source: str
    after: Place | None
    before: Place | None
    query: str

    @classmethod
    def read(cls) -> Self:
        """Read the address of this request; what it does not know counts as not asked."""
        given = request.args
        order = given.get("order", "")
        return cls(
            order=TipOrder(order) if order in set(TipOrder) else TipOrder.NEWEST,
            state=_one_of(given.get("state"), STATES),
            whose=_one_of(given.get("whose"), WHOSE),
            source=_one_of(given.get("source"), SOURCES),
            after=Place.read(given.get("after")),
            before=Place.read(given.get("before")),
            query=given.get("q", "").strip(),
        )

    @property
    def chosen(self) -> dict[str, str]:
        """Return the filter as an address carries it, without what goes without saying."""
        named = {"order": self.order.value, "state": self.state, "whose": self.whose}
        usual = {"order": TipOrder.NEWEST.value, "state": WAITING}
        named |= {"source": self.source, "q": self.query}
        return {name: value for name, value in named.items() if value and value != usual.get(name)}

    @property
    def args(self) -> dict[str, str]:
        """Return the filter and the page of it."""
        places = {"after": self.after, "before": self.before}
        return self.chosen | {name: str(place) for name, place in places.items() if place}

    def choice(self, user: User) -> Chosen:
        """Return what the query understands."""
        states = {
            WAITING: (TipState.NEW, TipState.OPEN),
            "all": (),
            RESTRICTED: (),
        }
        return Chosen(
            order=self.order,
            states=states[self.state] if self.state in states else (TipState(self.state),),
            source=TipSource(self.source) if self.source else None,
            claimed_by_id=user.id if self.whose == "mine" else None,
            unclaimed=self.whose == "unclaimed",
            restricted=self.state == RESTRICTED,
        )


def _one_of(given: str | None, choices: list[tuple[str, str]]) -> str:
    return given if given in {value for value, _ in choices} else choices[0][0]


def number_in(query: str) -> int | None:
    """Return the number if a query names a tip ("T-12", "12")."""
    named = _NUMBER.fullmatch(query)
    return int(named[1]) if named else None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    tip: Tip
    words: str
    files: int
    marks: tuple[str, ...]
    lead: LeadCount | None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list and what surrounds it."""

    asked: Asked
    rows: list[Row]
    count: int
    oldest_unread: Tip | None
    version: int
    earlier_url: str
    later_url: str

    @property
    def capped(self) -> bool:
        """Say whether there are more than were counted."""
        return self.count >= COUNT_MOST


def read_listing(case_id: int, user: User, version: int) -> Listing:
    """Return the page of the list that this request asks for."""
    asked = Asked.read()
    if asked.query:
        tips = queries.search_tips(case_id, listing.saying(asked.query), PAGE_TIPS)
        page, count = TipPage(tips, None, None), len(tips)
    else:
        chosen = asked.choice(user)
        page = queries.page_tips(
            case_id, chosen, after=asked.after, before=asked.before, limit=PAGE_TIPS
        )
        count = queries.count_matching(case_id, chosen, COUNT_MOST)
    tip_ids = [tip.id for tip in page.tips]
    files, same = queries.count_evidence(tip_ids), leads.counts_of(tip_ids)
    marks = marks_of(tip_ids)
    return Listing(
        asked=asked,
        rows=[
            Row(
                tip,
                listing.excerpt(tip.text),
                files.get(tip.id, 0),
                marks.get(tip.id, ()),
                same.get(tip.id),
            )
            for tip in page.tips
        ],
        count=count,
        oldest_unread=queries.find_oldest_unread(case_id),
        version=version,
        earlier_url=_leaf(case_id, asked, "before", page.earlier),
        later_url=_leaf(case_id, asked, "after", page.later),
    )


def states_with(case_id: int) -> list[tuple[str, str]]:
    """Return the choices of the filter, with how many tips are of restricted priority."""
    count = count_restricted(case_id)
    return [
        (value, f"{words} ({count})" if value == RESTRICTED else words) for value, words in STATES
    ]


def _leaf(case_id: int, asked: Asked, way: str, place: Place | None) -> str:
    """Return the address of the page that lies that way, or nothing."""
    if place is None:
        return ""
    args: dict[str, Any] = {**asked.chosen, way: str(place)}
    return url_for("staff.tips.index", case_id=case_id, **args)
