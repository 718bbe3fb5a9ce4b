"""What was heard becomes a tip of the right case, or another version of one that is here.

Only what is new is stored: a stream may repeat what it said as often as it likes.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

import structlog

from campaigns.channels import queries as channels
from campaigns.channels.model import ChannelCursor
from campaigns.hearing import queries, rules, stranger_queries
from campaigns.hearing.ears import Ear
from campaigns.kernel import clock, settings, text
from campaigns.kernel.db import let_go
from campaigns.kernel.errors import Invalid
from campaigns.media import files as media
from campaigns.media.files import Prepared
from campaigns.media.model import MediaKind
from campaigns.platforms.base import Incoming, Told
from campaigns.tips import version_queries
from campaigns.tips.model import TipSource
from campaigns.tips.receive import NewTip
from campaigns.tips.version_queries import Known
from campaigns.tips.versions import Again, is_news

A_DAY = timedelta(days=1)
UNREADABLE = "This came in a form that could not be read. The original is kept as it was."
GONE = "Its author took this back before we could read it."

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Heard:
    """One item with its files stored already, and the names of those that could not be.

    `case_id` is where it belongs, `delivery_id` the post that it answers.
    """

    item: Incoming
    case_id: int
    delivery_id: int | None
    files: tuple[Prepared, ...] = ()
    refused: tuple[str, ...] = ()


def sift(ear: Ear, items: Sequence[Incoming]) -> tuple[list[Heard], list[int]]:
    """Return what of a batch is new to us, and the tips that it only repeats.

    What is new comes with the case that it belongs to; our own words are left out.
    """
    if not items:
        return [], []
    named = [_named(item) for item in items]
    refs = {ref for item in named for ref in (item.ref, item.in_reply_to) if ref}
    known = version_queries.find_known(ear.channel_id, refs)
    said = _said(ear, named)
    ours = queries.list_handles(ear.listeners[0].platform)
    dedicated = channels.get_channel(ear.channel_id).dedicated_case_id
    let_go()
    fresh: list[Heard] = []
    talks = {ref: (each.case_id, each.delivery_id) for ref, each in known.items()}
    last: dict[str, Incoming] = {}  # a change may come in one batch with what it changed
    for item in named:
        here = known.get(item.ref)
        if item.ref in said or _is_ours(item, ours):
            continue
        before = last.get(item.ref)
        if _differs(before, item) if before else here is None or has_changed(here, item):
            place = _belongs(ear, item, {**talks, **said}, dedicated)
            fresh.append(Heard(item, *place))
            last[item.ref] = item
            talks.setdefault(item.ref, place)
    return fresh, _repeated(known[item.ref] for item in named if item.ref in known)


def _repeated(known: Iterable[Known]) -> list[int]:
    """Return the tips that the platform still shows as we have them, to note that once a day."""
    before = clock.now() - A_DAY
    return [
        each.tip_id for each in known if each.seen_there_at is None or each.seen_there_at < before
    ]


def _named(item: Incoming) -> Incoming:
    """Give a name to what came without one, so that it comes in once."""
    if item.ref:
        return item
    return replace(item, ref=f"unnamed:{sha256(item.raw or item.text.encode()).hexdigest()}")


def _is_ours(item: Incoming, handles: AbstractSet[str]) -> bool:
    """Say whether an account of ours said this: hashtags bring in our own posts too.

    Only a handle counts, which is given once on a platform, never a name that anyone may choose.
    """
    overheard = item.told in {Told.HASHTAG, Told.MENTION}
    return overheard and item.author.startswith("@") and item.author[1:].lower() in handles


def _differs(one: Incoming, other: Incoming) -> bool:
    return (one.text, one.edited_at, one.gone) != (other.text, other.edited_at, other.gone)


def has_changed(known: Known, item: Incoming) -> bool:
    """Say whether something that we know is another now."""
    words = words_of(item)
    if item.unreadable and not item.gone:
        return False  # what we could read once is worth more than what we cannot read now
    return is_news(known, words, item.edited_at, gone=item.gone)


def words_of(item: Incoming) -> str:
    """Return the words of an item as a tip has them."""
    words = text.clean(item.text)
    if words or item.media:
        return words
    return GONE if item.gone else UNREADABLE


Place = tuple[int, int | None]


def _said(ear: Ear, items: Iterable[Incoming]) -> dict[str, Place]:
    """Return the case and delivery of each post of ours that these items may answer."""
    refs = {ref for item in items for ref in (item.ref, item.in_reply_to, item.thread) if ref}
    deliveries = [
        *queries.list_ours(ear.channel_id, 200),
        *queries.find_said(ear.channel_id, refs),
    ]
    adopted = stranger_queries.list_adopted(ear.channel_id, ear.case_ids, 200)
    said: dict[str, Place] = {
        each.remote_ref: (each.case_id, None) for each in adopted if each.case_id is not None
    }
    for each in deliveries:
        parts = [part["remote_id"] for part in each.parts_done if part["remote_id"]]
        said |= {ref: (each.case_id, each.id) for ref in [each.remote_id, *parts] if ref}
    return said


def _belongs(ear: Ear, item: Incoming, talks: Mapping[str, Place], dedicated: int | None) -> Place:
    """Return the case that an item speaks to, and the delivery that it answers, if any.

    That is the case of the post (or of the answer) it answers, or of the first post of that talk;
    else the case whose hashtag it names; else the case that the account was made for; else the
    appeal on this account that was launched last.
    """
    for ref in (item.in_reply_to, item.thread):
        if ref and ref in talks:
            return talks[ref]
    words = item.text.casefold()
    for each in ear.listeners:
        if each.hashtag and f"#{each.hashtag.casefold()}" in words:
            return each.case_id, None
    if dedicated is not None and dedicated in ear.case_ids:
        return dedicated, None
    return ear.case_ids[0], None


def store(heard: Heard) -> Heard:
    """Store what came with an item, before any transaction; what cannot be stored is named."""
    kept: list[Prepared] = []
    refused: list[str] = []
    limit = settings.current().evidence_max_bytes
    for each in heard.item.media:
        file = each.fetched()
        if file.trouble:
            refused.append(file.trouble)
            continue
        try:
            kept.append(media.prepare(file.file_name, [file.content], limit, MediaKind.EVIDENCE))
        except Invalid as error:
            refused.append(error.message)
        except OSError:
            raise  # the disk is full or gone: nothing is wrong with the file, so it is tried again
        except Exception:
            log.exception("a file could not be kept", ref=heard.item.ref)
            refused.append(f"{media.clean_name(file.file_name)}: it could not be opened.")
    return replace(heard, files=tuple(kept), refused=tuple(refused))


def tip_of(ear: Ear, heard: Heard, row: ChannelCursor | None) -> NewTip:
    """Return what was heard as a tip that comes in."""
    item, now = heard.item, clock.now()
    return NewTip(
        case_id=heard.case_id,
        source=TipSource.MESSAGE if item.private else TipSource.REPLY,
        text=words_of(item),
        sender=text.clean(item.author) or None,
        author=item.author_ref or None,
        files=heard.files,
        refused_files=heard.refused,
        channel_id=ear.channel_id,
        remote_ref=item.ref,
        remote_url=item.url or None,
        captured_at=item.at,
        edited_at=item.edited_at,
        answers_delivery_id=heard.delivery_id,
        raw=item.raw,
        backlog=rules.is_backlog(
            row,
            item.at,
            ear.launch_of(heard.case_id),
            now,
            answers_us=heard.delivery_id is not None,
        ),
    )


def find_known(ear: Ear, heard: Heard) -> Known | None:
    """Return what we have of an item at this moment, in the transaction that keeps it."""
    return version_queries.find_known(ear.channel_id, [heard.item.ref]).get(heard.item.ref)


def bare(new: NewTip) -> NewTip:
    """Return as much of a tip as can always be kept: where it came from, and the original."""
    return NewTip(
        case_id=new.case_id,
        source=new.source,
        text=UNREADABLE,
        channel_id=new.channel_id,
        remote_ref=new.remote_ref,
        raw=new.raw,
        backlog=new.backlog,
    )


def again_of(heard: Heard) -> Again:
    """Return what was heard as another version of what is here."""
    item = heard.item
    return Again(words_of(item), item.raw, item.edited_at, item.gone, heard.files, heard.refused)
