"""Deliveries for tests, and a case that can really speak on the rehearsal network."""

from campaigns.deliveries.model import Delivery
from campaigns.deliveries.snapshot import freeze, seal
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.platforms import rehearsal
from campaigns.platforms.network import record
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel


def make_voice(handle: str, **given):
    """Make a channel whose account the rehearsal network knows."""
    return make_channel(handle=handle, **given)


def make_speaking_case(*handles: str, **given):
    """Make an open case with a live appeal on accounts that work; return case and channels."""
    channels = [make_voice(each) for each in handles or ("missingmira",)]
    case = make_case(**given)
    make_appeal(case=case, channels=channels)
    return case, channels


@atomic
def make_delivery(case, channel, *texts: str, **given) -> Delivery:
    """Make a released delivery that is due now; every part carries its media, or the first only."""
    bare = given.pop("bare_after_first", False)
    now, media, title = clock.now(), given.pop("media", []), given.pop("title", "")
    snapshot = freeze(
        [
            {"text": text, "media": [] if bare and at else media, "title": title}
            for at, text in enumerate(texts or ("Have you seen Mira, 7?",))
        ],
        given.pop("reply_to", None),
    )
    delivery = Delivery(
        **{
            "case_id": case.id,
            "channel_id": channel.id,
            "released": True,
            "send_at": now,
            "not_before": now,
            "snapshot": snapshot,
            "snapshot_hash": seal(snapshot),
            "parts_done": [],
            **given,
        }
    )
    db.session.add(delivery)
    db.session.flush()
    return delivery


def said(handle: str | None = None) -> list[str]:
    """Return the numbers of the posts that the network itself says it took, in order."""
    kept = record.list_accepted(rehearsal.network(), account=handle)
    return [each.ref for each in kept if each.kind in {"publish", "answer"}]
