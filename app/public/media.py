"""Public pictures: derivatives of what a live appeal shows, never an original.

An address carries a mark of the picture (`v`), so that browsers may keep it for good. Caches that
many people share are told to ask again soon, because a picture goes when its appeal ends.
"""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from campaigns.appeals import queries as appeals
from campaigns.appeals.model import AppealState
from campaigns.deliveries import queries as deliveries
from campaigns.kernel.errors import NotFound
from campaigns.media import files, queries, rules
from campaigns.media.model import MediaAsset
from campaigns.media.types import SUFFIXES

bp = Blueprint("media", __name__)

KEPT = "public, max-age=86400, s-maxage=60, immutable"
ASKED_AGAIN = "public, max-age=60"


@bp.get("/m/<int:asset_id>/<name>")
def show(asset_id: int, name: str) -> ResponseReturnValue:
    """Give a picture of a live appeal, or a poster."""
    asset = queries.find_public_asset(asset_id)
    if asset is None or not rules.is_public_part(asset, name) or not _is_shown(asset):
        raise NotFound("There is no such picture.")
    key = files.key_of(asset, name)
    answer = Response(content_type=files.type_of(asset, name))
    answer.set_etag(key)
    marked = request.args.get("v") == key[: files.MARK_CHARS]
    answer.headers["Cache-Control"] = KEPT if marked else ASKED_AGAIN
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    suffix = SUFFIXES.get(answer.content_type, "bin")
    answer.headers["Content-Disposition"] = f'inline; filename="appeal-{asset.id}.{suffix}"'
    if key in request.if_none_match:
        answer.status_code = 304
        return answer
    answer.set_data(files.bytes_of(asset, name))
    return answer


def _is_shown(asset: MediaAsset) -> bool:
    """Say whether the public may see it now: in a live appeal, and let out by someone."""
    appeal = appeals.find_appeal(asset.case_id)
    if appeal is None or appeal.state is not AppealState.LIVE:
        return False
    return rules.is_published(asset) or _was_posted(asset)


def _was_posted(asset: MediaAsset) -> bool:
    return any(
        media["asset_id"] == asset.id
        for delivery in deliveries.list_sent(asset.case_id)
        for part in delivery.snapshot["parts"]
        for media in part["media"]
    )
