"""What becomes of a kit of posters: asked for, taken in hand, kept whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE, Actor
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import WrongState
from campaigns.media import poster_queries as posters
from campaigns.media.files import Prepared
from campaigns.media.model import KitState, MediaAsset, MediaKind, Poster, PosterKit
from campaigns.media.sheet import Drawn
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind

ATTEMPTS_MOST = 3
INTERRUPTED = "The drawing was interrupted {count} times, so it was given up. Try it again."


@dataclass(frozen=True, slots=True)
class Piece:
    """One drawn poster whose file is stored already."""

    format: str
    language: str
    drawn: Drawn
    prepared: Prepared


@atomic
def ask_for(kit: PosterKit, *, actor: Actor) -> PosterKit:
    """Put a kit in line; one that waits already is asked for once."""
    waiting = posters.find_under_way(kit.case_id)
    if waiting is not None:
        if waiting.facts_hash == kit.facts_hash or waiting.state is KitState.DRAWING:
            return waiting
        _end(waiting, KitState.FAILED, "Something changed before these were drawn.")
    kit.state, kit.asked_by, kit.asked_by_id = KitState.QUEUED, actor.name, actor.id
    kit.asked_at = clock.now()
    db.session.add(kit)
    db.session.flush()
    _record(kit, "asked for", actor)
    return kit


def _record(kit: PosterKit, what: str, actor: Actor) -> None:
    closed = "Cards for a closed appeal" if kit.closed else f"Posters, version {kit.id},"
    timeline.record(
        kit.case_id,
        EntryKind.FILE,
        f"{closed} {what}".replace(", made", " made"),
        actor=actor,
        about=("poster_kit", kit.id),
        detail={"facts_hash": kit.facts_hash, "languages": list(kit.languages)},
    )


@atomic
def take(kit_id: int, maker: str) -> bool:
    """Take a waiting kit in hand."""
    return posters.take(kit_id, maker, clock.now())


@atomic
def move(kit_id: int, maker: str, done: int) -> bool:
    """Note how far it is; False when it was taken over meanwhile."""
    return posters.move(kit_id, maker, done, clock.now())


@atomic
def finish(kit_id: int, maker: str, pieces: Sequence[Piece]) -> bool:
    """Keep all that was drawn and show it instead of what was shown before; all or nothing."""
    kit = posters.read_kit(kit_id)
    db.session.refresh(kit)
    if kit.state is not KitState.DRAWING or kit.maker != maker:
        return False
    for older in posters.list_shown(kit.case_id):
        older.publish = False
    for at, piece in enumerate(pieces):
        _keep(kit, piece, at)
    kit.done = len(pieces)
    _end(kit, KitState.READY, None)
    _record(kit, f"made: {len(pieces)} files", HOUSE)
    return True


def _keep(kit: PosterKit, piece: Piece, position: int) -> None:
    prepared, facts = piece.prepared, kit.facts.get(piece.language, {})
    asset = MediaAsset(
        case_id=kit.case_id,
        kind=MediaKind.POSTER,
        file_name=prepared.file_name,
        content_type=prepared.content_type,
        size_bytes=prepared.stored.size_bytes,
        sha256=prepared.stored.sha256,
        storage_key=prepared.stored.key,
        derivatives=dict(prepared.derivatives),
        width=prepared.width,
        height=prepared.height,
        made_from=sorted({photo["asset_id"] for photo in facts.get("photos", ())}),
        alt=piece.drawn.text_equivalent,
        publish=True,
        position=position,
        added_at=clock.now(),
    )
    db.session.add(asset)
    db.session.flush()
    db.session.add(
        Poster(
            case_id=kit.case_id,
            kit_id=kit.id,
            format=piece.format,
            language=piece.language,
            facts=facts,
            facts_hash=kit.facts_hash,
            asset_id=asset.id,
            text_equivalent=piece.drawn.text_equivalent,
            warnings=list(piece.drawn.warnings),
            made_at=clock.now(),
        )
    )


@atomic
def fail(kit_id: int, maker: str, reason: str, troubles: dict[str, Any] | None = None) -> bool:
    """Write down why a kit could not be made; what was shown before stays shown."""
    kit = posters.read_kit(kit_id)
    db.session.refresh(kit)
    if kit.state is not KitState.DRAWING or kit.maker != maker:
        return False
    kit.troubles = dict(troubles or {})
    _end(kit, KitState.FAILED, reason)
    _record(kit, "could not be made", HOUSE)
    return True


def _end(kit: PosterKit, state: KitState, reason: str | None) -> None:
    kit.state, kit.reason, kit.maker, kit.ended_at = state, reason, None, clock.now()


@atomic
def take_up_again(kit_id: int) -> None:
    """Put an interrupted kit in line again; give it up when that has happened too often."""
    kit = posters.read_kit(kit_id)
    db.session.refresh(kit)
    if kit.state is not KitState.DRAWING:
        return
    if kit.attempt >= ATTEMPTS_MOST:
        _end(kit, KitState.FAILED, INTERRUPTED.format(count=kit.attempt))
        _record(kit, "could not be made", HOUSE)
        return
    kit.state, kit.maker, kit.done = KitState.QUEUED, None, 0


@atomic
def try_again(case_id: int, kit_id: int, *, actor: Actor) -> PosterKit:
    """Put a kit that failed in line once more."""
    kit = posters.get_kit(case_id, kit_id)
    if kit.state is not KitState.FAILED:
        raise WrongState("Only posters that could not be made can be tried again.")
    kit.state, kit.reason, kit.troubles = KitState.QUEUED, None, {}
    kit.attempt, kit.done, kit.ended_at = 0, 0, None
    _record(kit, "tried again", actor)
    return kit
