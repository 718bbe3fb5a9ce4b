"""Staff pages: what each photo is cleared for, until when, and where it was already let out."""

from collections.abc import Iterable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateTimeLocalField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Optional

from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from campaigns.cases.queries import get_case, list_consents
from campaigns.deliveries.keeping_back import look_again
from campaigns.deliveries.traces import traces_of
from campaigns.kernel.zones import to_utc
from campaigns.media import clearance_queries, clearing
from campaigns.media.clearing import Terms
from campaigns.media.model import Clearance, MediaAsset, Use
from campaigns.media.queries import get_asset, list_photos
from campaigns.users.queries import get_user
from campaigns.users.rules import Permission

bp = Blueprint("clearances", __name__, url_prefix="/cases/<int:case_id>/media")

NO_CONSENT = "0"


class ClearForm(Form):
    """For what a photo is let out, until when, and on what that rests."""

    uses = SelectMultipleField("Cleared for", choices=dict(Use.choices()))
    until = DateTimeLocalField("Until", [Optional()], format="%Y-%m-%dT%H:%M")
    consent_id = SelectField("Consent it rests on")
    rests_on = StringField("Or what else allows it")
    alt = StringField("Description")

    def terms(self, zone: str) -> Terms:
        """Return what was chosen."""
        chosen = self.consent_id.data or NO_CONSENT
        return Terms(
            frozenset(Use(each) for each in self.uses.data or ()),
            to_utc(self.until.data, zone, "until") if self.until.data else None,
            int(chosen) if chosen != NO_CONSENT else None,
            self.rests_on.data or "",
        )


@bp.get("/cleared")
@needs(Permission.SEE_CASE)
def index(case_id: int) -> ResponseReturnValue:
    """Show every photo of a case, and for what it is cleared until when."""
    cleared: dict[tuple[int, Use], Clearance] = {
        (each.asset_id, each.use): each for each in clearance_queries.list_in_force(case_id)
    }
    return render_template(
        "staff/media/cleared.html",
        case=get_case(case_id),
        photos=list_photos(case_id),
        cleared=cleared,
        uses=list(Use),
        **_known(case_id, cleared.values()),
    )


def _known(case_id: int, clearances: Iterable[Clearance]) -> dict[str, object]:
    """Return who cleared each, and what each rests on."""
    rows = list(clearances)
    people = {each.cleared_by_id for each in rows} | {each.ended_by_id for each in rows}
    consents = {each.id: each for each in list_consents(case_id)}
    return {
        "names": {user_id: get_user(user_id).name for user_id in people if user_id},
        "consents": consents,
    }


@bp.get("/<int:asset_id>/clear")
@needs(Permission.EDIT_CASE)
def edit(case_id: int, asset_id: int) -> ResponseReturnValue:
    """Ask for what a photo is let out."""
    asset = get_asset(case_id, asset_id)
    return _form(asset, _offer(ClearForm(formdata=None), case_id))


def _offer(form: ClearForm, case_id: int) -> ClearForm:
    form.consent_id.choices = {
        NO_CONSENT: "None of these: I write below what allows it",
        **{
            str(each.id): f"{each.given_by}: {each.scope}"
            for each in clearing.standing_consents(case_id)
        },
    }
    return form


def _form(asset: MediaAsset, form: ClearForm, status: int = 200) -> ResponseReturnValue:
    history = clearance_queries.list_of_asset(asset.id)
    counts = {each.id for each in clearance_queries.list_in_force(asset.case_id)}
    page = render_template(
        "staff/media/clear.html",
        case=get_case(asset.case_id),
        asset=asset,
        form=form,
        history=history,
        counts=counts,
        **_known(asset.case_id, history),
    )
    return page, status


@bp.post("/<int:asset_id>/clear")
@needs(Permission.EDIT_CASE)
def update(case_id: int, asset_id: int) -> ResponseReturnValue:
    """Let a photo out."""
    asset, form = get_asset(case_id, asset_id), _offer(ClearForm(), case_id)
    zone, actor = get_case(case_id).timezone, current_user().actor
    done = attempt(form, lambda: clearing.clear(case_id, asset_id, form.terms(zone), actor=actor))
    if done is None:
        return _form(asset, form, 422)
    look_again(case_id)
    flash("Cleared.", "success")
    return redirect(url_for(".index", case_id=case_id), code=303)


@bp.post("/<int:asset_id>/take-back/<use>")
@needs(Permission.EDIT_CASE)
def take_back(case_id: int, asset_id: int, use: str) -> ResponseReturnValue:
    """End what a photo is cleared for: one use, or all of them."""
    uses = [each for each in Use if use in {each.value, "all"}]
    actor = current_user().actor
    clearing.take_back(case_id, asset_id, "Taken back.", actor=actor, uses=uses)
    look_again(case_id)
    flash("Taken back. Look below where it was already let out.", "success")
    return redirect(url_for(".where", case_id=case_id, asset_id=asset_id), code=303)


@bp.get("/<int:asset_id>/where")
@needs(Permission.SEE_CASE)
def where(case_id: int, asset_id: int) -> ResponseReturnValue:
    """Show where a photo was already let out, and what to do about it there."""
    asset = get_asset(case_id, asset_id)
    return render_template(
        "staff/media/where.html", case=get_case(case_id), asset=asset, traces=traces_of(asset)
    )
