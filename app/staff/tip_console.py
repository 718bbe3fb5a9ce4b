"""The triage console: the list, one tip beside it, and the way back after a deed."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, StringField, TextAreaField

from app.staff import tip_rows
from app.staff.tip_rows import Asked
from app.web.access import current_user
from app.web.forms import Form
from campaigns.cases.queries import get_case
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.leads import queries as leads
from campaigns.moderation.telling import stands_of
from campaigns.timeline import queries as timeline
from campaigns.timeline.model import TimelineEntry
from campaigns.tips import queries, rules, triage
from campaigns.tips.listing import TipOrder
from campaigns.tips.marks import told_marks
from campaigns.tips.model import MessageKind, Priority, TipState
from campaigns.tips.question_queries import list_canned
from campaigns.tips.version_queries import list_versions
from campaigns.users.queries import get_user

BULK_MOST = 200
DEEDS = [
    ("claim", "Claim"),
    ("link", "Link as the same"),
    *[(state.value, f"Mark: {state.label.lower()}") for state in TipState],
]
_NUMBERS = re.compile(r"\d{1,18}")
Entries = Sequence[TimelineEntry | None]


class NoteForm(Form):
    """A note for staff."""

    note = TextAreaField("Note for staff")


class AnswerForm(Form):
    """An answer to the sender."""

    text = TextAreaField("Answer the sender")


class LinkForm(Form):
    """Which tips this one speaks of the same thing as."""

    same_as = StringField("Same thing as")
    echo = BooleanField("This one only repeats what others said (an echo)")


def around_of(case_id: int) -> dict[str, object]:
    """Return what the list and its surroundings need."""
    return {
        "case": get_case(case_id),
        "listing": tip_rows.read_listing(case_id, current_user(), timeline.last_seq(case_id)),
    }


def console(
    case_id: int,
    tip_id: int | None = None,
    status: int = 200,
    **forms: Form,
) -> tuple[str, int]:
    """Show the list, and the tip that is open, with any form that has to be shown again."""
    around = around_of(case_id)
    done = queries.list_entries(case_id, ids_in(request.args.get("done", "")))
    return (
        render_template(
            "staff/tips/index.html",
            **around,
            section="tips",
            open_id=tip_id,
            done=done,
            done_words=triage.said(done),
            orders=TipOrder.choices(),
            states=tip_rows.states_with(case_id),
            whose=tip_rows.WHOSE,
            sources=tip_rows.SOURCES,
            deeds=DEEDS,
            shown=_shown(case_id, tip_id, forms) if tip_id else None,
        ),
        status,
    )


def _shown(case_id: int, tip_id: int, forms: dict[str, Form]) -> dict[str, object]:
    """Return all that is shown of one tip."""
    tip = queries.get_tip(case_id, tip_id)
    messages = queries.list_messages(tip.id)
    return {
        "tip": tip,
        "versions": list_versions(tip.id),
        "entered_by": get_user(tip.entered_by_id) if tip.entered_by_id else None,
        "talk": [said for said in messages if said.kind is not MessageKind.NOTE],
        "notes": [said for said in messages if said.kind is MessageKind.NOTE],
        "evidence": queries.list_evidence(tip.id),
        "history": queries.list_history(case_id, tip.id),
        "marks": told_marks(tip, current_user()),
        "lead": leads.counts_of([tip.id]).get(tip.id),
        "same": leads.list_same(case_id, tip.id),
        "can_answer": rules.can_answer(tip),
        "on_platform": rules.on_platform(tip),
        "prepared": list_canned(case_id),
        **stands_of(tip),
        "moves": [state for state in TipState if state is not tip.state],
        "priorities": list(Priority),
        "note": forms.get("note") or NoteForm(formdata=None),
        "answer": forms.get("answer") or _answer_form(case_id),
        "link": forms.get("link") or LinkForm(formdata=None),
    }


def _answer_form(case_id: int) -> Form:
    """Return an empty box, or one with the prepared answer that was chosen."""
    chosen = request.args.get("prepared", type=int)
    texts = {each.id: each.text for each in list_canned(case_id)} if chosen else {}
    return AnswerForm(formdata=None, text=texts.get(chosen or 0, ""))


def ids_in(written: str) -> list[int]:
    """Return the numbers that someone wrote, or that an address carries."""
    return [int(number) for number in _NUMBERS.findall(written)[:BULK_MOST]]


def back(
    case_id: int, tip_id: int | None, deed: Callable[[], Entries], said: str = ""
) -> ResponseReturnValue:
    """Do a deed and go back to the list or the tip, with a way to undo what was done."""
    entries: Entries = ()
    try:
        entries = deed()
    except (WrongState, Invalid) as error:
        flash(error.message, "wait")
    else:
        if said:
            flash(said, "ok")
    args: dict[str, Any] = {**Asked.read().args}
    done = ".".join(str(entry.id) for entry in entries if entry)
    if done:
        args["done"] = done
    if tip_id is None:
        return redirect(url_for("staff.tips.index", case_id=case_id, **args), 303)
    return redirect(url_for("staff.tips.show", case_id=case_id, tip_id=tip_id, **args), 303)
