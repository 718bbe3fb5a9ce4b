"""What people and other nouns do with deliveries. One verb, one transaction."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from campaigns.appeals.model import AppealState
from campaigns.appeals.queries import get_appeal
from campaigns.cases.model import CaseState
from campaigns.cases.queries import get_case
from campaigns.channels import actions as channels
from campaigns.channels.queries import get_channel
from campaigns.deliveries import film_links, fit, queries, rules, sending, waiting
from campaigns.deliveries.fitting import unfit
from campaigns.deliveries.journey import keep_stage
from campaigns.deliveries.model import Deed, Delivery, DeliveryState
from campaigns.deliveries.queries import get_delivery
from campaigns.deliveries.snapshot import Letter, freeze
from campaigns.kernel import clock, settings
from campaigns.kernel.actor import HOUSE, Actor
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.kernel.states import Labelled
from campaigns.kernel.text import plural
from campaigns.platforms.base import Proof
from campaigns.platforms.going import VOUCHED
from campaigns.users.model import User
from campaigns.users.rules import Permission, check_can

S = DeliveryState


class Verdict(Labelled):
    """What a person found out, or wants, about a post."""

    WAS_SENT = "was_sent", "It is there"
    SEND_AGAIN = "send_again", "It is not there: send it now"
    GIVE_UP = "give_up", "Do not send it (any more)"


def check_reach(case_id: int, channel_id: int) -> None:
    """Refuse an account that this case must not, or cannot, speak through."""
    channel = get_channel(channel_id)
    rules.check_reach(
        channel.handle,
        exercise=get_case(case_id).rehearsal or settings.current().rehearsal,
        rehearsal_account=channels.platform_of(channel).rehearsal,
    )


@atomic
def plan(
    case_id: int, update_id: int, letters: Iterable[Letter], send_at: datetime | None
) -> list[Delivery]:
    """Freeze what an update will say on each channel; it waits for its release."""
    number = queries.last_round(update_id) + 1
    now = clock.now()
    first: dict[int, Delivery] = {}
    links: list[Delivery] = []
    for letter in sorted(letters, key=lambda each: each.film_on is not None):
        check_reach(case_id, letter.channel_id)
        whole = {"update_id": update_id, "round": number}
        if letter.film_on is None:
            first[letter.channel_id] = _add(case_id, letter, now, send_at, **whole)
            db.session.flush()
        else:
            after = {"follows_id": first[letter.channel_id].id, "film_id": first[letter.film_on].id}
            links.append(_add(case_id, letter, now, send_at, step=1, **whole, **after))
    planned = [*first.values(), *links]
    db.session.flush()
    for delivery in planned:
        sending.note(delivery, Deed.PLAN, "planned")
    return planned


def _add(
    case_id: int, letter: Letter, now: datetime, send_at: datetime | None, **more: Any
) -> Delivery:
    moment = send_at or now
    delivery = Delivery(
        case_id=case_id,
        channel_id=letter.channel_id,
        asap=send_at is None,
        send_at=moment,
        not_before=moment,
        snapshot=letter.snapshot,
        snapshot_hash=letter.hash,
        parts_done=[],
        **more,
    )
    db.session.add(delivery)
    return delivery


def check_fits(update_id: int) -> None:
    """Refuse to let go what no longer fits: a platform's limits or a file may have changed."""
    wrong = [words for each in queries.list_of_update(update_id) for words in unfit(each)]
    if wrong:
        raise WrongState(f"It no longer fits everywhere: {' '.join(wrong)} Change the update.")


@atomic
def release(update_id: int, *, urgent: bool = False) -> list[Delivery]:
    """Let an update's deliveries go when their time comes; called when it has been approved.

    `urgent` lets them use what is kept back of an allowance, and go in quiet hours.
    """
    now = clock.now()
    freed = queries.list_of_update(update_id)
    for delivery in freed:
        delivery.released, delivery.urgent = True, urgent
        if delivery.asap:
            delivery.send_at = delivery.not_before = now
    return freed


