"""Asks a platform what became of a delivery that nobody knows about; never says anything."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from campaigns.channels import actions as channels
from campaigns.deliveries import queries, rules, sending
from campaigns.deliveries.carry import post_of
from campaigns.deliveries.journey import KeptJourney
from campaigns.deliveries.model import Deed, Delivery, DeliveryState
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, let_go, outlive
from campaigns.kernel.errors import CampaignError, Limited, Unauthorised
from campaigns.platforms.base import Absent, Answer, CannotTell, Found

S = DeliveryState
log = structlog.get_logger()


def ask(delivery_id: int) -> None:
    """Ask after one delivery and write down the answer; harmless if it is known by now."""
    delivery = outlive(queries.read_delivery(delivery_id))
    if delivery.state is not S.UNKNOWN or delivery.claimed_at is None:
        return
    part, token = delivery.out_count + 1, delivery.claim_token
    ref = delivery.parts_done[-1]["remote_id"] if delivery.parts_done else None
    since = _first_claimed(delivery_id, delivery.claimed_at) - rules.ASK_SINCE
    let_go()
    try:
        account = channels.open_account(delivery.channel_id, case_id=delivery.case_id)
        let_go()
        post = post_of(delivery, part, ref, KeptJourney(delivery_id, part))
        answer = account.reconcile(post, since)
    except Limited as error:
        no_answer(delivery_id, token, part, error.message, error.retry_at)
    except CampaignError as error:
        if isinstance(error, Unauthorised):
            channels.note_trouble(delivery.channel_id, error.message, broken=True)
        no_answer(delivery_id, token, part, error.message)
    except Exception as error:
        log.exception("a platform broke off when asked", delivery=delivery_id)
        no_answer(delivery_id, token, part, f"Broke off: {type(error).__name__}")
    else:
        take_answer(delivery_id, token, part, answer)


@atomic
def take_answer(delivery_id: int, token: str | None, part: int, answer: Answer) -> None:
    """Settle an unknown delivery by what the platform said, if it is still unknown."""
    delivery = queries.lock(delivery_id)
    stale = delivery.state is not S.UNKNOWN or delivery.claim_token != token
    if stale or part != delivery.out_count + 1:
        return
    settle: dict[type, Callable[[Delivery, int, Answer], None]] = {
        Found: _found,
        Absent: _absent,
        CannotTell: _cannot_tell,
    }
    settle[type(answer)](delivery, part, answer)


def _found(delivery: Delivery, part: int, answer: Answer) -> None:
    receipt = answer.receipt if isinstance(answer, Found) else None
    ref, url = (receipt.ref, receipt.url) if receipt else (None, None)
    sending.note(delivery, Deed.ASK, "found", url or "", part)
    sending.add_part(delivery, ref, url)
    if rules.is_complete(delivery):
        sending.become_sent(delivery)
    else:
        sending.wait_again(delivery, f"Part {part} is out; the rest follows.", clock.now())


def _absent(delivery: Delivery, part: int, _answer: Answer) -> None:
    now = clock.now()
    again = rules.look_again_at(_unknown_since(delivery), now)
    if again is not None:
        sending.note(delivery, Deed.ASK, "not yet", "It is not there (yet).", part)
        delivery.not_before = again
        return
    sending.note(delivery, Deed.ASK, "absent", "It is not there.", part)
    tries = _count(delivery, "absent")
    if tries >= rules.MOST_ABSENT and delivery.released:
        _undecided(delivery, f"Tried {tries} times, and it never arrived.")
        return
    words = "The platform does not have it; it will be sent again."
    wait = rules.backoff(tries) if tries > 1 else timedelta(0)
    sending.wait_again(delivery, words, now + wait)
    sending.tell(delivery, "The platform does not have the post")


def _cannot_tell(delivery: Delivery, part: int, answer: Answer) -> None:
    why = answer.why if isinstance(answer, CannotTell) else ""
    sending.note(delivery, Deed.ASK, "cannot tell", why, part)
    _undecided(delivery, f"The platform cannot tell: {why}")


def _undecided(delivery: Delivery, words: str) -> None:
    delivery.state, delivery.reason = S.UNDECIDED, words
    sending.tell(delivery, "A person has to decide whether a post went out")
    sending.call_people(
        delivery, f"Did the post on @{delivery.channel.handle} go out? You decide", words
    )


@atomic
def no_answer(
    delivery_id: int, token: str | None, part: int, words: str, until: datetime | None = None
) -> None:
    """Write down that the platform did not say; it is asked again later, ever more seldom.

    `until` is when the platform itself lets us ask again.
    """
    delivery = queries.lock(delivery_id)
    if delivery.state is not S.UNKNOWN or delivery.claim_token != token:
        return
    sending.note(delivery, Deed.ASK, "no answer", words, part)
    asked = _count(delivery, "no answer")
    again = clock.now() + rules.backoff(asked)
    delivery.not_before = max(again, until) if until else again


def _first_claimed(delivery_id: int, otherwise: datetime) -> datetime:
    """Return when this was first tried: what an earlier try brought may be shown only now."""
    tried = queries.list_attempts(delivery_id)
    return min((each.at for each in tried if each.what is Deed.CLAIM), default=otherwise)


def _unknown_since(delivery: Delivery) -> datetime:
    """Return when the last call broke off."""
    tried = queries.list_attempts(delivery.id)
    broken = [each.at for each in tried if each.outcome == "unknown"]
    return max([*broken, delivery.claimed_at or clock.now()])


def _count(delivery: Delivery, outcome: str) -> int:
    """Return how often asking came to this, the answer just noted included."""
    tried = queries.list_attempts(delivery.id)
    return sum(each.what is Deed.ASK and each.outcome == outcome for each in tried)
