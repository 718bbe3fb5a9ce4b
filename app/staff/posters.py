"""Staff pages: posters of a case, all formats and languages at once, drawn in the background."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField, SelectMultipleField

from app.web.access import current_user, needs
from app.web.forms import Form
from app.web.zips import zipped
from campaigns.appeals import poster_history, posters, queries
from campaigns.appeals.model import Appeal
from campaigns.appeals.tongues import languages_for
from campaigns.cases.queries import get_case
from campaigns.kernel.errors import Invalid, NotFound
from campaigns.media import files, poster_actions, poster_notes
from campaigns.media import poster_queries as kits
from campaigns.media.designs import PosterDesign
from campaigns.media.model import MediaAsset, Poster
from campaigns.media.queries import get_asset
from campaigns.media.types import SUFFIXES
from campaigns.users.rules import Permission

bp = Blueprint("posters", __name__, url_prefix="/cases/<int:case_id>/posters")


class ChooseForm(Form):
    """The look, the languages, and how pages to print are made."""

    design = RadioField("Design", choices=dict(PosterDesign.choices()))
    languages = SelectMultipleField("Languages", validate_choice=False)
    bleed = BooleanField("Bleed of 3 mm and crop marks, for a print shop")
    strip = BooleanField("Strip to tear off, with code and phone number")


@bp.get("")
@needs(Permission.SEE_CASE)
def index(case_id: int) -> ResponseReturnValue:
    """Show the newest posters, whether they are still true, and what can be chosen."""
    appeal = queries.find_appeal(case_id)
    return _page(case_id, appeal, _form(appeal, fresh=True))


def _form(appeal: Appeal | None, *, fresh: bool = False) -> ChooseForm:
    if appeal is None:
        return ChooseForm(formdata=None)
    form = ChooseForm(formdata=None, obj=posters.choice_of(appeal)) if fresh else ChooseForm()
    form.languages.choices = list(languages_for(appeal).items())
    return form


def _page(
    case_id: int,
    appeal: Appeal | None,
    form: ChooseForm,
    wrong: dict[str, str] | None = None,
) -> str:
    standings = posters.standing_of(appeal) if appeal else []
    newest = kits.find_newest(case_id)
    waiting = newest if posters.is_waiting(newest) else None
    return render_template(
        "staff/posters/index.html",
        case=get_case(case_id),
        appeal=appeal,
        form=form,
        wrong=wrong or {},
        waiting=waiting,
        failed=newest if newest and newest.state == "failed" else None,
        kit=kits.find_newest(case_id, ready=True),
        standings=standings,
        languages=languages_for(appeal) if appeal else {},
        left_out=_left_out(appeal) if appeal else {},
        places=kits.list_places(case_id),
    )


def _left_out(appeal: Appeal) -> dict[str, list[str]]:
    """Return what is not on the posters of a language because nobody has given it there."""
    facts = posters.facts_now(appeal, posters.choice_of(appeal))
    return {each: told["left_out"] for each, told in facts.items() if told.get("left_out")}


@bp.post("")
@needs(Permission.EDIT_CASE)
def create(case_id: int) -> ResponseReturnValue:
    """Keep what was chosen and have the posters drawn, or say which field is too long."""
    appeal = queries.get_appeal(case_id)
    form, actor = _form(appeal), current_user().actor
    try:
        poster_notes.choose(
            case_id,
            form.design.data or "",
            [str(each) for each in form.languages.data or ()],
            bleed=form.bleed.data,
            strip=form.strip.data,
            actor=actor,
        )
        posters.ask_for_kit(case_id, actor=actor)
    except Invalid as error:
        again = queries.get_appeal(case_id)
        return _page(case_id, again, form, error.fields or {"": error.message}), 422
    return redirect(url_for(".index", case_id=case_id), code=303)


@bp.post("/kits/<int:kit_id>/again")
@needs(Permission.EDIT_CASE)
def again(case_id: int, kit_id: int) -> ResponseReturnValue:
    """Try once more what could not be made."""
    poster_actions.try_again(case_id, kit_id, actor=current_user().actor)
    flash("The posters are drawn once more.", "success")
    return redirect(url_for(".index", case_id=case_id), code=303)


@bp.get("/progress")
@needs(Permission.SEE_CASE)
def progress(case_id: int) -> ResponseReturnValue:
    """Show how far the drawing is; the page asks for it again until it is done."""
    newest = kits.find_newest(case_id)
    if not posters.is_waiting(newest):
        return Response(status=204, headers={"HX-Refresh": "true"})
    return render_template("staff/posters/progress.html", case=get_case(case_id), waiting=newest)


@bp.get("/history")
@needs(Permission.SEE_CASE)
def history(case_id: int) -> ResponseReturnValue:
    """Show every version of the posters, and what changed from one to the next."""
    appeal = queries.find_appeal(case_id)
    return render_template(
        "staff/posters/history.html",
        case=get_case(case_id),
        appeal=appeal,
        versions=poster_history.versions_of(appeal) if appeal else [],
    )


@bp.get("/kits/<int:kit_id>")
@needs(Permission.SEE_CASE)
def kit(case_id: int, kit_id: int) -> ResponseReturnValue:
    """Go to a version of the posters; a link in the timeline leads here."""
    found = kits.get_kit(case_id, kit_id)
    return redirect(url_for(".history", case_id=case_id, _anchor=f"kit-{found.id}"), code=303)


@bp.get("/kits/<int:kit_id>/all.zip")
@needs(Permission.SEE_CASE)
def everything(case_id: int, kit_id: int) -> ResponseReturnValue:
    """Give all files of a version in one archive, streamed."""
    found = kits.get_kit(case_id, kit_id)
    made = kits.list_posters_of(found.id)
    if not made:
        raise NotFound("These posters have not been made yet.")
    parts = [(_file_name(poster, asset), asset.storage_key) for poster, asset in made]
    name = f"posters-{get_case(case_id).reference}-{found.id}.zip".replace("/", "-")
    return Response(
        zipped(parts, made[0][0].made_at),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _file_name(poster: Poster, asset: MediaAsset) -> str:
    suffix = SUFFIXES.get(asset.content_type, "bin")
    return f"{poster.language}/{poster.format}-{poster.language}.{suffix}"


@bp.get("/<int:poster_id>")
@needs(Permission.SEE_CASE)
def show(case_id: int, poster_id: int) -> ResponseReturnValue:
    """Go to the version that a poster belongs to; a link in the timeline leads here."""
    made = kits.get_poster(case_id, poster_id)
    return redirect(url_for(".history", case_id=case_id, _anchor=f"kit-{made.kit_id}"), code=303)


@bp.get("/<int:poster_id>/file")
@needs(Permission.SEE_CASE)
def file(case_id: int, poster_id: int) -> ResponseReturnValue:
    """Give a poster's file, or its small picture (?size=thumb)."""
    made = kits.get_poster(case_id, poster_id)
    asset = get_asset(case_id, made.asset_id)
    small = request.args.get("size") == "thumb"
    part = "thumb" if small else "original"
    content_type = files.type_of(asset, part)
    suffix = SUFFIXES.get(content_type, "bin")
    return Response(
        files.bytes_of(asset, part),
        content_type=content_type,
        headers={
            "Content-Disposition": f'inline; filename="{made.format}-{made.language}.{suffix}"',
            "Cache-Control": "private, max-age=86400, immutable",
        },
    )
