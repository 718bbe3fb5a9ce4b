"""The link of a film, threaded beneath what was said elsewhere, once everyone can watch the film.

Elsewhere a post goes out at once and says that the video is coming. What follows it is a delivery
like any other, frozen and approved with it; its words hold a stand-in of the same length until the
platform of films has been asked and says that the film is processed and public.
"""

from datetime import timedelta

import structlog

from campaigns.channels import actions as channels
from campaigns.deliveries import queries, sending
from campaigns.deliveries.model import Deed, Delivery, DeliveryState
from campaigns.deliveries.snapshot import seal
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, let_go, outlive
from campaigns.kernel.errors import CampaignError, Limited, Unreachable
from campaigns.platforms.going import ShowsFilms

log = structlog.get_logger()
S = DeliveryState
LINK = "https://www.youtube.com/watch?v=COMES_LATER"  # as long as any address of a film there
LONG = timedelta(hours=6)
ASK_AGAIN = timedelta(minutes=2)
NOT_PUBLIC = "The film is there, but not everyone can watch it: it is not public, or not processed."


def is_unlinked(delivery: Delivery) -> bool:
    """Say whether a delivery is a link that waits for its film."""
    return delivery.film_id is not None and delivery.linked_at is None


def follow(delivery_id: int) -> None:
    """Look whether a film is up, and if it is give its address to the link that waits for it."""
    link = outlive(queries.read_delivery(delivery_id))
    if link.film_id is None or link.follows_id is None:
        return
    film = outlive(queries.read_delivery(link.film_id))
    post = outlive(queries.read_delivery(link.follows_id))
    let_go()
    gone = next((each for each in (film, post) if each.state is S.WITHDRAWN), None)
    if gone is not None:
        what = "film" if gone is film else "post before it"
        call_off(link.id, f"The {what} was withdrawn: no link goes out.")
    elif film.state is S.REJECTED:
        note_not_up(link.id, f"The film is not out: {film.reason}")
    elif film.state is not S.SENT and clock.now() - film.send_at > LONG:
        note_not_up(link.id, f"After six hours the film is not up. {film.reason or ''}".strip())
    elif film.state is S.SENT and post.state is S.SENT:
        _read_back(link, film)


def _read_back(link: Delivery, film: Delivery) -> None:
    """Ask the platform itself: what was public when it went out may be private by now."""
    try:
        account = channels.open_account(film.channel_id, case_id=film.case_id)
        let_go()
        up = not isinstance(account, ShowsFilms) or account.is_up(film.remote_id or "")
    except (Limited, Unreachable) as error:
        log.info("film not asked after", delivery=link.id, why=error.code)
        ask_later(link.id)
    except CampaignError as error:
        note_not_up(link.id, error.message)
    else:
        if up:
            link_up(link.id, film.remote_url or "")
        else:
            note_not_up(link.id, NOT_PUBLIC)


@atomic
def link_up(delivery_id: int, url: str) -> None:
    """Put the film's address where its stand-in was; from now on it goes like any other post."""
    link = queries.lock(delivery_id)
    if link.state is not S.PLANNED or not is_unlinked(link) or link.follows_id is None:
        return
    post = queries.read_delivery(link.follows_id)
    ref = post.parts_done[-1]["remote_id"]
    threads = channels.platform_of(link.channel).limits.thread
    parts = [{**part, "text": part["text"].replace(LINK, url)} for part in link.snapshot["parts"]]
    link.snapshot = {**link.snapshot, "parts": parts, "reply_to": ref if threads else None}
    link.snapshot_hash = seal(link.snapshot)
    link.linked_at = link.send_at = link.not_before = clock.now()
    link.reason = None
    sending.note(link, Deed.PLAN, "video up", url)
    sending.tell(link, "The video is up: its link goes out")


@atomic
def ask_later(delivery_id: int) -> None:
    """Look again in a while."""
    queries.lock(delivery_id).not_before = clock.now() + ASK_AGAIN


@atomic
def note_not_up(delivery_id: int, why: str) -> None:
    """Write down why no link goes out, and tell people once; it is looked at again."""
    link = queries.lock(delivery_id)
    link.not_before = clock.now() + ASK_AGAIN
    if link.reason == why:
        return
    link.reason = why
    sending.note(link, Deed.PLAN, "video not up", why)
    sending.tell(link, "The video is not up: its link does not go out")
    sending.call_people(
        link,
        f"The video is not up: @{link.channel.handle} still says that it is coming",
        f"{why} Its link goes out by itself if the video comes up; else withdraw it.",
    )


@atomic
def call_off(delivery_id: int, why: str) -> None:
    """Withdraw a link whose film, or the post it follows, is gone."""
    link = queries.lock(delivery_id)
    if link.state is not S.PLANNED:
        return
    link.state, link.released, link.reason = S.WITHDRAWN, False, why
    link.withdrawn_at = clock.now()
    sending.tell(link, "Link of a video withdrawn before it was sent")
    sending.call_people(link, f"No link of the video goes out on @{link.channel.handle}", why)
