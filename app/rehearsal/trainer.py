"""Rehearsal: the trainer's panel, where the network is told to misbehave and its record is read."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import IntegerField, RadioField, SelectField
from wtforms.validators import NumberRange, Optional

from app.web.access import current_user, signed_in
from app.web.forms import Form, attempt
from campaigns.channels import exercise
from campaigns.channels import queries as channels
from campaigns.channels.exercise import FaultKind, Operation, crowd, faults, record
from campaigns.deliveries import queries as deliveries
from campaigns.kernel import settings
from campaigns.tips import queries as tips

bp = Blueprint("trainer", __name__, url_prefix="/staff/trainer")
LOG = 50
EVERYONE = ""


class FaultForm(Form):
    """How the network is to misbehave, towards whom and for how long."""

    kind = SelectField("What goes wrong", choices=dict(FaultKind.choices()))
    operation = SelectField("When Searchlight wants to", choices=dict(Operation.choices()))
    account = SelectField("For which account")
    until = RadioField(
        "For how long",
        choices={"times": "The next calls only", "off": "Until it is switched off"},
        default="times",
    )
    times = IntegerField("How many calls", [Optional()], default=1)
    seconds = IntegerField("Seconds", [Optional()], default=0)


class LatencyForm(Form):
    """How long every answer takes."""

    latency_ms = IntegerField(
        "Milliseconds", [NumberRange(0, 600_000, "Enter 0 to 600000 milliseconds.")], default=0
    )


@bp.get("")
@signed_in
def show() -> ResponseReturnValue:
    """Show what is armed, and what the network accepted beside what Searchlight believes."""
    return _panel(_fault_form(), LatencyForm(formdata=None), 200)


@bp.post("/faults")
@signed_in
def arm() -> ResponseReturnValue:
    """Arm a fault."""
    form = _fault_form()
    if attempt(form, lambda: _arm(form)) is None:
        return _panel(form, LatencyForm(formdata=None), 422)
    flash("The network will misbehave as you said.", "success")
    return redirect(url_for(".show"), code=303)


def _arm(form: FaultForm) -> int:
    return exercise.arm_fault(
        FaultKind(form.kind.data),
        Operation(form.operation.data),
        form.account.data or None,
        None if form.until.data == "off" else form.times.data or 0,
        float(form.seconds.data or 0),
        actor=current_user().actor,
    )


@bp.post("/faults/<int:fault_id>/off")
@signed_in
def disarm(fault_id: int) -> ResponseReturnValue:
    """Switch one fault off."""
    exercise.disarm(fault_id, actor=current_user().actor)
    return redirect(url_for(".show"), code=303)


@bp.post("/faults/off")
@signed_in
def disarm_all() -> ResponseReturnValue:
    """Let the network behave."""
    exercise.disarm(None, actor=current_user().actor)
    flash("The network behaves again.", "success")
    return redirect(url_for(".show"), code=303)


@bp.post("/latency")
@signed_in
def set_latency() -> ResponseReturnValue:
    """Let every answer take this long."""
    form = LatencyForm()
    if attempt(form, lambda: _set_latency(form)) is None:
        return _panel(_fault_form(), form, 422)
    return redirect(url_for(".show"), code=303)


def _set_latency(form: LatencyForm) -> int:
    return exercise.set_latency(form.latency_ms.data or 0, actor=current_user().actor)


def _fault_form() -> FaultForm:
    form = FaultForm()
    names = [holder.handle for holder in crowd.list_holders(exercise.network())]
    form.account.choices = {EVERYONE: "Every account"} | {name: f"@{name}" for name in names}
    return form


def _panel(form: FaultForm, latency: LatencyForm, status: int) -> ResponseReturnValue:
    network = exercise.network()
    if not latency.is_submitted():
        latency.latency_ms.data = faults.latency_ms(network)
    page = render_template(
        "rehearsal/trainer.html",
        section="trainer",
        form=form,
        latency=latency,
        armed=faults.list_armed(network),
        books=_books(),
        twice=record.list_twice(network),
        log=record.list_accepted(network, newest=LOG),
        zone=settings.current().default_zone,
    )
    return page, status


def _books() -> list[dict[str, object]]:
    """Return, for each of our accounts, what the network took and gave beside what we believe."""
    network = exercise.network()
    books: list[dict[str, object]] = []
    for channel in channels.list_channels():
        if channel.platform != exercise.PLATFORM:
            continue
        taken = record.count(network, channel.handle)
        books.append(
            {
                "channel": channel,
                "said": taken.get("publish", 0) + taken.get("answer", 0),
                "out": deliveries.count_parts_out(channel.id),
                "heard": taken.get("reply", 0) + taken.get("message", 0),
                "tips": tips.count_heard(channel.id),
            }
        )
    return books
