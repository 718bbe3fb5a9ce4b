"""Staff pages: posts and what is known of each."""

from functools import partial

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateTimeLocalField, HiddenField, SelectMultipleField, StringField
from wtforms.validators import Optional

from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from campaigns.appeals.queries import quiet_of
from campaigns.appeals.quiet import Quiet
from campaigns.cases.model import Case
from campaigns.cases.queries import get_case
from campaigns.channels.queries import get_channel
from campaigns.deliveries import actions, queries, take_back, telling, waiting
from campaigns.deliveries.actions import Verdict
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.deliveries.rules import NEEDS_YOU
from campaigns.deliveries.stage_queries import list_stages
from campaigns.kernel.errors import Invalid, NotFound
from campaigns.kernel.zones import to_local, to_utc
from campaigns.measures.queries import find_measure, list_measures
from campaigns.media import storage
from campaigns.users.rules import Permission

bp = Blueprint("deliveries", __name__, url_prefix="/cases/<int:case_id>/posts")
S = DeliveryState
PAGE = 50
SHOWN: dict[str, tuple[str, tuple[DeliveryState, ...]]] = {
    "all": ("All", ()),
    "you": ("Needs you", ()),
    "planned": ("Planned", (S.PLANNED,)),
    "sent": ("Sent", (S.SENT,)),
    "open": ("Not known", (S.SENDING, S.UNKNOWN, S.UNDECIDED)),
    "rejected": ("Refused", (S.REJECTED,)),
    "withdrawn": ("Withdrawn", (S.WITHDRAWN,)),
}


class ReviewForm(Form):
    """What to do with posts that missed their time."""

    delivery_ids = SelectMultipleField("Posts", coerce=int, validate_choice=False)
    send_local = DateTimeLocalField(
        "Another time", format=["%Y-%m-%dT%H:%M"], validators=[Optional()]
    )
    do = HiddenField()


class SettleForm(Form):
    """What a person found out, and where."""

    verdict = HiddenField()
    address = StringField("Where it is")
    reason = StringField("What you saw")


@bp.get("")
@needs(Permission.SEE_CASE)
def index(case_id: int) -> ResponseReturnValue:
    """Show the case's posts, and what waits for a person."""
    return _list(case_id, ReviewForm(formdata=None))


@bp.post("/review")
@needs(Permission.SETTLE_DELIVERY)
def review(case_id: int) -> ResponseReturnValue:
    """Send late posts now, at another time, or never."""
    form = ReviewForm()
    count = attempt(form, lambda: _review(case_id, form))
    if count is None:
        return _list(case_id, form)
    flash(f"Done for {count}.", "ok")
    return redirect(url_for(".index", case_id=case_id), code=303)


def _review(case_id: int, form: ReviewForm) -> int:
    chosen, by = form.delivery_ids.data or [], current_user()
    if not chosen:
        raise Invalid("Which?", {"delivery_ids": "Choose the posts that you decide about."})
    if form.do.data == "withdraw":
        for each in chosen:
            actions.settle_by_person(case_id, each, Verdict.GIVE_UP, by=by)
        return len(chosen)
    send_at = None
    if form.do.data == "time":
        if form.send_local.data is None:
            raise Invalid("When?", {"send_local": "Give date and time."})
        send_at = to_utc(form.send_local.data, get_case(case_id).timezone, "send_local")
    return actions.reschedule(case_id, chosen, send_at, by=by)


def _list(case_id: int, form: ReviewForm) -> ResponseReturnValue:
    case = get_case(case_id)
    shown = request.args.get("show", "all")
    shown = shown if shown in SHOWN else "all"
    before = request.args.get("before", type=int)
    if shown == "you":
        posts, older = queries.list_needing_you(case_id), None
    else:
        posts = queries.page_posts(case_id, SHOWN[shown][1], before_id=before, limit=PAGE + 1)
        older = posts[PAGE - 1].id if len(posts) > PAGE else None
    needing, quiet = queries.list_needing_you(case_id), quiet_of(case_id)
    page = render_template(
        "staff/deliveries/index.html",
        case=case,
        section="posts",
        form=form,
        posts=posts[:PAGE],
        measures=list_measures([each.id for each in posts[:PAGE]]),
        older=older,
        shown=shown,
        filters=[(name, words) for name, (words, _) in SHOWN.items()],
        late=[each for each in needing if each.state is S.PLANNED],
        others=[each for each in needing if each.state is not S.PLANNED],
        line=partial(telling.line, quiet=quiet),
        waits=partial(waiting.told, quiet=quiet),
        hold=queries.is_held(case_id),
    )
    return page, 422 if form.errors else 200


@bp.get("/<int:delivery_id>")
@needs(Permission.SEE_CASE)
def show(case_id: int, delivery_id: int) -> ResponseReturnValue:
    """Tell the truth about one post."""
    return _show(case_id, delivery_id, SettleForm(formdata=None))


