"""What a sender writes down: that it begins, and what came of it. One verb, one transaction.

A receipt is a fact and is kept whatever has happened meanwhile; everything else counts only while
the claim is still this sender's.
"""

from datetime import datetime

from campaigns.appeals import actions as appeals
from campaigns.cases.queries import get_case
from campaigns.channels import actions as channels
from campaigns.channels import books
from campaigns.deliveries import queries, rules, stage_queries, waiting
from campaigns.deliveries.model import Deed, Delivery, DeliveryAttempt, DeliveryState
from campaigns.kernel import clock, ids, settings
from campaigns.kernel.actor import HOUSE, Actor
from campaigns.kernel.db import atomic, db, outlive
from campaigns.notices import actions as notices
from campaigns.platforms.base import Receipt
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind

S = DeliveryState
HELD = "The guard holds it: it touches what is withheld. Change the words, or ask for a decision."


def note(
    delivery: Delivery, what: Deed, outcome: str, words: str = "", part: int | None = None
) -> None:
    """Add one line to what was tried; part of the caller's transaction."""
    db.session.add(
        DeliveryAttempt(
            delivery_id=delivery.id,
            at=clock.now(),
            what=what,
            outcome=outcome,
            words=words,
            part=part,
        )
    )


def tell(delivery: Delivery, summary: str, actor: Actor = HOUSE) -> None:
    """Write what became of a delivery into the case's story; part of the caller's transaction."""
    timeline.record(
        delivery.case_id,
        EntryKind.POST,
        f"{summary} (@{delivery.channel.handle})",
        actor=actor,
        about=("delivery", delivery.id),
        detail={
            "state": delivery.state.value,
            "channel_id": delivery.channel_id,
            "update_id": delivery.update_id,
            "url": delivery.remote_url,
        },
    )


def tell_case(case_id: int, summary: str, actor: Actor) -> None:
    """Write what concerns several posts into the case's story; part of the caller's transaction."""
    timeline.record(case_id, EntryKind.POST, summary, actor=actor)


def call_people(delivery: Delivery, subject: str, body: str) -> None:
    """Ask the lead and the deputy to look at a delivery."""
    call_people_of_case(delivery.case_id, subject, body, f"/{delivery.id}")


def call_people_of_case(case_id: int, subject: str, body: str, where: str = "") -> None:
    """Ask the lead and the deputy to look at the posts of a case."""
    case = get_case(case_id)
    for user_id in (case.lead_id, case.deputy_id):
        notices.notify(
            user_id,
            subject,
            body,
            path=f"/staff/cases/{case_id}/posts{where}",
            case_id=case_id,
            urgent=True,
        )


def touch(delivery: Delivery) -> None:
    """Have the public page made anew, which lists what was said."""
    appeals.touch_page(delivery.case_id)


@atomic
def claim(delivery_id: int) -> Delivery | None:
    """Begin to send, if it may go at this very moment; the switches are read in the same breath."""
    delivery = queries.take(delivery_id, ids.token(), clock.now())
    if delivery is None:
        return None
    if _is_put_off(delivery):
        return None
    part = delivery.out_count + 1
    note(delivery, Deed.CLAIM, "begun", part=part)
    if _is_limited(delivery, part):
        return None
    return outlive(delivery)


def _is_put_off(delivery: Delivery) -> bool:
    """Put a claimed delivery off to the end of quiet hours, if these are any."""
    wait = waiting.must_wait(delivery)
    if wait is None:
        return False
    note(delivery, Deed.PUBLISH, "quiet hours", wait.words)
    delivery.attempt_count -= 1  # nothing was tried
    wait_again(delivery, "", wait.until)
    waiting.put_off(delivery, wait.until)
    return True


def _is_limited(delivery: Delivery, part: int) -> bool:
    """Have a claimed delivery wait for its allowance, if it must."""
    platform = channels.platform_of(delivery.channel)
    wait = books.must_wait(
        platform, delivery.channel_id, rules.deeds_of(delivery), urgent=delivery.urgent
    )
    if wait is None or delivery.claim_token is None:
        return False
    _back(delivery.id, delivery.claim_token, part, "limited", wait.words, until=wait.until)
    return True


@atomic
def go_on(delivery_id: int, token: str, part: int) -> bool:
    """Say whether the next part may go; if not, the delivery waits again with what is out kept."""
    if stage_queries.may_go_on(delivery_id, token):
        return True
    words = f"Stopped before part {part}: a switch was pulled, or it may no longer go."
    _back(delivery_id, token, part, "held", words, until=clock.now())
    return False


