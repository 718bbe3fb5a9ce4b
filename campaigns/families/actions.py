"""Let the family in, talk with them, tell them first."""

from campaigns.cases.queries import get_case
from campaigns.families import queries, rules
from campaigns.families.model import FamilyLink, FamilyMessage, FamilyVisit, Relative
from campaigns.kernel import clock, ids, settings
from campaigns.kernel.actor import FAMILY, HOUSE, Actor
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import NotSignedIn
from campaigns.kernel.text import clean
from campaigns.notices import actions as notices
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.users.model import User


@atomic
def invite_relative(
    case_id: int, name: str, email: str, relation: str, *, by: User
) -> tuple[Relative, str]:
    """Let a relative follow the case; returns them and the token of their first link."""
    case = get_case(case_id)
    name, email, relation = clean(name), clean(email), clean(relation)
    rules.check_relative(name, email)
    relative = Relative(
        case_id=case.id,
        name=name,
        email=email or None,
        relation=relation,
        invited_by_id=by.id,
        invited_at=clock.now(),
    )
    db.session.add(relative)
    db.session.flush()
    timeline.record(
        case.id,
        EntryKind.FAMILY,
        "A relative was invited to the family portal",
        actor=by.actor,
        about=("relative", relative.id),
    )
    return relative, make_link(case.id, relative.id, by=by)


@atomic
def make_link(case_id: int, relative_id: int, *, by: User) -> str:
    """Make a fresh magic link, ending the earlier ones; mails it where there is an address."""
    relative = queries.get_relative(case_id, relative_id)
    now = clock.now()
    queries.end_links_and_visits(relative.id, now)
    token = ids.token()
    db.session.add(
        FamilyLink(
            relative_id=relative.id,
            token_hash=ids.digest(token),
            made_at=now,
            expires_at=now + rules.LINK_LIVES,
        )
    )
    if relative.email:
        house = settings.current()
        notices.mail(
            relative.email,
            f"Your link from {house.agency}",
            f"{by.name} has made a page for you where you can see where things stand and write "
            f"to us.\n\n{house.public_url}/family/enter/{token}\n\nThe link works once, for 48 "
            "hours. It is only for you: please do not pass it on.",
            case_id=case_id,
        )
    timeline.record(
        case_id,
        EntryKind.FAMILY,
        "A link to the family portal was made",
        actor=by.actor,
        about=("relative", relative.id),
    )
    return token


@atomic
def use_link(token: str) -> str:
    """Use a magic link up; returns the token of the visit that it opens."""
    now = clock.now()
    link = rules.check_link(queries.find_link(token), now)
    if not queries.use_up(link, now):
        raise NotSignedIn(rules.USED)
    visit_token = ids.token()
    db.session.add(
        FamilyVisit(
            relative_id=link.relative_id,
            token_hash=ids.digest(visit_token),
            began_at=now,
            expires_at=now + rules.VISIT_LIVES,
        )
    )
    return visit_token


@atomic
def end_visit(token: str) -> None:
    """Close the portal in this browser."""
    queries.get_visit(token, clock.now()).ended_at = clock.now()


@atomic
def let_go(case_id: int, relative_id: int, *, by: User) -> Relative:
    """End a relative's way in; what they wrote stays."""
    relative = queries.get_relative(case_id, relative_id)
    relative.ended_at = clock.now()
    queries.end_links_and_visits(relative.id, clock.now())
    timeline.record(
        case_id,
        EntryKind.FAMILY,
        "A relative's access to the family portal was ended",
        actor=by.actor,
        about=("relative", relative.id),
    )
    return relative


@atomic
def hear_family(relative: Relative, text: str, *, key: str) -> FamilyMessage:
    """Take a message from a relative; the same form sent twice is one message."""
    text = clean(text)
    rules.check_words(text)
    already = queries.find_message(key)
    if already is not None:
        return already
    case = get_case(relative.case_id)
    message = _say(case.id, text, relative_id=relative.id, key=key)
    notices.notify(
        case.liaison_id or case.lead_id,
        "The family wrote to you",
        "There is a new message from the family.",
        path=f"/staff/cases/{case.id}/family",
        case_id=case.id,
    )
    timeline.record(
        case.id,
        EntryKind.FAMILY,
        "The family wrote to their liaison",
        actor=FAMILY,
        about=("family_message", message.id),
    )
    return message


@atomic
def answer_family(case_id: int, text: str, *, by: User) -> FamilyMessage:
    """Write to the family."""
    case = get_case(case_id)
    text = clean(text)
    rules.check_words(text)
    queries.mark_read(case.id, clock.now())
    message = _say(case.id, text, author_id=by.id)
    _mail_all(case.id, "There is a message for you on your page.")
    timeline.record(
        case.id,
        EntryKind.FAMILY,
        "Wrote to the family",
        actor=by.actor,
        about=("family_message", message.id),
    )
    return message


@atomic
def tell_family(case_id: int, text: str, *, actor: Actor = HOUSE) -> FamilyMessage:
    """Tell the family something in the house's name (before publication, at closure)."""
    message = _say(case_id, clean(text), author_id=actor.id)
    _mail_all(case_id, "There is news for you on your page.")
    timeline.record(
        case_id,
        EntryKind.FAMILY,
        "The family was told",
        actor=actor,
        about=("family_message", message.id),
    )
    return message


def _say(
    case_id: int,
    text: str,
    *,
    relative_id: int | None = None,
    author_id: int | None = None,
    key: str | None = None,
) -> FamilyMessage:
    message = FamilyMessage(
        case_id=case_id,
        relative_id=relative_id,
        author_id=author_id,
        text=text,
        at=clock.now(),
        idempotency_key=key,
    )
    db.session.add(message)
    db.session.flush()
    return message


def _mail_all(case_id: int, body: str) -> None:
    agency = settings.current().agency
    for relative in queries.list_relatives(case_id):
        if relative.email:
            notices.mail(relative.email, f"A message from {agency}", body, case_id=case_id)