@atomic
def cancel_update(update_id: int, reason: str) -> int:
    """Stop whatever of an update is not out yet."""
    return queries.cancel(Delivery.update_id == update_id, reason, clock.now())


@atomic
def cancel_future(case_id: int, *, actor: Actor) -> int:
    """Stop whatever of a case is not out yet; return how many posts that touched."""
    count = queries.cancel(Delivery.case_id == case_id, "The case is closed.", clock.now())
    if count:
        sending.tell_case(case_id, f"{plural(count, 'planned post')} cancelled", actor)
    return count


@atomic
def plan_answer(
    case_id: int,
    channel_id: int,
    tip_message_id: int,
    reply_to_ref: str,
    text: str,
    *,
    actor: Actor,
) -> Delivery:
    """Answer someone on their platform, once; it goes as soon as it may."""
    channel = get_channel(channel_id)
    if get_case(case_id).state is not CaseState.OPEN:
        raise WrongState("The case is closed: nothing more is said.")
    if get_appeal(case_id).state is not AppealState.LIVE:
        raise WrongState("The appeal is not live: answers cannot go out.")
    check_reach(case_id, channel_id)
    limits = channels.platform_of(channel).limits
    wrong = fit.problems([fit.Part(text)], limits, f"@{channel.handle}", answers=True)
    if wrong:
        raise Invalid("The answer does not fit.", {"text": " ".join(wrong)})
    letter = Letter(channel_id, freeze([{"text": text, "media": []}], reply_to_ref))
    delivery = _add(
        case_id, letter, clock.now(), None, tip_message_id=tip_message_id, released=True
    )
    db.session.flush()
    sending.note(delivery, Deed.PLAN, "planned", actor.name)
    return delivery


@atomic
def mark_late() -> int:
    """Put what has missed its time on the review list, and say so to the people of its case."""
    by_case: dict[int, list[Delivery]] = {}
    for delivery_id in queries.list_late(clock.now()):
        delivery = queries.lock(delivery_id)
        if waiting.excuse(delivery):
            continue
        delivery.overdue = True
        delivery.reason = delivery.reason or "It missed its time."
        by_case.setdefault(delivery.case_id, []).append(delivery)
    for case_id, late in by_case.items():
        words = f"{plural(len(late), 'post')} not sent in time: a person decides"
        sending.tell_case(case_id, words, HOUSE)
        sending.call_people_of_case(
            case_id, words, "Send now, choose another time, or withdraw. Nothing goes by itself."
        )
    return sum(len(late) for late in by_case.values())


@atomic
def reschedule(
    case_id: int, delivery_ids: Iterable[int], send_at: datetime | None, *, by: User
) -> int:
    """Take posts off the review list: to go now (None) or at another time."""
    check_can(by, Permission.SETTLE_DELIVERY)
    now = clock.now()
    if send_at is not None and send_at <= now:
        raise Invalid("That time has passed.", {"send_at": "Choose a time that is still to come."})
    chosen = [get_delivery(case_id, each) for each in delivery_ids]
    for delivery in chosen:
        if delivery.state is not S.PLANNED or not delivery.released:
            raise WrongState("Only a post that is planned and approved can be given another time.")
        if film_links.is_unlinked(delivery):
            raise Invalid("The link of a video goes by itself, once everyone can watch the video.")
        delivery.send_at = delivery.not_before = send_at or now
        delivery.told_to_wait_until = delivery.quiet_until = None
        delivery.overdue, delivery.reason = False, None
        if send_at is None:
            waiting.check_may_go_now(delivery)
        when = send_at.isoformat() if send_at else "now"
        sending.note(delivery, Deed.PERSON, "time chosen", f"{by.name}: {when}")
        sending.tell(delivery, "Post given another time", by.actor)
    return len(chosen)


