"""Makes pictures anew that are missing or damaged, from their originals; finds lost originals."""

from collections.abc import Collection

from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, let_go
from campaigns.kernel.errors import Broken, Invalid, NotFound
from campaigns.media import images, queries, storage
from campaigns.media.images import Box
from campaigns.media.model import MediaAsset
from campaigns.media.types import PICTURES
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind


def mend_all(missing: Collection[str] | None = None) -> list[int]:
    """Mend every file of which one of these keys is missing; return those that could not be.

    Without `missing`, every file is read from beginning to end.
    """
    lost = []
    for asset_id in queries.list_ids():
        asset = queries.read_asset(asset_id)
        keys = {asset.storage_key, *asset.derivatives.values()}
        let_go()
        if missing is not None:
            bad = keys & set(missing)
        else:
            bad = {key for key in keys if not _is_sound(key)}
        if bad and not _mend(asset, bad):
            lost.append(asset_id)
    return lost


def _is_sound(key: str) -> bool:
    try:
        for _ in storage.stream(key):
            pass
    except (Broken, NotFound):
        return False
    return True


def _mend(asset: MediaAsset, bad: set[str]) -> bool:
    """Make an asset's pictures anew; say whether everything of it is there again."""
    if asset.storage_key in bad or asset.content_type not in PICTURES:
        return False
    try:
        made = _make(asset)
    except (Broken, NotFound, Invalid):
        return False
    keys = {name: storage.put_bytes(content).key for name, content in made.items()}
    keep(asset.id, {name: key for name, key in keys.items() if asset.derivatives.get(name) in bad})
    return True


def _make(asset: MediaAsset) -> dict[str, bytes]:
    with storage.on_disk(asset.storage_key) as path:
        box = Box(**asset.crop) if asset.crop else images.WHOLE
        made = dict(images.derive(path, box).content)
        if "whole" in asset.derivatives:
            made["whole"] = images.derive(path).content["web"]
    return {name: content for name, content in made.items() if name in asset.derivatives}


@atomic
def keep(asset_id: int, keys: dict[str, str]) -> None:
    """Keep which pictures stand for a file now; another maker may give other bytes."""
    asset = queries.read_asset(asset_id)
    asset.derivatives = {**asset.derivatives, **keys}
    timeline.record(
        asset.case_id,
        EntryKind.FILE,
        f"{asset.kind.label} {asset.id}: pictures made anew from the original",
        actor=HOUSE,
        about=("media_asset", asset.id),
    )
