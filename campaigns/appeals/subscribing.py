"""Following an appeal: asked for, confirmed by whoever owns the address, stopped with one click.

Nobody is told whether an address is known: the page says the same whatever happened.
"""

import re
from datetime import timedelta

from campaigns.appeals import subscriber_queries as queries
from campaigns.appeals.model import Appeal, AppealState, Subscriber, SubscriberState
from campaigns.appeals.queries import find_by_code, read_appeal
from campaigns.kernel import clock, ids, settings
from campaigns.kernel.addresses import EMAIL, PHONE, read_address
from campaigns.kernel.columns import hash_of_case
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import NotFound, WrongState
from campaigns.notices import actions as notices

S = SubscriberState
AGAIN_AFTER = timedelta(minutes=10)  # nobody can have us flood someone else's mailbox
THANKS = "Thank you: the appeal that you followed has ended"
UNKNOWN = "This address is not complete, or it is not in use any more."
_FOLLOW = re.compile(r"^\s*(?:follow|join|suivre|seguir)\s+(\S+(?:\s+\S+)?)\s*$", re.IGNORECASE)
_STOP = re.compile(r"^\s*(?:stop|unsubscribe|arret|arrêt|baja)\s*[.!]?\s*$", re.IGNORECASE)


@atomic
def ask(appeal_id: int, typed: str) -> None:
    """Take down that someone wants news by e-mail, and write to them so that they confirm."""
    appeal = read_appeal(appeal_id)
    _check_live(appeal)
    address = read_address(EMAIL, typed)
    row = _row_of(appeal.case_id, EMAIL, address)
    if row.state is S.FOLLOWS or (row.id and clock.now() - row.asked_at < AGAIN_AFTER):
        return
    _renew(row)
    notices.mail(address, *_please_confirm(appeal, row), case_id=appeal.case_id)


def _check_live(appeal: Appeal) -> None:
    if appeal.state is not AppealState.LIVE:
        raise WrongState("This appeal is not open: there will be no news.")


def _row_of(case_id: int, medium: str, address: str) -> Subscriber:
    """Return the row of an address, a new one if it never asked."""
    hashed = hash_of_case(case_id, address.casefold(), "subscriber.address")
    found = queries.find_subscriber(case_id, medium, hashed)
    return found or Subscriber(
        case_id=case_id, medium=medium, address=address, address_hash=hashed, state=S.ASKED
    )


def _renew(row: Subscriber) -> None:
    """Give a row a new page of its own, and keep it."""
    row.token = ids.token()
    row.token_hash = ids.digest(row.token)
    row.asked_at = row.changed_at = clock.now()
    row.state = S.ASKED
    db.session.add(row)
    db.session.flush()


def _please_confirm(appeal: Appeal, row: Subscriber) -> tuple[str, str]:
    house = settings.current()
    address = f"{house.public_url}/a/{appeal.slug}/follow/{row.token}"
    words = (
        f"Someone, we hope you, asked {house.agency} to send news of an appeal to this address.\n\n"
        f"To get it, open this page and say yes:\n{address}\n\n"
        "If it was not you, do nothing: you will get no more from us."
    )
    return "Please confirm that you want news of an appeal", words


@atomic
def confirm(token: str) -> Subscriber:
    """Note that the owner of an address wants news; doing it twice does no harm."""
    row = _find(token)
    if row.state is S.ENDED:
        raise NotFound(UNKNOWN)
    if row.state is not S.FOLLOWS:
        row.state, row.changed_at = S.FOLLOWS, clock.now()
    return row


@atomic
def stop(token: str) -> Subscriber:
    """Note that someone wants no more; doing it twice does no harm."""
    row = _find(token)
    if row.state not in {S.STOPPED, S.ENDED}:
        row.state, row.changed_at = S.STOPPED, clock.now()
    return row


def find(token: str) -> Subscriber:
    """Return whose page this is."""
    return _find(token)


def _find(token: str) -> Subscriber:
    row = queries.find_by_token(ids.digest(token))
    if row is None:
        raise NotFound(UNKNOWN)
    return row


@atomic
def heard(case_id: int, number: str, words: str) -> None:
    """Let a text message follow ("FOLLOW 7KQ2-XM4D") or stop; owning the number confirms it.

    The message itself is kept as a tip like any other, whatever it says.
    """
    asked = _FOLLOW.match(words)
    if asked:
        appeal = find_by_code(asked[1].upper().replace(" ", "-"))
        if appeal is not None and appeal.state is AppealState.LIVE:
            _follow(appeal.case_id, number)
    elif _STOP.match(words):
        _stop_number(case_id, number)


def _follow(case_id: int, number: str) -> None:
    row = _row_of(case_id, PHONE, read_address(PHONE, number))
    if row.state is not S.FOLLOWS:
        _renew(row)
        row.state = S.FOLLOWS


def _stop_number(case_id: int, number: str) -> None:
    hashed = hash_of_case(case_id, read_address(PHONE, number).casefold(), "subscriber.address")
    row = queries.find_subscriber(case_id, PHONE, hashed)
    if row is not None:
        row.state, row.changed_at = S.STOPPED, clock.now()


@atomic
def part(case_id: int, words: str) -> int:
    """Thank once whoever follows by e-mail, then forget every address; return how many were there.

    The letter of thanks goes to the house's own mail; nothing else goes to them any more.
    """
    rows = queries.list_of_case(case_id)
    for row in rows:
        if row.state is S.FOLLOWS and row.medium == EMAIL:
            notices.mail(row.address, THANKS, words, case_id=case_id)
        row.address, row.address_hash = "", ids.digest(ids.token())
        row.state, row.changed_at = S.ENDED, clock.now()
    return len(rows)
