"""Whether what was frozen still fits where it goes: asked when it is approved, and as it leaves."""

from campaigns.channels import actions as channels
from campaigns.deliveries import fit
from campaigns.deliveries.model import Delivery


def unfit(delivery: Delivery) -> list[str]:
    """Return what of a delivery its platform would not take; empty when all fits."""
    return fit.problems(
        fit.parts_of(delivery.snapshot),
        channels.platform_of(delivery.channel).limits,
        f"@{delivery.channel.handle}",
        answers=delivery.snapshot["reply_to"] is not None,
    )
