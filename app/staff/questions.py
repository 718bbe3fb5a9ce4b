"""Staff pages: the questions that people asked, and the answers that are prepared."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from campaigns.cases.queries import get_case
from campaigns.kernel import clock
from campaigns.tips import canned, reminding, rules
from campaigns.tips.question_queries import list_canned, list_questions
from campaigns.tips.questions import REMIND_AFTER
from campaigns.users.rules import Permission

bp = Blueprint("questions", __name__, url_prefix="/cases/<int:case_id>/questions")


class CannedForm(Form):
    """A prepared answer."""

    name = StringField("Short name", [InputRequired("Give it a short name.")])
    text = TextAreaField("Answer", [InputRequired("Write the answer.")])


@bp.get("")
@needs(Permission.READ_TIPS)
def index(case_id: int) -> ResponseReturnValue:
    """Show what waits for an answer, the longest waiting first."""
    return _page(case_id, CannedForm())


@bp.post("/prepared")
@needs(Permission.TRIAGE_TIPS)
def prepare(case_id: int) -> ResponseReturnValue:
    """Keep a prepared answer."""
    form, user = CannedForm(), current_user()

    def keep() -> object:
        return canned.write_canned(case_id, form.name.data or "", form.text.data or "", by=user)

    if not form.validate() or attempt(form, keep) is None:
        return _page(case_id, form), 422
    flash("Kept. It stands above the box wherever someone is answered.", "success")
    return redirect(url_for(".index", case_id=case_id), code=303)


@bp.post("/prepared/<int:canned_id>/remove")
@needs(Permission.TRIAGE_TIPS)
def remove(case_id: int, canned_id: int) -> ResponseReturnValue:
    """Take a prepared answer away."""
    canned.remove_canned(case_id, canned_id, by=current_user())
    flash("Removed.", "success")
    return redirect(url_for(".index", case_id=case_id), code=303)


@bp.post("/<int:tip_id>")
@needs(Permission.TRIAGE_TIPS)
def mark(case_id: int, tip_id: int) -> ResponseReturnValue:
    """Say that a tip asks us something, or does not."""
    question = request.form.get("question") == "yes"
    reminding.set_question(case_id, tip_id, question=question, by=current_user())
    flash("It waits among the questions." if question else "No question, then.", "success")
    return redirect(url_for("staff.tips.show", case_id=case_id, tip_id=tip_id), code=303)


def _page(case_id: int, form: CannedForm) -> str:
    late = clock.now() - REMIND_AFTER
    waiting = list_questions(case_id)
    return render_template(
        "staff/questions/index.html",
        section="questions",
        case=get_case(case_id),
        questions=[(tip, tip.received_at <= late, rules.can_answer(tip)) for tip in waiting],
        prepared=list_canned(case_id),
        form=form,
    )