@atomic
def keep_receipt(delivery_id: int, token: str, part: int, receipt: Receipt) -> bool:
    """Keep that a part is out, whatever has happened meanwhile; False stops this sender."""
    delivery = queries.lock(delivery_id)
    mine = delivery.claim_token == token and delivery.state in {S.SENDING, S.UNKNOWN}
    note(delivery, Deed.PUBLISH, "sent", receipt.url, part)
    if part == delivery.out_count + 1:
        add_part(delivery, receipt.ref, receipt.url)
    if rules.is_complete(delivery) and delivery.state not in {S.SENT, S.WITHDRAWN}:
        become_sent(delivery)
    return mine and delivery.state is S.SENDING


def add_part(delivery: Delivery, ref: str | None, url: str | None) -> None:
    """Write down that the next part is out; part of the caller's transaction."""
    part = delivery.out_count + 1
    delivery.parts_done = [*delivery.parts_done, {"part": part, "remote_id": ref, "url": url}]
    delivery.out_count = part
    if part == 1:
        delivery.remote_id, delivery.remote_url = ref, url


def become_sent(delivery: Delivery, actor: Actor = HOUSE) -> None:
    """Settle a delivery whose parts are all out; part of the caller's transaction."""
    delivery.state = S.SENT
    delivery.settled_at = clock.now()
    delivery.reason, delivery.overdue = None, False
    channels.note_post(delivery.channel_id)
    touch(delivery)
    tell(delivery, "Post sent", actor)


@atomic
def settle_back(
    delivery_id: int, token: str, part: int, outcome: str, words: str, *, until: datetime
) -> None:
    """Let a delivery wait again after a clean no: nothing was said by this part."""
    _back(delivery_id, token, part, outcome, words, until=until)


def _back(
    delivery_id: int, token: str, part: int, outcome: str, words: str, *, until: datetime
) -> None:
    delivery = queries.lock(delivery_id)
    note(delivery, Deed.PUBLISH, outcome, words, part)
    if delivery.state is S.SENDING and delivery.claim_token == token:
        if outcome == "limited":
            _tell_of_wait(delivery, words, until)
        wait_again(delivery, words, until)


def _tell_of_wait(delivery: Delivery, words: str, until: datetime) -> None:
    """Note until when a platform lets us wait; people hear of it when that is long, once."""
    long = (until - clock.now()).total_seconds() > settings.current().late_after_s
    if long and delivery.told_to_wait_until is None:
        subject = f"A post on @{delivery.channel.handle} waits for its platform"
        call_people(delivery, subject, f"{words}\nIt goes by itself at {until:%Y-%m-%d %H:%M} UTC.")
    delivery.told_to_wait_until = until


def wait_again(delivery: Delivery, words: str, not_before: datetime) -> None:
    """Plan what was surely not said once more, or withdraw it if it may go no longer."""
    delivery.state = rules.again(delivery)
    delivery.reason, delivery.not_before = words, not_before
    delivery.claim_token = None
    if delivery.state is S.WITHDRAWN:
        delivery.withdrawn_at = clock.now()


@atomic
def settle_held(delivery_id: int, token: str, part: int) -> None:
    """Keep back what the guard stopped at the last moment; nothing of this part was said."""
    delivery = queries.lock(delivery_id)
    note(delivery, Deed.PUBLISH, "held by the guard", HELD, part)
    if delivery.state is S.SENDING and delivery.claim_token == token:
        wait_again(delivery, HELD, clock.now())
        hold(delivery)
        call_people(delivery, f"The guard holds a post on @{delivery.channel.handle}", HELD)


def hold(delivery: Delivery) -> None:
    """Have a planned post wait for new words or a decision; part of the caller's transaction."""
    if delivery.state is S.PLANNED and not delivery.held:
        delivery.held, delivery.reason = True, HELD
        tell(delivery, "Post held by the guard")


@atomic
def settle_rejected(delivery_id: int, token: str, words: str, part: int) -> None:
    """Write down a clean and final no, in the platform's own words."""
    delivery = queries.lock(delivery_id)
    note(delivery, Deed.PUBLISH, "rejected", words, part)
    if delivery.state is not S.SENDING or delivery.claim_token != token:
        return
    delivery.state, delivery.reason = S.REJECTED, words
    delivery.settled_at, delivery.claim_token = clock.now(), None
    tell(delivery, "Post refused by the platform")
    call_people(delivery, f"@{delivery.channel.handle} refused a post", f"It said: {words}")


@atomic
def settle_unknown(delivery_id: int, token: str | None, words: str, part: int | None) -> None:
    """Write down that nobody knows what became of a part; the platform will be asked."""
    delivery = queries.lock(delivery_id)
    note(delivery, Deed.PUBLISH if token else Deed.STUCK, "unknown", words, part)
    if delivery.state is not S.SENDING or token not in {None, delivery.claim_token}:
        return
    delivery.state, delivery.reason = S.UNKNOWN, words
    delivery.not_before = clock.now()
    tell(delivery, "Not known whether a post went out; the platform will be asked")
