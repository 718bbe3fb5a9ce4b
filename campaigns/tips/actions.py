"""What the public says and is told. One verb, one transaction."""

import base64
import hashlib

from campaigns.deliveries import actions as deliveries
from campaigns.kernel import clock
from campaigns.kernel.actor import PUBLIC, Actor
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import NotFound
from campaigns.media.files import Prepared
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.tips import codename, queries, rules
from campaigns.tips.keeping import bring_back, keep_files, note_refused
from campaigns.tips.model import (
    PRIORITY_RANK,
    MessageKind,
    Priority,
    Tip,
    TipMessage,
)
from campaigns.tips.questions import asks
from campaigns.tips.receive import NewTip, Received
from campaigns.users.model import User


def receive(new: NewTip) -> Received:
    """Let a tip in: the one door for whatever the public says.

    The same form sent twice, or the same reply heard twice, gives the same receipt. Of an anonymous
    sender no moment finer than the hour is kept.
    """
    rules.check_new(new)
    key = codename.sound_key(new.idempotency_key) if new.has_key else None
    sent = new.digest()
    kept_key = codename.hash_key(key, sent) if key else None
    words = codename.derive(key, sent) if key and new.wants_codename else None
    known = queries.find_received(kept_key, new.channel_id, new.remote_ref)
    if known is not None:
        return Received(known, words, already=True)
    tip = _tip_of(new, kept_key, words)  # sealed before the writer's turn, which is short
    try:
        return Received(_keep(tip, new), words, already=False)
    except queries.HereAlready:
        known = queries.find_received(kept_key, new.channel_id, new.remote_ref)
        if known is None:
            raise
        return Received(known, words, already=True)


@atomic
def _keep(tip: Tip, new: NewTip) -> Tip:
    """Keep a tip that is not here yet, with its files, and tell the timeline."""
    moment = tip.received_at
    db.session.add(tip)
    db.session.flush()
    keep_files(tip, new.files, actor=new.entered_by, moment=moment)
    note_refused(tip, new.refused_files, moment)
    timeline.record(
        new.case_id,
        EntryKind.TIP,
        f"Tip {rules.name_of(tip)} came in: {new.source.label.lower()}",
        actor=new.actor,
        about=("tip", tip.id),
        detail={
            "source": new.source.value,
            "anonymous": new.anonymous,
            "files": len(new.files),
            "still_there": new.still_there,
        },
        at=moment,
    )
    return tip


def _tip_of(new: NewTip, kept_key: str | None, words: str | None) -> Tip:
    """Return the row for what came in."""
    moment = clock.hour() if new.anonymous else clock.now()
    priority = new.priority or (Priority.URGENT if new.still_there else Priority.MEDIUM)
    return Tip(
        case_id=new.case_id,
        source=new.source,
        anonymous=new.anonymous,
        received_at=moment,
        changed_at=moment,
        text=new.text,
        sender=new.sender or None,
        author=new.author or None,
        question=asks(new.text),
        contact=new.contact or None,
        when_words=new.when_words or None,
        where_words=new.where_words or None,
        seen_at=new.seen_at,
        lat=new.lat,
        lon=new.lon,
        sure=new.sure,
        still_there=new.still_there,
        channel_id=new.channel_id,
        remote_ref=new.remote_ref,
        remote_url=new.remote_url,
        captured_at=new.captured_at,
        answers_delivery_id=new.answers_delivery_id,
        raw=base64.b64encode(new.raw).decode() if new.raw is not None else None,
        raw_sha256=hashlib.sha256(new.raw).hexdigest() if new.raw is not None else None,
        entered_by_id=new.entered_by.id if new.entered_by else None,
        idempotency_key=kept_key,
        codename_hash=codename.hash_words(words) if words else None,
        backlog=new.backlog,
        edited_at=new.edited_at,
        seen_there_at=moment if new.remote_ref else None,
        priority=priority,
        priority_rank=PRIORITY_RANK[priority],
    )


def come_back(typed: str) -> Tip | None:
    """Return the tip whose codename this is, or None; a wrong one costs the same as a right one."""
    return queries.find_by_codename(codename.hash_words(codename.read(typed)))