@bp.post("/<int:delivery_id>/settle")
@needs(Permission.SETTLE_DELIVERY)
def settle(case_id: int, delivery_id: int) -> ResponseReturnValue:
    """Decide what became of a post, or what is to become of it."""
    form = SettleForm()
    if attempt(form, lambda: _settle(case_id, delivery_id, form)) is None:
        return _show(case_id, delivery_id, form)
    flash("Written down in your name.", "ok")
    return redirect(url_for(".show", case_id=case_id, delivery_id=delivery_id), code=303)


def _settle(case_id: int, delivery_id: int, form: SettleForm) -> Delivery:
    if form.verdict.data not in list(Verdict):
        raise Invalid("Decide what became of it.")
    return actions.settle_by_person(
        case_id,
        delivery_id,
        Verdict(form.verdict.data),
        by=current_user(),
        url=form.address.data or "",
        reason=form.reason.data or "",
    )


@bp.post("/<int:delivery_id>/now")
@needs(Permission.SETTLE_DELIVERY)
def now(case_id: int, delivery_id: int) -> ResponseReturnValue:
    """Let a planned post go at once."""
    try:
        actions.reschedule(case_id, [delivery_id], None, by=current_user())
    except Invalid as error:
        flash(error.message, "life")
    else:
        flash("It goes out now.", "ok")
    return redirect(url_for(".show", case_id=case_id, delivery_id=delivery_id), code=303)


@bp.post("/<int:delivery_id>/take-down")
@needs(Permission.SETTLE_DELIVERY)
def take_down(case_id: int, delivery_id: int) -> ResponseReturnValue:
    """Take a post down."""
    trouble = take_back.take_down(case_id, delivery_id, by=current_user())
    if trouble is None:
        flash("It is down: the platform was asked again and no longer has it.", "ok")
    else:
        flash(f"It is still up. {trouble}", "life")
    return redirect(url_for(".show", case_id=case_id, delivery_id=delivery_id), code=303)


@bp.post("/<int:delivery_id>/taken-down")
@needs(Permission.SETTLE_DELIVERY)
def taken_down(case_id: int, delivery_id: int) -> ResponseReturnValue:
    """Keep that a person took it down by hand."""
    form = SettleForm()
    done = attempt(
        form,
        lambda: take_back.record_by_hand(
            case_id, delivery_id, form.reason.data or "", by=current_user()
        ),
    )
    if done is None:
        return _show(case_id, delivery_id, form)
    flash("Written down in your name.", "ok")
    return redirect(url_for(".show", case_id=case_id, delivery_id=delivery_id), code=303)


@bp.get("/<int:delivery_id>/media/<int:part>/<int:number>")
@needs(Permission.SEE_CASE)
def picture(case_id: int, delivery_id: int, part: int, number: int) -> ResponseReturnValue:
    """Show the very bytes of a picture that was frozen with a post; of a film, its thumbnail."""
    frozen = queries.get_delivery(case_id, delivery_id).snapshot["parts"]
    try:
        each = frozen[part]["media"][number]
    except IndexError:
        raise NotFound("There is no such picture.") from None
    each = each.get("thumbnail", each)
    return Response(storage.read(each["sha256"]), content_type=each["type"])


def _show(case_id: int, delivery_id: int, form: SettleForm) -> ResponseReturnValue:
    case = get_case(case_id)
    delivery = queries.get_delivery(case_id, delivery_id)
    attempts, quiet = queries.list_attempts(delivery.id), quiet_of(case_id)
    page = render_template(
        "staff/deliveries/show.html",
        case=case,
        measure=find_measure(delivery.id),
        section="posts",
        delivery=delivery,
        channel=get_channel(delivery.channel_id),
        line=telling.line(delivery, quiet),
        told_of_film=telling.told_of_film,
        steps=_drawn(
            case, delivery, telling.steps(delivery, attempts, list_stages(delivery.id)), quiet
        ),
        waits=waiting.told(delivery, quiet),
        form=form,
        verdicts=Verdict,
        states=S,
        to_many=actions.goes_to_many(delivery),
        can_settle=delivery.state in NEEDS_YOU | {S.UNKNOWN},
        can_take_down=_is_up(delivery),
        hold=queries.is_held(case_id, delivery.channel_id),
    )
    return page, 422 if form.errors else 200


def _is_up(delivery: Delivery) -> bool:
    busy = delivery.state in {S.SENDING, S.UNKNOWN}
    return bool(delivery.out_count) and delivery.withdraw_proof is None and not busy


def _drawn(
    case: Case, delivery: Delivery, steps: list[telling.Told], quiet: Quiet | None
) -> list[tuple[str, telling.Told]]:
    """Return the steps with the time to the second, as the case's clock shows it."""
    drawn = [(f"{to_local(each.at, case.timezone):%H:%M:%S}", each) for each in steps]
    if delivery.state is S.PLANNED:
        waits = waiting.told(delivery, quiet)
        at = waiting.goes_at(delivery, quiet) if waits else delivery.not_before
        ahead = telling.Told(at, "to be sent", "calm", waits, None)
        drawn.append((f"{to_local(at, case.timezone):%H:%M:%S}", ahead))
    return drawn
