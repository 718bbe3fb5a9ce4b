"""Staff pages: the one form that makes a case into an appeal."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import available_timezones

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage, MultiDict

from app.staff import launch_fill
from app.staff.launch_form import LaunchForm, typed_pairs
from app.web.access import current_user, needs
from app.web.forms import refuse
from app.web.uploads import source
from campaigns.appeals import actions as appeals
from campaigns.appeals import hashtag as hashtags
from campaigns.appeals import posters
from campaigns.appeals import queries as appeal_queries
from campaigns.appeals import rules as appeal_rules
from campaigns.appeals.lacks import told
from campaigns.appeals.sheet import CHANGED, mark_of, save_sheet
from campaigns.appeals.showing import show as show_appeal
from campaigns.appeals.showing import today_in
from campaigns.cases import draft_actions as drafts
from campaigns.cases import queries as cases
from campaigns.cases.model import Case, CaseState
from campaigns.channels import connecting
from campaigns.kernel import clock, settings
from campaigns.kernel.errors import Invalid, Stopped
from campaigns.kernel.zones import to_local
from campaigns.media import actions as media
from campaigns.media import files
from campaigns.media import queries as photos
from campaigns.media.model import MediaKind
from campaigns.users.rules import SEES_EVERY_CASE, Permission

bp = Blueprint("launch", __name__, url_prefix="/cases/<int:case_id>/launch")
FORM = "launch"
ACCOUNT_FIELDS = {
    "handle": "account_handle",
    "display_name": "account_name",
    "bio": "account_bio",
}


@bp.get("")
@needs(Permission.EDIT_CASE)
def show(case_id: int) -> ResponseReturnValue:
    """Show the form: as it was typed and not yet saved, else as the case stands."""
    case, appeal = cases.get_case(case_id), appeal_queries.find_appeal(case_id)
    if case.state is not CaseState.OPEN or appeal is None:
        return render_template("staff/launch/none.html", case=case, section="launch")
    about = launch_fill.around(case, current_user())
    draft = cases.find_draft(about.user.id, FORM, case_id)
    if draft is None:
        form = launch_fill.form_of(about)
        for place, words in posters.misfits(appeal).items():
            form.put(place, f"On the posters: {words}")
        return _page(form, saved=True)
    form = LaunchForm(about, formdata=MultiDict(map(tuple, draft.typed)))
    form.add_photos(launch_fill.photo_rows(about))
    return _page(form, typed_at=_wall(case, draft.saved_at))


@bp.post("/begin")
@needs(Permission.EDIT_CASE)
def begin(case_id: int) -> ResponseReturnValue:
    """Give a case the appeal that it lacks."""
    appeals.start_appeal(case_id, actor=current_user().actor)
    return _back(case_id)


@bp.post("/draft")
@needs(Permission.EDIT_CASE)
def keep(case_id: int) -> ResponseReturnValue:
    """Keep what has been typed so far; nothing is checked."""
    draft = drafts.keep_draft(current_user().id, FORM, case_id, typed_pairs(request.form))
    return {"saved": _wall(cases.get_case(case_id), draft.saved_at)}


@bp.post("/discard")
@needs(Permission.EDIT_CASE)
def discard(case_id: int) -> ResponseReturnValue:
    """Forget what was typed and not saved."""
    drafts.drop_draft(current_user().id, FORM, case_id)
    flash("What was typed and not saved is gone.")
    return _back(case_id)


@bp.post("")
@needs(Permission.EDIT_CASE)
def update(case_id: int) -> ResponseReturnValue:
    """Do what the pressed button says; every one of them keeps all that was typed."""
    about = launch_fill.around(cases.get_case(case_id), current_user())
    form = LaunchForm(about)
    do = request.form.get("do", "save")
    if do.startswith("add-"):
        return _add_row(form, do.removeprefix("add-"))
    if do == "upload":
        return _upload(form)
    if do == "publicity":
        _keep_typed(form)
        return redirect(url_for("staff.publicity.show", case_id=case_id), code=303)
    deed = {"launch": _launch, "account": _make_account}.get(do)
    if not _save(form):
        return _page(form), 422
    return deed(form) if deed else _saved(form)


def _add_row(form: LaunchForm, name: str) -> ResponseReturnValue:
    """Show one row more, with everything as it was typed."""
    first = form.add(name)
    _keep_typed(form)
    return _page(form, focus=first)


def _upload(form: LaunchForm) -> ResponseReturnValue:
    """Keep the photos now and everything else as typed."""
    wrong = _keep_photos(form)
    _keep_typed(form)
    for words in wrong:
        form.put("new_photos", words)
    if wrong:
        return _page(form), 422
    return redirect(url_for(".show", case_id=form.around.case.id) + "#photos", code=303)


def _keep_photos(form: LaunchForm) -> list[str]:
    """Keep what was chosen to be uploaded; return what was wrong with any of it."""
    about, wrong = form.around, []
    for file in form.new_photos.data or ():
        if not isinstance(file, FileStorage) or not file.filename:
            continue
        try:
            prepared = files.prepare(
                file.filename,
                source(file),
                settings.current().upload_max_bytes,
                MediaKind.PHOTO,
            )
            media.keep(about.case.id, MediaKind.PHOTO, prepared, actor=about.user.actor)
        except Invalid as error:
            wrong.append(error.message)
    about.photos.update({each.id: each for each in photos.list_photos(about.case.id)})
    form.add_photos(launch_fill.photo_rows(about))
    return wrong


def _save(form: LaunchForm) -> bool:
    """Save the whole form; where that cannot be, keep what was typed and say why."""
    about = form.around
    wrong = _keep_photos(form)
    good = form.validate() and not wrong
    for words in wrong:
        form.put("new_photos", words)
    saved = good and _attempt(form, lambda: save_sheet(about.case.id, form.sheet(), by=about.user))
    if saved:
        drafts.drop_draft(about.user.id, FORM, about.case.id)
    else:
        _keep_typed(form)
    return saved


def _attempt(form: LaunchForm, act: Callable[[], object]) -> bool:
    """Do it, or put what was refused beside the fields it speaks of."""
    try:
        act()
    except Stopped as error:
        refuse(form, error)
        return False
    except Invalid as error:
        if error.message == CHANGED:
            form.mark.data = mark_of(form.around.case.id)
        for place, words in error.fields.items():
            form.put(place, _who_holds(form) if words == appeal_rules.TAKEN else words)
        if not error.fields and error.message:
            form.form_errors = [*form.form_errors, error.message]
        return False
    return True


def _who_holds(form: LaunchForm) -> str:
    """Name the appeal that holds a hashtag to those who may know of its case."""
    key = hashtags.key(hashtags.normalise(form.hashtag.data or ""))
    holder, user = appeal_queries.find_by_hashtag(key), form.around.user
    if holder is None:
        return appeal_rules.TAKEN
    knows = user.role in SEES_EVERY_CASE or cases.is_member(holder.case_id, user.id)
    name = holder.case.reference if knows else "Another live appeal"
    return f"{name} uses this hashtag now. Choose another one."


def _keep_typed(form: LaunchForm) -> None:
    """Keep what was sent, with the mark the form now bears, so that a reload loses nothing."""
    about = form.around
    pairs = [(k, v) for k, v in typed_pairs(request.form) if k != "mark"]
    drafts.keep_draft(about.user.id, FORM, about.case.id, [("mark", form.mark.data or ""), *pairs])


def _saved(form: LaunchForm) -> ResponseReturnValue:
    flash(f"Saved {_wall(form.around.case)}.", "success")
    return _back(form.around.case.id)


def _launch(form: LaunchForm) -> ResponseReturnValue:
    """Show the appeal to the public, or say what is missing."""
    about = form.around

    if _attempt(form, lambda: appeals.launch_appeal(about.case.id, by=about.user)):
        flash("The appeal is live.", "success")
        return redirect(url_for(".show", case_id=about.case.id) + "#live", code=303)
    fresh = launch_fill.form_of(about)
    for _id, words in form.problems():
        fresh.form_errors = [*fresh.form_errors, words]
    return _page(fresh), 422


def _make_account(form: LaunchForm) -> ResponseReturnValue:
    """Make an account for this appeal alone and let the appeal speak through it."""
    about, case = form.around, form.around.case
    drawn = posters.account_picture(appeal_queries.get_appeal(case.id))
    shown = [drawn] if drawn else photos.list_photos(case.id, publish_only=True)
    picture = files.bytes_of(shown[0], "web") if shown else None
    fresh = launch_fill.form_of(about)
    for name in ACCOUNT_FIELDS.values():
        fresh[name].data = form[name].data or fresh[name].data

    def act() -> None:
        try:
            channel = connecting.make_dedicated(
                case.id,
                fresh.account_handle.data or "",
                fresh.account_name.data or "",
                fresh.account_bio.data or "",
                picture,
                owner_id=case.lead_id,
                deputy_id=case.deputy_id,
                actor=about.user.actor,
            )
        except Stopped:
            raise
        except Invalid as error:
            places = {ACCOUNT_FIELDS.get(k, k): words for k, words in error.fields.items()}
            raise Invalid(error.message, places) from error
        appeals.use_channel(case.id, channel.id, actor=about.user.actor)

    if not _attempt(fresh, act):
        return _page(fresh), 422
    flash(f"@{fresh.account_handle.data} is made, and the appeal speaks through it.", "success")
    return redirect(url_for(".show", case_id=case.id) + "#accounts", code=303)


def _page(form: LaunchForm, *, typed_at: str = "", focus: str = "", saved: bool = False) -> str:
    about, case = form.around, form.around.case
    appeal = appeal_queries.get_appeal(case.id)
    return render_template(
        "staff/launch/show.html",
        case=case,
        section="launch",
        form=form,
        photos=about.photos,
        appeal=appeal,
        shown=show_appeal(appeal, today_in(case.timezone)),
        sections=launch_fill.sections(case),
        known=told(case.id),
        hidden_holdbacks=launch_fill.unreadable(about),
        zones=sorted(name for name in available_timezones() if "/" in name),
        typed_at=typed_at,
        focus=focus,
        saved=saved,
    )


def _wall(case: Case, moment: datetime | None = None) -> str:

    return f"{to_local(moment or clock.now(), case.timezone):%H:%M:%S}"


def _back(case_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show", case_id=case_id), code=303)
