"""Staff pages: films of a case, made from its facts or brought along."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from wtforms import FileField, RadioField, SelectField

from app.web import ranges
from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from app.web.uploads import source
from campaigns.appeals import films, queries
from campaigns.appeals.films import FilmShape
from campaigns.appeals.model import Appeal
from campaigns.cases.queries import get_case
from campaigns.kernel import settings
from campaigns.kernel.db import let_go
from campaigns.kernel.errors import NotFound
from campaigns.kernel.text import said_size
from campaigns.media import actions as media_actions
from campaigns.media import files, film_actions, film_queries
from campaigns.media import queries as media
from campaigns.media.film.captions import as_srt, as_vtt, transcript
from campaigns.media.film.sound import SoundKind
from campaigns.media.model import Film, FilmState, MediaAsset, MediaKind
from campaigns.users.rules import Permission

bp = Blueprint("films", __name__, url_prefix="/cases/<int:case_id>/films")

NEEDS_FILE = frozenset({SoundKind.NARRATION, SoundKind.MUSIC})
WRITTEN = {"srt": (as_srt, "application/x-subrip"), "vtt": (as_vtt, "text/vtt")}


class MakeForm(Form):
    """What is to be made."""

    shape = RadioField("Shape", choices=dict(FilmShape.choices()), default=FilmShape.WIDE.value)
    language = SelectField("Language")
    sound = RadioField("Sound", default=SoundKind.SILENT.value)
    sound_file = FileField("Sound file")


@bp.get("")
@needs(Permission.SEE_CASE)
def index(case_id: int) -> ResponseReturnValue:
    """Show every film of a case, and what can be made."""
    appeal = queries.find_appeal(case_id)
    return _list(case_id, appeal, _form(appeal, fresh=True))


def _form(appeal: Appeal | None, *, fresh: bool = False) -> MakeForm:
    form = MakeForm(formdata=None) if fresh else MakeForm()
    form.language.choices = films.languages_of(appeal) if appeal else {}
    form.sound.choices = {each.value: each.label for each in films.sounds()}
    return form


def _list(case_id: int, appeal: Appeal | None, form: MakeForm) -> str:
    return render_template(
        "staff/films/index.html",
        case=get_case(case_id),
        appeal=appeal,
        form=form,
        standings=films.standing_of(appeal) if appeal else [],
    )


@bp.post("")
@needs(Permission.EDIT_CASE)
def create(case_id: int) -> ResponseReturnValue:
    """Ask for a film, or say which field is too long."""
    appeal = queries.get_appeal(case_id)
    form = _form(appeal)
    film = attempt(form, lambda: _ask(case_id, form))
    if film is None:
        return _list(case_id, queries.get_appeal(case_id), form), 422
    return redirect(url_for(".show", case_id=case_id, film_id=film.id), code=303)


def _ask(case_id: int, form: MakeForm) -> Film:
    kind, given = SoundKind(form.sound.data), form.sound_file.data
    actor = current_user().actor
    sound_id = None
    if kind in NEEDS_FILE and isinstance(given, FileStorage) and given.filename:
        limit = settings.current().upload_max_bytes
        let_go()
        prepared = files.prepare(given.filename, source(given), limit, MediaKind.SOUND)
        sound_id = media_actions.keep(case_id, MediaKind.SOUND, prepared, actor=actor).id
    shape = FilmShape(form.shape.data)
    return films.ask_for_film(case_id, shape, form.language.data, kind, sound_id, actor=actor)


@bp.get("/<int:film_id>")
@needs(Permission.SEE_CASE)
def show(case_id: int, film_id: int) -> ResponseReturnValue:
    """Show one film: how far it is, or the film itself with its captions and transcript."""
    film, appeal = film_queries.get_film(case_id, film_id), queries.get_appeal(case_id)
    standing = next(each for each in films.standing_of(appeal) if each.film.id == film.id)
    return render_template(
        "staff/films/show.html",
        case=get_case(case_id),
        appeal=appeal,
        film=film,
        asset=standing.asset,
        current=standing.current,
        kind=_kind(film, standing.asset),
        under_way=film.state in film_queries.UNDER_WAY,
        size=said_size,
        transcript=transcript(film_actions.as_cues(film.captions.get(film.language, ()))),
    )


def _kind(film: Film, asset: MediaAsset | None) -> str:
    ready = asset is not None and film.state is FilmState.READY
    return files.type_of(asset, "clean") if asset is not None and ready else ""


@bp.get("/<int:film_id>/progress")
@needs(Permission.SEE_CASE)
def progress(case_id: int, film_id: int) -> ResponseReturnValue:
    """Say how far a film is, for the page's script."""
    film = film_queries.get_film(case_id, film_id)
    return {
        "state": film.state.value,
        "label": film.state.label,
        "progress": film.progress,
        "under_way": film.state in film_queries.UNDER_WAY,
    }


