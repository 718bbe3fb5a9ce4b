"""Staff pages: who agreed to what, for which uses, until when, and who no longer does."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateTimeLocalField, RadioField, SelectMultipleField, StringField
from wtforms.validators import Optional

from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from campaigns.cases.model import CaseState
from campaigns.cases.queries import get_case, list_consents
from campaigns.cases.scopes import Asked, Scope
from campaigns.kernel.zones import to_utc
from campaigns.media import clearance_queries
from campaigns.media.model import Use
from campaigns.policy import queries as policy
from campaigns.publicity import consents
from campaigns.publicity.covered import counts, uncovered
from campaigns.users.rules import Permission

bp = Blueprint("consents", __name__, url_prefix="/cases/<int:case_id>/consents")


class ConsentForm(Form):
    """Who said yes or no to what."""

    given_by = StringField("Who was asked")
    scopes = SelectMultipleField("About what", choices=dict(Scope.choices()))
    scope = StringField("Or in words")
    channels = SelectMultipleField("For which uses", choices=dict(Use.choices()))
    until = DateTimeLocalField("Until", [Optional()], format="%Y-%m-%dT%H:%M")
    how = StringField("How they were asked")
    refused = RadioField("Answer", choices={"": "They agreed", "y": "They refused"}, default="")

    def asked(self, zone: str) -> Asked:
        """Return what they were asked."""
        return Asked(
            frozenset(Scope(each) for each in self.scopes.data or ()),
            frozenset(self.channels.data or ()),
            to_utc(self.until.data, zone, "until") if self.until.data else None,
        )


@bp.get("")
@needs(Permission.SEE_CASE)
def index(case_id: int) -> ResponseReturnValue:
    """Show every consent and refusal, and what is shown without one."""
    return _page(case_id, ConsentForm(formdata=None))


@bp.post("")
@needs(Permission.RECORD_CONSENT)
def record(case_id: int) -> ResponseReturnValue:
    """Write down a yes or a no."""
    form, zone = ConsentForm(), get_case(case_id).timezone
    done = attempt(
        form,
        lambda: consents.record(
            case_id,
            form.given_by.data or "",
            form.scope.data or "",
            asked=form.asked(zone),
            how=form.how.data or "",
            refused=form.refused.data == "y",
            actor=current_user().actor,
        ),
    )
    if done is None:
        return _page(case_id, form), 422
    flash("Recorded.", "success")
    return redirect(url_for(".index", case_id=case_id), code=303)


@bp.post("/<int:consent_id>/withdraw")
@needs(Permission.RECORD_CONSENT)
def withdraw(case_id: int, consent_id: int) -> ResponseReturnValue:
    """Write down that someone no longer agrees; what rests on it is held now."""
    consents.withdraw(case_id, consent_id, actor=current_user().actor)
    flash("Taken back. What rests on it is held, and whether to publish is open again.", "warning")
    return redirect(url_for(".index", case_id=case_id), code=303)


def _page(case_id: int, form: ConsentForm) -> str:
    case = get_case(case_id)
    said = list_consents(case_id)[::-1]
    resting: dict[int, set[int]] = {}
    for each in clearance_queries.list_in_force(case_id):
        if each.consent_id is not None:
            resting.setdefault(each.consent_id, set()).add(each.asset_id)
    return render_template(
        "staff/publicity/consents.html",
        case=case,
        section="publicity",
        open=case.state is CaseState.OPEN,
        consents=said,
        stands={each.id for each in said if counts(each)},
        resting=resting,
        scopes=Scope,
        uses=Use,
        bare=uncovered(case),
        days=policy.current().consent_warning_days,
        form=form,
    )
