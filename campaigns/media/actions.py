"""What people do with the files of a case. The bytes are stored before (`media.files`)."""

from collections.abc import Iterable
from datetime import datetime

from campaigns.audit import actions as audit
from campaigns.cases.public import touch_public
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE, PUBLIC, Actor
from campaigns.kernel.db import atomic, db
from campaigns.media import clearing, files, room, rules
from campaigns.media.files import Prepared, Recut
from campaigns.media.model import MediaAsset, MediaKind
from campaigns.media.queries import get_asset, next_position
from campaigns.media.types import words
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind


def keep_file(
    case_id: int,
    kind: MediaKind,
    file_name: str,
    chunks: Iterable[bytes],
    *,
    actor: Actor | None,
    limit_bytes: int,
) -> MediaAsset:
    """Store a file and keep it in the case, in two steps: no transaction waits for the bytes."""
    prepared = files.prepare(file_name, chunks, limit_bytes, kind)
    return keep(case_id, kind, prepared, actor=actor)


@atomic
def keep(
    case_id: int,
    kind: MediaKind,
    prepared: Prepared,
    *,
    actor: Actor | None,
    at: datetime | None = None,
    made_from: Iterable[int] = (),
) -> MediaAsset:
    """Keep a stored file; `at` where its moment must not be told, `made_from` its photos."""
    room.check_quota(case_id, kind, prepared.stored.size_bytes)
    asset = MediaAsset(
        case_id=case_id,
        kind=kind,
        file_name=prepared.file_name,
        content_type=prepared.content_type,
        size_bytes=prepared.stored.size_bytes,
        sha256=prepared.stored.sha256,
        storage_key=prepared.stored.key,
        derivatives=dict(prepared.derivatives),
        trouble=prepared.trouble,
        made_from=sorted(set(made_from)),
        width=prepared.width,
        height=prepared.height,
        position=next_position(case_id, kind),
        added_by_id=actor.id if actor else None,
        added_at=at or clock.now(),
    )
    db.session.add(asset)
    db.session.flush()
    timeline.record(
        case_id,
        EntryKind.FILE,
        f"{kind.label}: file {asset.id} kept, {words(asset.content_type)}",
        actor=actor or (PUBLIC if kind is MediaKind.EVIDENCE else HOUSE),
        about=("media_asset", asset.id),
        detail={"sha256": asset.sha256, "size_bytes": asset.size_bytes},
        at=at,
    )
    return asset


@atomic
def edit_asset(
    case_id: int,
    asset_id: int,
    *,
    actor: Actor,
    year: int | None,
    label: str | None,
    alt: str,
    age_progressed: bool,
    publish: bool,
    position: int | None = None,
    shows_others: bool | None = None,
) -> MediaAsset:
    """Change what is said of a file, whether the public may see it, and its place."""
    asset = get_asset(case_id, asset_id)
    others = asset.shows_others if shows_others is None else shows_others
    rules.check_edit(
        asset,
        year=year,
        alt=alt,
        publish=publish,
        this_year=clock.now().year,
        shows_others=others,
    )
    was_published = asset.publish
    asset.year, asset.label, asset.alt = year, label or None, alt
    asset.age_progressed, asset.shows_others = age_progressed, others
    asset.position = asset.position if position is None else position
    if not _show(asset, publish=publish, actor=actor) and (was_published or publish):
        touch_public(case_id)
    shown = {(False, True): ", for the public", (True, False): ", no longer for the public"}
    timeline.record(
        case_id,
        EntryKind.FILE,
        f"{asset.kind.label} {asset.id} described{shown.get((was_published, publish), '')}",
        actor=actor,
        about=("media_asset", asset.id),
        detail={"publish": publish, "year": year, "age_progressed": age_progressed},
    )
    return asset


def _show(asset: MediaAsset, *, publish: bool, actor: Actor) -> bool:
    """Let the public see it or no longer, a photo by way of its clearances; say if those moved."""
    if asset.kind is not MediaKind.PHOTO:
        asset.publish = publish
        return False
    if asset.shows_others:
        clearing.take_back(asset.case_id, asset.id, "Someone else shows in it.", actor=actor)
    elif publish and not asset.publish:
        clearing.let_out(asset.case_id, asset.id, actor=actor)
    elif asset.publish and not publish:
        words = "No longer for the public."
        uses = clearing.BY_ITSELF
        clearing.take_back(asset.case_id, asset.id, words, actor=actor, uses=uses)
    else:
        return False
    return True


@atomic
def crop_asset(case_id: int, asset_id: int, recut: Recut, *, actor: Actor) -> MediaAsset:
    """Show another part of a picture; the original stays as it is."""
    asset = get_asset(case_id, asset_id)
    rules.check_not_withdrawn(asset)
    whole = files.key_of(asset, "whole")
    asset.derivatives = {**asset.derivatives, **recut.derivatives, "whole": whole}
    asset.crop = recut.box.as_dict()
    if asset.publish:
        touch_public(case_id)
    timeline.record(
        case_id,
        EntryKind.FILE,
        f"{asset.kind.label} {asset.id} cropped",
        actor=actor,
        about=("media_asset", asset.id),
        detail={"crop": asset.crop},
    )
    return asset


@atomic
def withdraw_asset(case_id: int, asset_id: int, *, actor: Actor) -> MediaAsset:
    """Take a file out of use: the public no longer gets it, the case keeps it."""
    asset = get_asset(case_id, asset_id)
    rules.check_can_withdraw(asset)
    if asset.publish and asset.kind is not MediaKind.PHOTO:
        touch_public(case_id)
    asset.publish, asset.withdrawn_at = False, clock.now()
    clearing.take_back(case_id, asset_id, "The photo was withdrawn.", actor=actor)
    timeline.record(
        case_id,
        EntryKind.FILE,
        f"{asset.kind.label} {asset.id} withdrawn",
        actor=actor,
        about=("media_asset", asset.id),
    )
    return asset


@atomic
def restore_asset(case_id: int, asset_id: int, *, actor: Actor) -> MediaAsset:
    """Put a withdrawn file back into use; it is not for the public until someone says so again."""
    asset = get_asset(case_id, asset_id)
    rules.check_withdrawn(asset)
    asset.withdrawn_at = None
    timeline.record(
        case_id,
        EntryKind.FILE,
        f"{asset.kind.label} {asset.id} put back",
        actor=actor,
        about=("media_asset", asset.id),
    )
    return asset


@atomic
def note_look(case_id: int, asset_id: int, name: str, *, actor: Actor) -> MediaAsset:
    """Write down that someone opened an original, or a file that came with a tip."""
    asset = get_asset(case_id, asset_id)
    audit.record(
        "media.open",
        actor=actor,
        case_id=case_id,
        about=("media_asset", asset.id),
        detail={"part": name, "kind": asset.kind.value},
    )
    return asset
