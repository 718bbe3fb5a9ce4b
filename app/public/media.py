"""Public pictures and films: what a live appeal shows; of a photo never the original.

An address carries a mark of the picture (`v`), so that browsers may keep it for good. Caches that
many people share are told to ask again soon, because a picture goes when its appeal ends.
"""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app.web import ranges
from campaigns.appeals import films, posters
from campaigns.appeals import queries as appeals
from campaigns.appeals.model import AppealState
from campaigns.deliveries import fetching
from campaigns.deliveries import queries as deliveries
from campaigns.kernel.db import let_go
from campaigns.kernel.errors import NotFound
from campaigns.media import files, film_actions, film_queries, queries, rules
from campaigns.media.clearance_queries import why_not
from campaigns.media.film.captions import as_vtt
from campaigns.media.model import MediaAsset, MediaKind, Use
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
    key, content_type = files.key_of(asset, name), files.type_of(asset, name)
    headers = _headers(asset, key, content_type)
    if asset.kind is MediaKind.FILM and name == "clean":
        let_go()
        return ranges.answer(key, content_type, headers)
    answer = Response(content_type=content_type, headers=headers)
    answer.set_etag(key)
    if key in request.if_none_match:
        answer.status_code = 304
        return answer
    answer.set_data(files.bytes_of(asset, name))
    return answer


def _headers(asset: MediaAsset, key: str, content_type: str) -> dict[str, str]:
    marked = request.args.get("v") == key[: files.MARK_CHARS]
    suffix = SUFFIXES.get(content_type, "bin")
    return {
        "Cache-Control": KEPT if marked else ASKED_AGAIN,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Disposition": f'inline; filename="appeal-{asset.id}.{suffix}"',
    }


@bp.get("/m/going/<key>")
def going(key: str) -> ResponseReturnValue:
    """Give a platform what a post carries, while the post is on its way to it."""
    content_type = fetching.find_type(key)
    let_go()
    if content_type is None:
        raise NotFound("There is no such picture.")
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return ranges.answer(key, content_type, headers)


@bp.get("/m/<int:asset_id>/captions/<language>.vtt")
def captions(asset_id: int, language: str) -> ResponseReturnValue:
    """Give the captions of a film that the public is shown."""
    asset = queries.find_public_asset(asset_id)
    film = film_queries.find_film_of(asset_id)
    if asset is None or film is None or language not in film.captions or not _is_shown(asset):
        raise NotFound("There are no such captions.")
    words = as_vtt(film_actions.as_cues(film.captions[language]))
    headers = {"Cache-Control": ASKED_AGAIN}
    return Response(words, content_type="text/vtt; charset=utf-8", headers=headers)


def _is_shown(asset: MediaAsset) -> bool:
    """Say whether the public may see it now: in a live appeal, or the neutral card after it."""
    appeal = appeals.find_appeal(asset.case_id)
    if appeal is None:
        return False
    if appeal.state is AppealState.ENDED:
        return posters.is_closing_card(asset)
    if appeal.state is not AppealState.LIVE:
        return False
    out_of_use = why_not(asset.case_id, [asset.id], Use.PAGE)
    film = film_queries.find_film_of(asset.id) if asset.kind is MediaKind.FILM else None
    if film is not None:
        return films.is_shown(appeal, film) and not out_of_use
    if rules.is_published(asset) and not out_of_use:
        return True
    return _was_posted(asset) and not why_not(asset.case_id, [asset.id], Use.POST)


def _was_posted(asset: MediaAsset) -> bool:
    return any(
        media["asset_id"] == asset.id
        for delivery in deliveries.list_sent(asset.case_id)
        for part in delivery.snapshot["parts"]
        for media in part["media"]
    )