@bp.post("/<int:film_id>/cancel")
@needs(Permission.EDIT_CASE)
def cancel(case_id: int, film_id: int) -> ResponseReturnValue:
    """Stop a making."""
    film_actions.cancel(case_id, film_id, actor=current_user().actor)
    flash("Cancelled. Nothing of it was kept.", "success")
    return redirect(url_for(".index", case_id=case_id), code=303)


@bp.post("/<int:film_id>/publish")
@needs(Permission.EDIT_CASE)
def publish(case_id: int, film_id: int) -> ResponseReturnValue:
    """Let the public page show a film."""
    film_actions.show(case_id, film_id, public=True, actor=current_user().actor)
    flash("The public page of the appeal shows this film.", "success")
    return redirect(url_for(".show", case_id=case_id, film_id=film_id), code=303)


@bp.post("/<int:film_id>/unpublish")
@needs(Permission.EDIT_CASE)
def unpublish(case_id: int, film_id: int) -> ResponseReturnValue:
    """Take a film off the public page."""
    film_actions.show(case_id, film_id, public=False, actor=current_user().actor)
    flash("The public page no longer shows this film.", "success")
    return redirect(url_for(".show", case_id=case_id, film_id=film_id), code=303)


def _file_of(case_id: int, film_id: int) -> tuple[Film, MediaAsset]:
    film = film_queries.get_film(case_id, film_id)
    if film.asset_id is None:
        raise NotFound("This film has not been made.")
    return film, media.get_asset(case_id, film.asset_id)


@bp.get("/<int:film_id>/file")
@needs(Permission.SEE_CASE)
def file(case_id: int, film_id: int) -> ResponseReturnValue:
    """Give the film, or the part of it that was asked for."""
    film, asset = _file_of(case_id, film_id)
    name = asset.file_name or f"film-{film.id}"
    let_go()
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "Cache-Control": "private, no-cache",
    }
    return ranges.answer(files.key_of(asset, "clean"), files.type_of(asset, "clean"), headers)


@bp.get("/<int:film_id>/still")
@needs(Permission.SEE_CASE)
def still(case_id: int, film_id: int) -> ResponseReturnValue:
    """Give the picture that stands for the film: its thumbnail."""
    _, asset = _file_of(case_id, film_id)
    return Response(
        files.bytes_of(asset, "still"),
        content_type="image/jpeg",
        headers={"Cache-Control": "private, no-cache"},
    )


@bp.get("/<int:film_id>/captions/<language>.<ending>")
@needs(Permission.SEE_CASE)
def captions(case_id: int, film_id: int, language: str, ending: str) -> ResponseReturnValue:
    """Give the captions of a language as SRT or WebVTT."""
    film = film_queries.get_film(case_id, film_id)
    if language not in film.captions or ending not in WRITTEN:
        raise NotFound("There are no such captions.")
    write, content_type = WRITTEN[ending]
    name = f"film-{film.id}-{language}.{ending}"
    return Response(
        write(film_actions.as_cues(film.captions[language])),
        content_type=f"{content_type}; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
