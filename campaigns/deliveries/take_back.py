"""Takes one post down while the appeal goes on. Deleting twice does no harm: it may be repeated."""

from campaigns.channels import actions as channels
from campaigns.deliveries import queries, rules, sending
from campaigns.deliveries.actions import record_withdrawn
from campaigns.deliveries.model import Deed, Delivery, DeliveryState
from campaigns.deliveries.queries import get_delivery
from campaigns.kernel.db import atomic, let_go
from campaigns.kernel.errors import CampaignError, Invalid, Unauthorised, WrongState
from campaigns.platforms.base import Proof, Withdraws
from campaigns.users.model import User
from campaigns.users.rules import Permission, check_can

BY_HAND = "Take it down on the platform by hand, and write here what you saw there afterwards."


def take_down(case_id: int, delivery_id: int, *, by: User) -> str | None:
    """Take every part down, last part first; None when all is gone, else what went wrong."""
    delivery = ask_for(case_id, delivery_id, by=by)
    let_go()
    try:
        account = channels.open_account(delivery.channel_id)
        let_go()
        if not isinstance(account, Withdraws):
            raise WrongState(f"This platform lets no program take a post down. {BY_HAND}")
        refs = [part["remote_id"] for part in delivery.parts_done]
        if not all(refs):
            raise WrongState(f"We do not know its number there. {BY_HAND}")
        proofs = [account.withdraw(ref) for ref in reversed(refs)]
    except CampaignError as error:
        if isinstance(error, Unauthorised):
            channels.note_trouble(delivery.channel_id, error.message, broken=True)
        note_failed(delivery_id, error.message)
        return error.message
    words = "; ".join(proof.words for proof in proofs)
    record_withdrawn(delivery_id, Proof(words, proofs[-1].status), actor=by.actor)
    return None


@atomic
def ask_for(case_id: int, delivery_id: int, *, by: User) -> Delivery:
    """Write down that a post is to come down, and by whose wish, before anyone is asked."""
    check_can(by, Permission.SETTLE_DELIVERY)
    delivery = get_delivery(case_id, delivery_id)
    _check_out(delivery)
    sending.note(delivery, Deed.TAKE_DOWN, "asked", by.name)
    sending.tell(delivery, "Post to be taken down", by.actor)
    return delivery


@atomic
def note_failed(delivery_id: int, words: str) -> None:
    """Write down that a post is still up, and why."""
    sending.note(queries.lock(delivery_id), Deed.TAKE_DOWN, "failed", words)


@atomic
def record_by_hand(case_id: int, delivery_id: int, words: str, *, by: User) -> Delivery:
    """Keep that a person took a post down, in their words."""
    check_can(by, Permission.SETTLE_DELIVERY)
    delivery = get_delivery(case_id, delivery_id)
    _check_out(delivery)
    if not words:
        raise Invalid("Say what you saw.", {"words": "Say what you saw on the platform."})
    return record_withdrawn(delivery.id, {"words": words, "by_hand": True}, actor=by.actor)


@atomic
def record_back(delivery_id: int, words: str) -> Delivery:
    """Note that a post which had been taken down stands there again."""
    delivery = queries.lock(delivery_id)
    if delivery.withdraw_proof is not None:
        rules.check_move(delivery, DeliveryState.SENT)
        delivery.state, delivery.withdrawn_at, delivery.withdraw_proof = (
            DeliveryState.SENT,
            None,
            None,
        )
        sending.note(delivery, Deed.TAKE_DOWN, "back", words)
        sending.tell(delivery, "A post that was taken down is back")
    return delivery


def _check_out(delivery: Delivery) -> None:
    busy = {DeliveryState.SENDING, DeliveryState.UNKNOWN}
    if not delivery.out_count or delivery.withdraw_proof is not None or delivery.state in busy:
        raise WrongState("There is nothing of this post that could be taken down now.")
