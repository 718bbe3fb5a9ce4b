"""Public pages: live appeals, an appeal, is this official?"""

from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.web import cache
from campaigns.appeals import films, posters, queries
from campaigns.appeals.address import read_code
from campaigns.appeals.films import Standing
from campaigns.appeals.model import Appeal, AppealState
from campaigns.appeals.showing import show as shown_of
from campaigns.appeals.showing import today_in
from campaigns.appeals.subscriber_queries import ways_to_follow
from campaigns.deliveries.published import list_sayable, once_each
from campaigns.kernel import settings
from campaigns.kernel.errors import NotFound
from campaigns.kernel.text import fold
from campaigns.media import files, film_actions
from campaigns.media.film.captions import transcript
from campaigns.media.model import MediaAsset
from campaigns.media.wording import called

bp = Blueprint("appeals", __name__)

UPDATES_SHOWN = 10
LOOKED_AT = 100  # one update lies on as many accounts as the appeal has
NO_PAGE = "There is no appeal at this address. Check the address, or look at the live appeals."


@bp.get("/")
def index() -> ResponseReturnValue:
    """Show every live appeal."""
    zone = settings.current().default_zone
    return cache.serve("/", lambda: (queries.list_live_versions(), today_in(zone)), _index)


def _index() -> str:
    cards = [
        (appeal, shown, _picture(shown.photos[0], "thumb") if shown.photos else None)
        for appeal in queries.list_live()
        for shown in [shown_of(appeal, today_in(appeal.case.timezone))]
    ]
    return render_template("public/appeals/index.html", cards=cards)


@bp.get("/a/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show an appeal, or say calmly that it is paused or closed."""
    return cache.serve(f"/a/{slug}", lambda: _version(slug), lambda: _page(slug))


def _ways_to_follow(appeal: Appeal) -> str:
    named = {"email": "e-mail", "phone": "text message"}
    return " or ".join(named[medium] for medium in sorted(ways_to_follow(appeal)))


def _version(slug: str) -> tuple[object, ...]:
    version = queries.find_page_version(slug)
    if version is None or version.state is AppealState.DRAFT:
        raise NotFound(NO_PAGE)
    return version, today_in(version.timezone)


def _page(slug: str) -> str:
    appeal = queries.find_by_slug(slug)
    if appeal is None:
        raise NotFound(NO_PAGE)
    rehearsal = _is_rehearsal(appeal)
    if appeal.state is not AppealState.LIVE:
        return render_template(
            f"public/appeals/{appeal.state.value}.html",
            appeal=appeal,
            rehearsal=rehearsal,
            card=_card(appeal),
        )
    shown = shown_of(appeal, today_in(appeal.case.timezone))
    address = f"{settings.current().public_url}/a/{appeal.slug}"
    return render_template(
        "public/appeals/show.html",
        appeal=appeal,
        shown=shown,
        rehearsal=rehearsal,
        pictures=[_picture(photo, "web") for photo in shown.photos],
        updates=once_each(list_sayable(appeal.case_id, LOOKED_AT))[:UPDATES_SHOWN],
        films=[_film(each) for each in films.shown_of(appeal)],
        posters=[
            (each, files.path_to(each.asset, "original")) for each in posters.offered_of(appeal)
        ],
        address=address,
        card=_card(appeal),
        can_follow=_ways_to_follow(appeal),
        share=_share(shown.headline, address),
    )


def _card(appeal: Appeal) -> dict[str, object] | None:
    """Return the picture that platforms show beside a link to the appeal, and its words."""
    card = posters.link_card(appeal)
    if card is None:
        return None
    address = settings.current().public_url + files.path_to(card, "original")
    return {"src": address, "alt": card.alt, "width": card.width, "height": card.height}


def _is_rehearsal(appeal: Appeal) -> bool:
    return appeal.case.rehearsal or settings.current().rehearsal


def _picture(photo: MediaAsset, size: str) -> dict[str, object]:
    """Return what an <img> needs, and how the picture is to be understood."""
    label = photo.label or ("Age-progressed picture" if photo.age_progressed else "Photo")
    if photo.age_progressed and "age" not in fold(label):
        label = f"Age-progressed picture: {label}"
    return {
        "src": files.path_to(photo, size),
        "alt": photo.alt,
        "caption": label[:1].upper() + label[1:],
        "year": photo.year,
        "age_progressed": photo.age_progressed,
    }


def _film(standing: Standing) -> dict[str, object]:
    """Return what a <video> needs, and its words."""
    film, asset = standing.film, standing.asset
    if asset is None:
        raise NotFound("There is no such film.")
    own = film_actions.as_cues(film.captions.get(film.language, ()))
    return {
        "src": files.path_to(asset, "clean"),
        "still": files.path_to(asset, "still") if "still" in asset.derivatives else "",
        "type": files.type_of(asset, "clean"),
        "width": asset.width,
        "height": asset.height,
        "shape": film.shape,
        "language": film.language,
        "captions": [
            (name, called(name), f"/m/{asset.id}/captions/{name}.vtt") for name in film.captions
        ],
        "transcript": transcript(own),
    }


def _share(headline: str, address: str) -> dict[str, str]:
    """Return links that open the visitor's own programs; no third party hears of it."""
    words = quote(f"{headline} {address}")
    return {
        "mail": f"mailto:?subject={quote(headline)}&body={words}",
        "sms": f"sms:?&body={words}",
    }


@bp.get("/v/")
def check() -> ResponseReturnValue:
    """Ask for a code, where someone came without one."""
    typed = read_code(request.args.get("code", ""))
    if typed:
        return redirect(url_for(".verify", code=typed), code=303)
    return render_template("public/appeals/check.html")


@bp.get("/v/<code>")
def verify(code: str) -> ResponseReturnValue:
    """Say whether a code is ours, and whether its appeal is still on."""
    meant = read_code(code)
    appeal = queries.find_by_code(meant)
    if appeal is None or appeal.state is AppealState.DRAFT:
        return render_template("public/appeals/unknown.html", code=meant), 404
    live = appeal.state is AppealState.LIVE
    return render_template(
        "public/appeals/verify.html",
        appeal=appeal,
        shown=shown_of(appeal, today_in(appeal.case.timezone)) if live else None,
        rehearsal=_is_rehearsal(appeal),
    )