@atomic
def read_answers(tip_id: int) -> None:
    """Note that the sender has read what we wrote; of an anonymous one, only the hour."""
    tip = db.session.get(Tip, tip_id)
    if tip is None:
        raise NotFound("There is no such tip.")
    moment = clock.hour() if tip.anonymous else clock.now()
    if queries.mark_answers_read(tip_id, moment):
        timeline.record(
            tip.case_id,
            EntryKind.TIP,
            f"The sender of {rules.name_of(tip)} came back and read our answer",
            actor=PUBLIC,
            about=("tip", tip.id),
            at=moment,
        )


def add_more(
    typed: str,
    text: str,
    *,
    files: tuple[Prepared, ...] = (),
    refused_files: tuple[str, ...] = (),
    idempotency_key: str | None = None,
) -> TipMessage:
    """Add words or files to a tip by its codename; a settled tip opens again, and is unread."""
    if not (files or refused_files):
        rules.check_words(text, words="Write what you want to add, or add a file.")
    key = codename.sound_key(idempotency_key)
    try:
        return _add_more(typed, text, files, refused_files, key)
    except queries.HereAlready:
        return _add_more(typed, text, files, refused_files, key)


@atomic
def _add_more(
    typed: str,
    text: str,
    files: tuple[Prepared, ...],
    refused_files: tuple[str, ...],
    form_key: str,
) -> TipMessage:
    """Keep what was added, unless it is here already."""
    tip = come_back(typed)
    if tip is None:
        raise NotFound("We do not know these words.")
    sent = "\n".join([str(tip.id), text, *(file.stored.sha256 for file in files)])
    key = codename.hash_key(form_key, sent)
    known = queries.find_message(key)
    if known is not None:
        return known
    moment = clock.hour() if tip.anonymous else clock.now()
    message = TipMessage(
        tip_id=tip.id,
        case_id=tip.case_id,
        kind=MessageKind.FROM_SENDER,
        text=text,
        at=moment,
        idempotency_key=key,
    )
    db.session.add(message)
    db.session.flush()
    keep_files(tip, files, actor=None, moment=moment)
    note_refused(tip, refused_files, moment)
    bring_back(tip, moment)
    timeline.record(
        tip.case_id,
        EntryKind.TIP,
        f"The sender of {rules.name_of(tip)} added to it",
        actor=PUBLIC,
        about=("tip", tip.id),
        detail={"files": len(files), "message": message.id},
        at=moment,
    )
    return message


@atomic
def answer_sender(case_id: int, tip_id: int, text: str, *, by: User) -> TipMessage:
    """Answer a sender where they spoke to us, or leave it for them to read with their codename."""
    tip = queries.get_tip(case_id, tip_id)
    rules.check_words(text, words="Write the answer first.")
    rules.check_can_answer(tip)
    message = TipMessage(
        tip_id=tip.id,
        case_id=case_id,
        kind=MessageKind.TO_SENDER,
        text=text,
        author_id=by.id,
        at=clock.now(),
    )
    db.session.add(message)
    tip.changed_at = tip.answered_at = clock.now()
    db.session.flush()
    if rules.on_platform(tip):
        deliveries.plan_answer(
            case_id,
            tip.channel_id or 0,
            message.id,
            tip.remote_ref or "",
            text,
            actor=by.actor,
        )
    timeline.record(
        case_id,
        EntryKind.TIP,
        f"{rules.name_of(tip)} answered",
        actor=by.actor,
        about=("tip", tip.id),
        detail={"message": message.id, "on_platform": rules.on_platform(tip)},
    )
    return message


@atomic
def tell_open_codenames(case_id: int, text: str, *, actor: Actor) -> int:
    """Leave a message for everyone who can come back with a codename; return how many they are."""
    rules.check_words(text)
    tip_ids = queries.list_codename_tip_ids(case_id)
    if not tip_ids:
        return 0
    now = clock.now()
    sealed = TipMessage(case_id=case_id, text=text).text_sealed  # the same words for all: one seal
    db.session.add_all(
        TipMessage(
            tip_id=tip_id,
            case_id=case_id,
            kind=MessageKind.TO_SENDER,
            text_sealed=sealed,
            author_id=actor.id,
            at=now,
        )
        for tip_id in tip_ids
    )
    timeline.record(
        case_id,
        EntryKind.TIP,
        "Everyone with a codename was left a message",
        actor=actor,
        detail={"codenames": len(tip_ids)},
    )
    return len(tip_ids)
