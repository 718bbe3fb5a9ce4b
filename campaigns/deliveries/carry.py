"""Carries one delivery to its platform: claim, let go of the database, say it, settle.

No transaction and no connection is held while a platform is spoken to. Once a call has begun,
only a clean answer counts as a no; anything else is `unknown` and is asked after, never repeated.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

import structlog

from campaigns.appeals.subscriber_queries import recipients_of
from campaigns.channels import actions as channels
from campaigns.channels.speaking import speak
from campaigns.deliveries import fetching, sending
from campaigns.deliveries.fitting import unfit
from campaigns.deliveries.journey import SendersJourney
from campaigns.deliveries.keeping_back import settle_kept_back, why_kept_back
from campaigns.deliveries.model import Delivery
from campaigns.deliveries.roads import about_of, before
from campaigns.deliveries.rules import KEY_TROUBLE_WAIT, is_answer
from campaigns.kernel import clock
from campaigns.kernel.db import let_go
from campaigns.kernel.errors import (
    Broken,
    CampaignError,
    Gone,
    Held,
    HoldbackLeak,
    Invalid,
    Limited,
    NotFound,
    Rejected,
    Unauthorised,
    Unreachable,
)
from campaigns.media import storage
from campaigns.media.opened import open_kept
from campaigns.platforms.base import (
    Account,
    Answers,
    Captions,
    Journey,
    Media,
    Post,
    Receipt,
    Recipient,
)

log = structlog.get_logger()


def say(delivery_id: int) -> None:
    """Send one delivery as far as it may go now; harmless if it may not."""
    delivery = sending.claim(delivery_id)
    let_go()
    if delivery is None or delivery.claim_token is None:
        return
    token, first = delivery.claim_token, delivery.out_count + 1
    account = _open(delivery, token, first)
    if account is None:
        return
    ref = delivery.parts_done[-1]["remote_id"] if delivery.parts_done else None
    for part in range(first, len(delivery.snapshot["parts"]) + 1):
        if part > first and not sending.go_on(delivery_id, token, part):
            return
        let_go()
        receipt = _say_part(account, delivery, token, part, ref)
        if receipt is None or not sending.keep_receipt(delivery_id, token, part, receipt):
            return
        ref = receipt.ref


def _open(delivery: Delivery, token: str, part: int) -> Account | None:
    """Open the account; where that fails, nothing has left yet, and it waits for a person."""
    try:
        return channels.open_account(delivery.channel_id, case_id=delivery.case_id)
    except CampaignError as error:
        words = error.message
        channels.note_trouble(delivery.channel_id, words, broken=isinstance(error, Unauthorised))
        again = clock.now() + KEY_TROUBLE_WAIT
        sending.settle_back(delivery.id, token, part, "not opened", words, until=again)
        return None
    finally:
        let_go()


def _prepare(delivery: Delivery, token: str, part: int, ref: str | None) -> Post | None:
    """Return a part as it is to leave; None after it has been settled that it does not."""
    stopped = why_kept_back(delivery)
    let_go()
    if stopped:
        settle_kept_back(delivery.id, token, part, stopped)
        return None
    try:
        wrong = unfit(delivery) if part == delivery.out_count + 1 else []
        if not wrong:
            return post_of(delivery, part, ref, SendersJourney(delivery.id, part, token))
        sending.settle_rejected(delivery.id, token, f"Not sent: {' '.join(wrong)}", part)
    except (Broken, NotFound) as error:
        sending.settle_rejected(delivery.id, token, f"Not sent: {error.message}", part)
    except Unreachable as error:  # where files are kept, not the platform: nothing has left yet
        _wait(delivery, token, part, error, clock.now() + KEY_TROUBLE_WAIT)
    return None


def _say_part(
    account: Account, delivery: Delivery, token: str, part: int, ref: str | None
) -> Receipt | None:
    """Say one part and return its receipt; None after anything else has been settled."""
    post = _prepare(delivery, token, part, ref)
    if post is None:
        return None
    answers = part == 1 and is_answer(delivery)
    deed = account.answer if answers and isinstance(account, Answers) else account.publish
    try:
        return speak(delivery.case_id, about_of(delivery), before(delivery, part), deed, post)
    except HoldbackLeak:
        sending.settle_held(delivery.id, token, part)
    except (Rejected, Invalid, Gone) as error:
        sending.settle_rejected(delivery.id, token, error.message, part)
    except Limited as error:
        _wait(delivery, token, part, error, error.retry_at)
    except Held as error:
        _wait(delivery, token, part, error, clock.now())
    except Unauthorised as error:
        channels.note_trouble(delivery.channel_id, error.message, broken=True)
        _wait(delivery, token, part, error, clock.now() + KEY_TROUBLE_WAIT)
    except CampaignError as error:
        sending.settle_unknown(delivery.id, token, error.message, part)
    except Exception as error:
        log.exception("a platform broke off", delivery=delivery.id)
        words = f"Broke off: {type(error).__name__}"
        sending.settle_unknown(delivery.id, token, words, part)
    return None


def _wait(delivery: Delivery, token: str, part: int, error: CampaignError, until: datetime) -> None:
    sending.settle_back(delivery.id, token, part, error.code, error.message, until=until)


def post_of(delivery: Delivery, part: int, ref: str | None, journey: Journey) -> Post:
    """Return a part as it leaves: the frozen words, and the very bytes that were approved."""
    frozen = delivery.snapshot["parts"][part - 1]
    media = tuple(media_of(each) for each in frozen["media"])
    return Post(
        text=frozen["text"],
        media=media,
        reply_to=delivery.snapshot["reply_to"] if part == 1 else ref,
        key=f"{delivery.id}-{part}-{delivery.snapshot_hash[:16]}",
        journey=journey,
        title=frozen.get("title", ""),
        series=frozen.get("series", ""),
        language=delivery.snapshot.get("language", "en"),
        to=_readers_of(delivery),
    )


def _readers_of(delivery: Delivery) -> tuple[Recipient, ...]:
    """Return all who asked for it, where an account speaks to addresses; an answer goes to one."""
    if delivery.snapshot["reply_to"] is not None:
        return ()
    found = recipients_of(delivery.channel_id, delivery.case_id)
    let_go()
    return found


def media_of(frozen: Mapping[str, Any]) -> Media:
    """Return a frozen picture or film, read from where it is kept only when it is asked for."""
    key, thumbnail = frozen["sha256"], frozen.get("thumbnail")
    return Media(
        content_type=frozen["type"],
        alt=frozen["alt"],
        size_bytes=storage.size(key),
        opens=partial(open_kept, key),
        sha256=key,
        file_name=frozen.get("file_name", ""),
        duration_s=frozen.get("duration_s"),
        captions=tuple(Captions(**each) for each in frozen.get("captions", ())),
        thumbnail=media_of(thumbnail) if thumbnail else None,
        url=fetching.address_of(key),
    )
