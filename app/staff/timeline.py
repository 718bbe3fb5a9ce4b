"""Staff pages: a case's timeline and its export."""

from collections.abc import Iterator, Sequence
from datetime import date
from http import HTTPStatus
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, stream_with_context
from flask import url_for as way_to
from flask.typing import ResponseReturnValue
from werkzeug.routing import BuildError
from wtforms import SelectField

from app.web.access import current_user, needs
from app.web.forms import Form
from campaigns.audit import actions as audit
from campaigns.cases import queries as cases
from campaigns.cases.model import Case
from campaigns.kernel import clock
from campaigns.kernel.errors import Invalid
from campaigns.kernel.zones import to_local
from campaigns.timeline import export as files
from campaigns.timeline import queries
from campaigns.timeline.model import EntryKind, TimelineEntry
from campaigns.users.rules import Permission

bp = Blueprint("timeline", __name__, url_prefix="/cases/<int:case_id>/timeline")

PAGE = 50
# What an entry is about -> the page that shows it, and the name of its number in the address.
PAGES = {
    "tip": ("staff.tips.show", "tip_id"),
    "update": ("staff.updates.show", "update_id"),
    "delivery": ("staff.deliveries.show", "delivery_id"),
    "poster": ("staff.posters.show", "poster_id"),
    "poster_kit": ("staff.posters.kit", "kit_id"),
    "channel": ("staff.channels.show", "channel_id"),
}


class ExportForm(Form):
    """Which file."""

    format = SelectField("Format", choices={"json": "JSON", "csv": "CSV"})


def _asked() -> tuple[list[EntryKind], int | None]:
    """Return the filters in the address; what is no kind is left out."""
    known = {kind.value: kind for kind in EntryKind}
    kinds = [known[name] for name in request.args.getlist("kind") if name in known]
    return kinds, request.args.get("person", type=int)


def _days(entries: Sequence[TimelineEntry], zone: str) -> list[tuple[date, list[TimelineEntry]]]:
    """Return the entries under the days on which they happened, in the case's zone."""
    by_day = groupby(entries, key=lambda entry: to_local(entry.at, zone).date())
    return [(day, list(found)) for day, found in by_day]


def _link(entry: TimelineEntry) -> str:
    """Return where an entry's thing is shown; empty where there is no page of its own."""
    page, number = PAGES.get(entry.about_type or "", ("", ""))
    if not page or entry.about_id is None:
        return ""
    ids: dict[str, Any] = {number: entry.about_id}
    if page != "staff.channels.show":
        ids["case_id"] = entry.case_id
    try:
        return way_to(page, **ids)
    except BuildError:
        return ""


@bp.get("")
@needs(Permission.SEE_CASE)
def index(case_id: int) -> ResponseReturnValue:
    """Show what happened, newest first; with `since` only what is newer, for a page that waits."""
    kinds, person = _asked()
    since = request.args.get("since", type=int)
    if since is not None:
        return _news(case_id, kinds, person, since)
    before = request.args.get("before", type=int)
    found = queries.page(case_id, kinds, person, before_seq=before, limit=PAGE + 1)
    shown, older = found[:PAGE], found[PAGE:]
    case = cases.get_case(case_id)
    asked: dict[str, Any] = {
        "case_id": case_id,
        "kind": [kind.value for kind in kinds],
        "person": person,
    }
    return render_template(
        "staff/timeline/index.html",
        case=case,
        section="timeline",
        days=_days(shown, case.timezone),
        link=_link,
        chips=_chips(case_id, kinds, person),
        kinds=kinds,
        person=person,
        actors=queries.list_actors(case_id),
        form=ExportForm(formdata=None),
        news_url=way_to(".index", since=queries.last_seq(case_id), **asked) if not before else "",
        older_url=way_to(".index", before=shown[-1].seq, **asked) if older else "",
        newer_url=way_to(".index", **asked) if before else "",
    )


def _chips(case_id: int, kinds: list[EntryKind], person: int | None) -> list[dict[str, Any]]:
    """Return one chip a kind: whether it is on, and the address that turns it over."""
    chips = []
    for kind in EntryKind:
        on = kind in kinds
        then = [each.value for each in EntryKind if (each in kinds) != (each is kind)]
        url = way_to(".index", case_id=case_id, kind=then, person=person)
        chips.append({"label": kind.label, "on": on, "url": url})
    return chips


def _news(
    case_id: int, kinds: list[EntryKind], person: int | None, since: int
) -> ResponseReturnValue:
    """Return what was written since; 304 where the browser has it already."""
    entries = queries.page(case_id, kinds, person, after_seq=since, limit=PAGE)
    response = make_response()
    response.set_etag(f"{case_id}-{entries[0].seq if entries else since}-{len(entries)}")
    response.headers["Cache-Control"] = "private, no-cache"
    if response.make_conditional(request).status_code != HTTPStatus.NOT_MODIFIED:
        case = cases.get_case(case_id)
        days = _days(entries, case.timezone)
        response.set_data(
            render_template("staff/timeline/_days.html", case=case, days=days, link=_link)
        )
    return response


@bp.get("/<int:seq>")
@needs(Permission.SEE_CASE)
def show(case_id: int, seq: int) -> ResponseReturnValue:
    """Show one entry with all that is kept of it: what a permalink leads to."""
    entry = queries.get_entry(case_id, seq)
    return render_template(
        "staff/timeline/show.html",
        case=cases.get_case(case_id),
        section="timeline",
        entry=entry,
        href=_link(entry),
        last=queries.last_seq(case_id),
    )


@bp.post("/export")
@needs(Permission.EXPORT)
def export(case_id: int) -> ResponseReturnValue:
    """Give the whole timeline as a file, and write down that it was taken."""
    form, by, case = ExportForm(), current_user(), cases.get_case(case_id)
    if not form.validate():
        raise Invalid("Choose JSON or CSV.", {"format": "Choose JSON or CSV."})
    until = queries.last_seq(case_id)
    detail = {"format": form.format.data, "entries": until}
    audit.record("timeline exported", actor=by.actor, case_id=case_id, detail=detail)
    rows, kind = _rows(case, form.format.data, until, by.name)
    name = f"{case.reference}-timeline.{form.format.data}"
    response = Response(stream_with_context(rows), mimetype=kind)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _rows(case: Case, form: str, until: int, by: str) -> tuple[Iterator[str], str]:
    entries = queries.stream(case.id, until)
    if form == "csv":
        return files.csv_rows(entries, case.timezone), "text/csv"
    about = {
        "case": case.reference,
        "title": case.title,
        "timezone": case.timezone,
        "exported_at": clock.now().isoformat(),
        "exported_by": by,
        "last_seq": until,
    }
    return files.json_rows(entries, about), "application/json"
