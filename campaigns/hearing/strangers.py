"""Posts on our own account that Searchlight did not send: found, told to people, decided by one.

Someone has broken in, or someone posted by hand. The house cannot know which, so it only ever
tells; a person adopts such a post into a case, dismisses it, or has it taken down.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaigns.audit import actions as audit
from campaigns.channels import actions as channel_actions
from campaigns.channels import queries as channels
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.hearing import rules
from campaigns.hearing import stranger_queries as queries
from campaigns.hearing.model import OwnWatch, Stranger, StrangerState
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, db, let_go
from campaigns.kernel.errors import Invalid, PlatformError, WrongState
from campaigns.kernel.text import fold
from campaigns.notices import actions as notices
from campaigns.platforms.base import Own, ShowsOwn, Withdraws
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.users.model import Role, User
from campaigns.users.queries import list_people

CLOCKS_DIFFER = timedelta(minutes=2)
SETTLES = timedelta(minutes=2)  # a post of ours may stand there before we have written it down
MAY_BE_OURS = timedelta(minutes=15)  # how long after we began a post of unknown fate may appear
AGAIN = timedelta(hours=1)  # a platform may show a post late


@dataclass(frozen=True, slots=True)
class Sorted:
    """What stands on an account and is not ours; `until` up to when all of it has been judged."""

    strangers: tuple[Own, ...]
    until: datetime


def sort_out(
    posts: Iterable[Own], deliveries: Sequence[Delivery], until: datetime, now: datetime
) -> Sorted:
    """Tell our own posts from others; what may turn out to be ours is judged next time."""
    refs = {part["remote_id"] for each in deliveries for part in each.parts_done}
    refs |= {each.remote_id for each in deliveries}
    words = {fold(text) for each in deliveries for text in _without_a_name(each)}
    strangers: list[Own] = []
    judged = until
    for post in posts:
        if post.ref in refs or fold(post.text) in words:
            continue
        if now - post.at < SETTLES or any(_may_be(each, post, now) for each in deliveries):
            judged = min(judged, post.at)
        else:
            strangers.append(post)
    return Sorted(tuple(strangers), judged)


def _without_a_name(delivery: Delivery) -> list[str]:
    """Return the parts of which someone vouched that they are out, without a remote id."""
    parts = delivery.snapshot["parts"]
    done = [part["part"] for part in delivery.parts_done if not part["remote_id"]]
    return [parts[number]["text"] for number in done if number < len(parts)]


def _may_be(delivery: Delivery, post: Own, now: datetime) -> bool:
    """Say whether a post may be of a delivery whose fate is not known yet."""
    began = delivery.claimed_at
    if delivery.state not in queries.UNSETTLED or began is None:
        return False
    ends = now if delivery.state is DeliveryState.SENDING else began + MAY_BE_OURS
    return began - CLOCKS_DIFFER <= post.at <= ends


def watch(channel_id: int) -> None:
    """Compare what stands on an account with what we said there; calls out, outside any action."""
    row = queries.find_watch(channel_id)
    connected_at = channels.get_channel(channel_id).connected_at
    since = max(row.until - AGAIN, connected_at) if row else connected_at
    let_go()
    account = channel_actions.open_account(channel_id)
    posts = account.own_posts(since) if isinstance(account, ShowsOwn) else ()
    _keep(channel_id, since, posts)


@atomic
def _keep(channel_id: int, since: datetime, posts: Sequence[Own]) -> None:
    """Keep what is not ours, tell people of what is new, and note how far was looked."""
    now = clock.now()
    known = queries.list_known(channel_id, [post.ref for post in posts])
    unknown = [post for post in posts if post.ref not in known]
    judged = sort_out(unknown, queries.list_said(channel_id, since), now, now)
    for post in judged.strangers:
        row = Stranger(
            channel_id=channel_id,
            remote_ref=post.ref,
            url=post.url,
            text=post.text,
            posted_at=post.at,
            found_at=now,
        )
        db.session.add(row)
    watched = queries.find_watch(channel_id)
    if watched is None:
        db.session.add(OwnWatch(channel_id=channel_id, looked_at=now, until=judged.until))
    else:
        watched.looked_at, watched.until = now, judged.until
    if judged.strangers:
        _tell(channel_id, len(judged.strangers))


def _tell(channel_id: int, count: int) -> None:
    """Tell owner, deputy and supervisors; the words of the post itself stay in the house."""
    audit.record(
        "stranger_post_found",
        actor=HOUSE,
        about=("channel", channel_id),
        detail={"count": count},
    )
    channel = channels.get_channel(channel_id)
    supervisors = [each.id for each in list_people() if each.role is Role.SUPERVISOR]
    what = "a post" if count == 1 else f"{count} posts"
    for user_id in dict.fromkeys((channel.owner_id, channel.deputy_id, *supervisors)):
        notices.notify(
            user_id,
            f"@{channel.handle}: {what} that Searchlight did not send",
            "Someone has broken into the account, or has posted by hand. Look now. If nobody here"
            " did it: pause the account, change its password on the platform, connect it again.",
            path=f"/staff/channels/{channel_id}/alarms",
            urgent=True,
        )


@atomic
def note_looked(channel_id: int) -> None:
    """Note that it was tried to look at an account, so that the others have their turn."""
    row = queries.find_watch(channel_id)
    connected_at = channels.get_channel(channel_id).connected_at
    if row is None:
        db.session.add(OwnWatch(channel_id=channel_id, looked_at=clock.now(), until=connected_at))
    else:
        row.looked_at = clock.now()


def _open(channel_id: int, stranger_id: int) -> Stranger:
    row = queries.get_stranger(channel_id, stranger_id)
    if row.state is not StrangerState.OPEN:
        raise WrongState(f"This post is {row.state.label.lower()} already.")
    return row


def _decide(row: Stranger, state: StrangerState, words: str, by: User) -> None:
    row.state, row.words = state, words.strip()
    row.decided_by_id, row.decided_at = by.id, clock.now()
    audit.record(
        f"stranger_post_{state.value}", actor=by.actor, about=("channel", row.channel_id),
        detail={"post": row.id, "case": row.case_id},
    )  # fmt: skip


@atomic
def adopt(channel_id: int, stranger_id: int, case_id: int, words: str, *, by: User) -> Stranger:
    """Take a post that someone made by hand into the timeline of a case, and listen beneath it."""
    row = _open(channel_id, stranger_id)
    rules.check_words(words)
    row.case_id = case_id
    _decide(row, StrangerState.ADOPTED, words, by)
    handle = channels.get_channel(channel_id).handle
    timeline.record(
        case_id,
        EntryKind.POST,
        f"A post on @{handle} that Searchlight did not send was adopted",
        actor=by.actor,
        about=("stranger_post", row.id),
        detail={"url": row.url, "posted_at": row.posted_at.isoformat()},
    )
    return row


@atomic
def dismiss(channel_id: int, stranger_id: int, words: str, *, by: User) -> Stranger:
    """Leave a post alone, for a reason that others can read."""
    row = _open(channel_id, stranger_id)
    rules.check_words(words)
    _decide(row, StrangerState.DISMISSED, words, by)
    return row


def take_down(channel_id: int, stranger_id: int, *, by: User) -> Stranger:
    """Have a post that is not ours taken down, and keep what the platform said."""
    row = queries.get_stranger(channel_id, stranger_id)
    ref, gone = row.remote_ref, row.gone_at
    let_go()
    if gone is not None:
        raise WrongState("It is taken down already.")
    account = channel_actions.open_account(channel_id)
    if not isinstance(account, Withdraws):
        raise Invalid("This platform lets no program take a post down. Do it there by hand.")
    try:
        proof = account.withdraw(ref)
    except PlatformError as error:
        raise Invalid(f"The platform said: {error.message}") from error
    return _note_gone(channel_id, stranger_id, proof.words, by)


@atomic
def note_ended(channel_id: int, stranger_id: int, words: str | None) -> None:
    """Note that a post came down with its case, or (None) that it is back."""
    row = queries.get_stranger(channel_id, stranger_id)
    row.gone_at, row.gone_words = (clock.now(), words) if words is not None else (None, None)


@atomic
def _note_gone(channel_id: int, stranger_id: int, words: str, by: User) -> Stranger:
    row = queries.get_stranger(channel_id, stranger_id)
    row.gone_at, row.gone_words = clock.now(), words
    if row.state is StrangerState.OPEN:
        _decide(row, StrangerState.DISMISSED, "Taken down.", by)
    if row.case_id is not None:
        timeline.record(
            row.case_id,
            EntryKind.POST,
            "An adopted post was taken down",
            actor=by.actor,
            about=("stranger_post", row.id),
            detail={"proof": words},
        )
    return row
