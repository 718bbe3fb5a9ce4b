"""Staff pages: a film that somebody brings along, and the captions of any film."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from wtforms import FileField, SelectField, StringField, TextAreaField

from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from app.web.limits import Size, takes
from app.web.uploads import source
from campaigns.appeals import films, queries
from campaigns.appeals.model import Appeal
from campaigns.cases.queries import get_case
from campaigns.kernel import settings
from campaigns.kernel.db import let_go
from campaigns.kernel.errors import Invalid
from campaigns.kernel.text import said_size
from campaigns.media import actions as media_actions
from campaigns.media import files, film_actions, film_queries
from campaigns.media.film import captions
from campaigns.media.film.captions import Cue
from campaigns.media.model import Film, MediaKind
from campaigns.media.wording import wordings
from campaigns.users.rules import Permission

bp = Blueprint("own_films", __name__, url_prefix="/cases/<int:case_id>/films")


class OwnForm(Form):
    """A film and what belongs to it."""

    film = FileField("Film")
    about = TextAreaField("What is seen in it, for those who cannot see it")
    language = SelectField("Language spoken in it")
    captions_file = FileField("Captions file")
    captions = TextAreaField("Or type the captions")


class CaptionsForm(Form):
    """The captions of one language."""

    language = StringField("Language")
    captions_file = FileField("Captions file")
    captions = TextAreaField("Captions")


@bp.get("/own")
@needs(Permission.EDIT_CASE)
def new(case_id: int) -> ResponseReturnValue:
    """Ask for a film and its captions."""
    appeal = queries.get_appeal(case_id)
    form = OwnForm(formdata=None)
    form.language.choices = films.languages_of(appeal)
    return _page(appeal, form)


def _page(appeal: Appeal, form: OwnForm) -> str:
    return render_template(
        "staff/films/own.html",
        case=get_case(appeal.case_id),
        form=form,
        largest=said_size(settings.current().film_max_bytes),
    )


@bp.post("/own")
@takes(Size.FILM)
@needs(Permission.EDIT_CASE)
def create(case_id: int) -> ResponseReturnValue:
    """Keep a film, or say why it cannot be used; its captions stay as they were typed."""
    appeal = queries.get_appeal(case_id)
    form = OwnForm()
    form.language.choices = films.languages_of(appeal)
    film = attempt(form, lambda: _bring(case_id, form))
    if film is None:
        return _page(queries.get_appeal(case_id), form), 422
    return redirect(url_for("staff.films.show", case_id=case_id, film_id=film.id), code=303)


def _bring(case_id: int, form: OwnForm) -> Film:
    given, about = form.film.data, (form.about.data or "").strip()
    wrong: dict[str, str] = {}
    if not (isinstance(given, FileStorage) and given.filename):
        wrong["film"] = "Choose the film."
    if not about:
        wrong["about"] = "Say what is seen in it, for those who cannot see it."
    if wrong:
        raise Invalid("This film cannot be taken yet.", wrong)
    cues = _cues(form.captions_file.data, form.captions.data or "", None)
    actor, limit = current_user().actor, settings.current().film_max_bytes
    let_go()
    prepared = files.prepare(given.filename, source(given), limit, MediaKind.FILM)
    asset = media_actions.keep(case_id, MediaKind.FILM, prepared, actor=actor)
    language = form.language.data
    return films.bring_film(case_id, asset.id, language, about, cues, actor=actor)


def _cues(given: object, typed: str, length_ms: int | None) -> tuple[Cue, ...]:
    """Return the captions of a file or, without one, of the field."""
    if isinstance(given, FileStorage) and given.filename:
        content = given.stream.read(captions.BYTES_MOST + 1)
        return captions.parse_bytes(content, length_ms=length_ms, field="captions_file")
    if typed.strip():
        return captions.parse_typed(typed, length_ms=length_ms, field="captions")
    return ()


@bp.get("/<int:film_id>/captions")
@needs(Permission.EDIT_CASE)
def edit(case_id: int, film_id: int) -> ResponseReturnValue:
    """Show the captions of a film, to be changed or added in another language."""
    film = film_queries.get_film(case_id, film_id)
    return _captions(film, CaptionsForm(formdata=None, language=film.language))


def _captions(film: Film, form: CaptionsForm) -> str:
    written = {
        name: captions.as_srt(film_actions.as_cues(rows)) for name, rows in film.captions.items()
    }
    return render_template(
        "staff/films/captions.html",
        case=get_case(film.case_id),
        film=film,
        form=form,
        written=written,
        names={code: words.name for code, words in wordings().items()},
    )


@bp.post("/<int:film_id>/captions")
@needs(Permission.EDIT_CASE)
def update(case_id: int, film_id: int) -> ResponseReturnValue:
    """Save the captions of a language; an empty field takes them away."""
    form, film = CaptionsForm(), film_queries.get_film(case_id, film_id)
    saved = attempt(form, lambda: _save(film, form))
    if saved is None:
        return _captions(film_queries.get_film(case_id, film_id), form), 422
    flash("Saved.", "success")
    return redirect(url_for("staff.films.show", case_id=case_id, film_id=film_id), code=303)


def _save(film: Film, form: CaptionsForm) -> Film:
    language = films.read_language(form.language.data or "")
    cues = _cues(form.captions_file.data, form.captions.data or "", film.length_ms)
    actor = current_user().actor
    return film_actions.set_captions(film.case_id, film.id, language, cues, actor=actor)
