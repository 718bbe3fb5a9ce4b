"""Staff pages: what will go out when, and the cadence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from campaigns.appeals.queries import find_appeal, quiet_of
from campaigns.appeals.quiet import Quiet
from campaigns.cases.model import Case
from campaigns.cases.queries import get_case
from campaigns.deliveries import queries as deliveries
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.deliveries.waiting import told
from campaigns.kernel import clock
from campaigns.kernel.states import Labelled
from campaigns.kernel.text import plural
from campaigns.kernel.zones import to_local, wall
from campaigns.updates import actions, ghosts, queries
from campaigns.updates.cadence import Template, template_for
from campaigns.updates.model import UpdateState
from campaigns.updates.urgency import quiet_until
from campaigns.users.rules import Permission

bp = Blueprint("calendar", __name__, url_prefix="/cases/<int:case_id>/calendar")
VIEWS = ("month", "week", "list")
YEARS_SHOWN = 100  # either way; a date beyond is a typing error


class CadenceForm(Form):
    """Which rhythm."""

    template = SelectField("Cadence", choices=dict(Template.choices()))


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the calendar."""

    at: datetime
    words: str
    state: Labelled | None
    href: str
    past: bool
    ghost: bool = False
    waits: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the case's calendar."""

    date: date
    today: bool
    past: bool
    items: tuple[Item, ...]


@bp.get("")
@needs(Permission.SEE_CASE)
def index(case_id: int) -> ResponseReturnValue:
    """Show a month or a week of the case, in the case's own time."""
    case = get_case(case_id)
    chosen = request.args.get("view", "")
    view = chosen if chosen in VIEWS else "month"
    today = to_local(clock.now(), case.timezone).date()
    first, last, back, on = _span(view, _day(today))
    cadence = queries.find_cadence(case_id)
    form = CadenceForm(formdata=None)
    form.template.data = (cadence and cadence.template) or template_for(case.kind, case.risk).value
    return render_template(
        "staff/calendar/index.html",
        case=case,
        section="calendar",
        view=view,
        chosen=bool(chosen),
        views=VIEWS,
        day=_day(today),
        title=_title(view, first, _day(today)),
        back=back,
        on=on,
        today=today,
        weeks=_weeks(list(_days(case, first, last, today))),
        month=None if view == "week" else _day(today).month,
        form=form,
        cadence=cadence,
        hold=deliveries.is_held(case_id),
        has_appeal=find_appeal(case_id) is not None,
        quiet=quiet_of(case_id),
    )


@bp.post("/cadence")
@needs(Permission.WRITE_UPDATE)
def start(case_id: int) -> ResponseReturnValue:
    """Start the cadence, or start it anew."""
    form = CadenceForm()
    actor = current_user().actor
    template = form.template.data or ""
    if attempt(form, lambda: actions.start_cadence(case_id, template, actor=actor)) is not None:
        flash("The cadence has started. Its steps stand on the calendar until written.", "ok")
    return redirect(url_for(".index", case_id=case_id), code=303)


@bp.post("/cadence/stop")
@needs(Permission.WRITE_UPDATE)
def stop(case_id: int) -> ResponseReturnValue:
    """Stop the cadence."""
    actions.stop_cadence(case_id, actor=current_user().actor)
    flash("The cadence has stopped. What was approved still goes out.", "ok")
    return redirect(url_for(".index", case_id=case_id), code=303)


def _day(today: date) -> date:
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today
    return day if abs(day.year - today.year) < YEARS_SHOWN else today


def _span(view: str, day: date) -> tuple[date, date, date, date]:
    """Return the first day and the day after the last one, and days in the spans beside it."""
    monday = day - timedelta(days=day.weekday())
    if view == "week":
        return monday, monday + timedelta(days=7), monday - timedelta(days=7), monday + timedelta(7)
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    start = first - timedelta(days=first.weekday())
    end = following + timedelta(days=-following.weekday() % 7)
    return start, end, (first - timedelta(days=1)).replace(day=1), following


def _title(view: str, first: date, day: date) -> str:
    return f"Week of {first.day} {first:%B %Y}" if view == "week" else f"{day:%B %Y}"


def _days(case: Case, first: date, last: date, today: date) -> Iterator[Day]:
    items = _items(case, _midnight(case, first), _midnight(case, last))
    each = first
    while each < last:
        mine = tuple(item for item in items if to_local(item.at, case.timezone).date() == each)
        yield Day(each, each == today, each < today, mine)
        each += timedelta(days=1)


def _weeks(days: list[Day]) -> list[list[Day]]:
    return [days[start : start + 7] for start in range(0, len(days), 7)]


def _midnight(case: Case, day: date) -> datetime:
    """Return when a day begins there; some nights the clock skips midnight itself."""
    return wall(datetime.combine(day, datetime.min.time()), case.timezone)


def _items(case: Case, since: datetime, until: datetime) -> list[Item]:
    now, quiet = clock.now(), quiet_of(case.id)
    found = _posts(case, deliveries.list_between(case.id, since, until), now, quiet)
    frozen = {each.href for each in found}
    for update in queries.list_between(case.id, since, until):
        href = url_for("staff.updates.show", case_id=case.id, update_id=update.id)
        if update.send_at is not None and href not in frozen:
            words = update.parts[0]["text"] or "Update"
            waits = quiet_until(update, quiet)
            past = update.send_at < now
            found.append(Item(update.send_at, words, update.state, href, past, waits=waits))
    for beat in ghosts.list_ghosts(case.id, since, until):
        href = url_for("staff.updates.new", case_id=case.id, step=beat.key)
        end = quiet.until(beat.at) if quiet is not None else None
        waits = quiet.told(end) if quiet is not None and end is not None else ""
        found.append(Item(beat.at, beat.label, None, href, beat.at < now, ghost=True, waits=waits))
    return sorted(found, key=lambda item: item.at)


def _posts(case: Case, posts: list[Delivery], now: datetime, quiet: Quiet | None) -> list[Item]:
    """Return one item for an update and state, however many accounts it goes out on."""
    grouped: dict[tuple[object, ...], list[Delivery]] = {}
    for each in posts:
        if each.update_id is not None and not each.step:
            grouped.setdefault((each.update_id, each.state, each.send_at), []).append(each)
    return [_item(case, group, now, quiet) for group in grouped.values()]


def _item(case: Case, group: list[Delivery], now: datetime, quiet: Quiet | None) -> Item:
    first = group[0]
    words = first.snapshot["parts"][0]["text"] or "Post"
    if len(group) > 1:
        words = f"{words} ({plural(len(group), 'account')})"
    href = url_for("staff.updates.show", case_id=case.id, update_id=first.update_id)
    waits = first.state is DeliveryState.PLANNED and not first.released
    state = UpdateState.SUBMITTED if waits else first.state
    kept = told(first, quiet)
    past = first.send_at < now and not waits and not kept
    return Item(first.send_at, words, state, href, past, waits=kept)