@atomic
def settle_by_person(
    case_id: int, delivery_id: int, verdict: Verdict, *, by: User, url: str = "", reason: str = ""
) -> Delivery:
    """Decide what became of a post, or what is to become of it, in a person's name."""
    check_can(by, Permission.SETTLE_DELIVERY)
    delivery = get_delivery(case_id, delivery_id)
    words = " · ".join(filter(None, (by.name, reason, url)))
    sending.note(delivery, Deed.PERSON, verdict.value, words, delivery.out_count + 1)
    _VERDICTS[verdict](delivery, by.actor, url)
    return delivery


def _was_sent(delivery: Delivery, actor: Actor, url: str) -> None:
    if delivery.state not in {S.UNKNOWN, S.UNDECIDED}:
        raise WrongState("What became of this post is known.")
    if goes_to_many(delivery):  # those who were not reached yet still are
        keep_stage(delivery.id, delivery.out_count + 1, VOUCHED, actor.name)
        _plan_now(delivery)
        return
    if not url.startswith(("http://", "https://", "/")):
        raise Invalid("Where is it?", {"address": "Give the address of the post on the platform."})
    sending.add_part(delivery, None, url)
    if rules.is_complete(delivery):
        rules.check_move(delivery, S.SENT)
        sending.become_sent(delivery, actor)
    else:
        _plan_now(delivery)


def goes_to_many(delivery: Delivery) -> bool:
    """Say whether it goes to a list of addresses, one after another."""
    platform = channels.platform_of(get_channel(delivery.channel_id))
    return bool(platform.addresses) and delivery.snapshot["reply_to"] is None


def _send_again(delivery: Delivery, actor: Actor, _url: str) -> None:
    rules.check_move(delivery, S.PLANNED)
    if not delivery.released:
        raise WrongState("This post was cancelled: it can only be withdrawn.")
    _plan_now(delivery)
    sending.tell(delivery, "Post to be sent again", actor)


def _plan_now(delivery: Delivery) -> None:
    sending.wait_again(delivery, "", clock.now())
    delivery.send_at, delivery.reason, delivery.overdue = delivery.not_before, None, False
    delivery.told_to_wait_until = delivery.quiet_until = None


def _give_up(delivery: Delivery, actor: Actor, _url: str) -> None:
    if delivery.state is S.SENT:
        raise WrongState("It is out: take it down instead.")
    rules.check_move(delivery, S.WITHDRAWN)
    delivery.state, delivery.released, delivery.overdue = S.WITHDRAWN, False, False
    delivery.withdrawn_at, delivery.reason = clock.now(), "Withdrawn by a person"
    sending.tell(delivery, "Post withdrawn before it was (wholly) sent", actor)


_VERDICTS: Mapping[Verdict, Callable[[Delivery, Actor, str], None]] = {
    Verdict.WAS_SENT: _was_sent,
    Verdict.SEND_AGAIN: _send_again,
    Verdict.GIVE_UP: _give_up,
}


@atomic
def record_withdrawn(
    delivery_id: int, proof: Proof | Mapping[str, Any], *, actor: Actor
) -> Delivery:
    """Keep the proof that a post is no longer there."""
    delivery = queries.lock(delivery_id)
    kept = {"words": proof.words, "status": proof.status} if isinstance(proof, Proof) else {**proof}
    if delivery.withdraw_proof is not None:
        return delivery
    delivery.state, delivery.released = S.WITHDRAWN, False
    delivery.withdrawn_at = clock.now()
    delivery.withdraw_proof = {**kept, "at": clock.now().isoformat(), "by": actor.name}
    sending.note(delivery, Deed.TAKE_DOWN, "gone", str(kept.get("words", "")))
    sending.touch(delivery)
    sending.tell(delivery, "Post taken down, with proof", actor)
    return delivery


@atomic
def note_stuck(delivery_id: int) -> None:
    """Call a delivery unknown whose sender is gone."""
    sending.settle_unknown(delivery_id, None, "The sender broke off.", None)
