"""Staff pages: posters of a case."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.web.access import current_user, needs
from campaigns.appeals import posters, queries
from campaigns.cases.queries import get_case
from campaigns.kernel.errors import Invalid
from campaigns.media import files
from campaigns.media.types import SUFFIXES
from campaigns.users.rules import Permission

bp = Blueprint("posters", __name__, url_prefix="/cases/<int:case_id>/posters")


@bp.get("")
@needs(Permission.SEE_CASE)
def index(case_id: int) -> ResponseReturnValue:
    """Show the newest poster of each format, and whether it is still true."""
    return _page(case_id)


def _page(case_id: int, wrong: dict[str, str] | None = None) -> str:
    appeal = queries.find_appeal(case_id)
    return render_template(
        "staff/posters/index.html",
        case=get_case(case_id),
        appeal=appeal,
        wrong=wrong or {},
        standings=posters.standing_of(appeal) if appeal else [],
    )


@bp.get("/<int:poster_id>")
@needs(Permission.SEE_CASE)
def show(case_id: int, poster_id: int) -> ResponseReturnValue:
    """Go to the poster's format on the page of posters; a link in the timeline leads here."""
    made = posters.get_poster(case_id, poster_id)
    return redirect(url_for(".index", case_id=case_id, _anchor=f"po-{made.format}"), code=303)


@bp.post("/<name>")
@needs(Permission.EDIT_CASE)
def create(case_id: int, name: str) -> ResponseReturnValue:
    """Make a poster again, or say which field is too long."""
    appeal = queries.get_appeal(case_id)
    shape = posters.read_format(name)
    try:
        posters.make_poster(appeal.id, name, actor=current_user().actor)
    except Invalid as error:
        return _page(case_id, error.fields or {"": error.message}), 422
    flash(f"{shape.label}: made.", "success")
    return redirect(url_for(".index", case_id=case_id), code=303)


@bp.get("/<name>/file")
@needs(Permission.SEE_CASE)
def file(case_id: int, name: str) -> ResponseReturnValue:
    """Give the newest poster of a format."""
    appeal, shape = queries.get_appeal(case_id), posters.read_format(name)
    asset = posters.newest_file(appeal, shape)
    suffix = SUFFIXES.get(asset.content_type, "bin")
    return Response(
        files.bytes_of(asset, "original"),
        content_type=asset.content_type,
        headers={
            "Content-Disposition": f'inline; filename="{appeal.slug}-{shape}.{suffix}"',
            "Cache-Control": "private, no-cache",
        },
    )
