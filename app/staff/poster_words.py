"""Staff pages: how what the public is told is said in other languages, or shorter, on posters."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from campaigns.appeals import queries
from campaigns.appeals.poster_facts import phrases_of
from campaigns.appeals.showing import show as shown_of
from campaigns.appeals.showing import today_in
from campaigns.appeals.tongues import languages_for, main_language
from campaigns.cases.queries import get_case
from campaigns.kernel.errors import NotFound
from campaigns.kernel.text import clean
from campaigns.media import poster_notes
from campaigns.media import poster_queries as kits
from campaigns.users.rules import Permission

bp = Blueprint("poster_words", __name__, url_prefix="/cases/<int:case_id>/posters/words")


class WordsForm(Form):
    """One field for each thing said; their names are made from the language and their number."""


@bp.get("")
@needs(Permission.SEE_CASE)
def show(case_id: int) -> ResponseReturnValue:
    """Show everything that is said freely, and how each language says it."""
    return _page(case_id, WordsForm(formdata=None))


@bp.post("/<language>")
@needs(Permission.EDIT_CASE)
def update(case_id: int, language: str) -> ResponseReturnValue:
    """Keep how one language says things; posters are drawn anew with them."""
    appeal, form = queries.get_appeal(case_id), WordsForm()
    if language not in languages_for(appeal):
        raise NotFound("There are no words for posters in this language.")
    sources = list(phrases_of(shown_of(appeal, today_in(appeal.case.timezone))))
    given = {
        source: clean(request.form[f"words-{language}-{number}"])
        for number, source in enumerate(sources)
        if f"words-{language}-{number}" in request.form
    }
    actor = current_user().actor
    kept = attempt(form, lambda: poster_notes.give_phrases(case_id, language, given, actor=actor))
    if kept is None:
        return _page(case_id, form, {language: given}), 422
    flash(f"Saved. {kept} changed.", "success")
    return redirect(url_for(".show", case_id=case_id, _anchor=language), code=303)


def _page(case_id: int, form: WordsForm, typed: dict[str, dict[str, str]] | None = None) -> str:
    appeal = queries.find_appeal(case_id)
    if appeal is None:
        return render_template(
            "staff/posters/words.html", case=get_case(case_id), appeal=None, form=form
        )
    shown = shown_of(appeal, today_in(appeal.case.timezone))
    given: dict[str, dict[str, str]] = {each: {} for each in languages_for(appeal)}
    for phrase in kits.list_phrases(case_id):
        given.setdefault(phrase.language, {})[phrase.source] = phrase.words
    for language, words in (typed or {}).items():
        given[language] |= words
    return render_template(
        "staff/posters/words.html",
        case=get_case(case_id),
        appeal=appeal,
        form=form,
        phrases=phrases_of(shown),
        languages=languages_for(appeal),
        home=main_language(appeal).split("-")[0],
        given=given,
    )
