"""Staff pages: a case's photos and files."""

import re
from itertools import chain
from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, MultipleFileField, StringField, TextAreaField

from app.web import ranges
from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from app.web.uploads import source
from campaigns.cases.queries import get_case
from campaigns.deliveries.keeping_back import look_again
from campaigns.kernel import settings
from campaigns.kernel.db import let_go
from campaigns.kernel.errors import Invalid
from campaigns.kernel.text import plural, said_size
from campaigns.media import actions, files, queries, room, storage, types
from campaigns.media.clearance_queries import in_force_by_photo
from campaigns.media.images import WHOLE, Box
from campaigns.media.model import MediaAsset, MediaKind
from campaigns.users.queries import get_user
from campaigns.users.rules import Permission, can, check_can

bp = Blueprint("media", __name__, url_prefix="/cases/<int:case_id>/media")

OURS = frozenset({MediaKind.PHOTO, MediaKind.POSTER, MediaKind.ATTACHMENT})
EVIDENCE_SHOWN = 50
SANDBOX = "default-src 'none'; sandbox"


class UploadForm(Form):
    """Photos to add."""

    photos = MultipleFileField("Add photos")


class PhotoForm(Form):
    """What is said of a file, and who may see it."""

    alt = TextAreaField("Description for people who cannot see it")
    year = StringField("Year it was taken")
    label = StringField("What it is")
    age_progressed = BooleanField("This is an age-progressed picture")
    shows_others = BooleanField("Someone else can be recognised in it")
    publish = BooleanField("Show it to the public")
    position = StringField("Place in the order")


class CropForm(Form):
    """The part of a picture that is shown, in hundredths of its width and height."""

    left = StringField("From the left")
    top = StringField("From the top")
    width = StringField("Width")
    height = StringField("Height")
    crop = StringField("Crop")


@bp.get("")
@needs(Permission.SEE_CASE)
def index(case_id: int) -> ResponseReturnValue:
    """Show every file of a case."""
    return _list(case_id, UploadForm(formdata=None))


def _list(case_id: int, form: UploadForm, kept: int = 0) -> str:
    reads_tips = can(current_user(), Permission.READ_TIPS)
    evidence = queries.list_evidence(case_id, EVIDENCE_SHOWN) if reads_tips else []
    assets = queries.list_assets(case_id, OURS)
    return render_template(
        "staff/media/index.html",
        case=get_case(case_id),
        form=form,
        kept=plural(kept, "photo") if kept else "",
        groups=[
            (kind, [asset for asset in assets if asset.kind is kind])
            for kind in (MediaKind.PHOTO, MediaKind.POSTER, MediaKind.ATTACHMENT)
        ],
        cleared=in_force_by_photo(case_id),
        evidence=evidence,
        evidence_count=queries.count_evidence(case_id) if reads_tips else 0,
        names=_names([*assets, *evidence]),
        words=types.words,
        size=said_size,
        room=room.standing(),
        held_bytes=queries.bytes_kept(case_id),
    )


def _names(assets: list[MediaAsset]) -> dict[int, str]:
    ids = {asset.added_by_id for asset in assets if asset.added_by_id is not None}
    return {user_id: get_user(user_id).name for user_id in ids}


@bp.post("")
@needs(Permission.EDIT_CASE)
def create(case_id: int) -> ResponseReturnValue:
    """Keep the photos that can be used; say of each other one why it cannot."""
    form = UploadForm()
    chosen = [
        each for each in form.photos.data or () if isinstance(each, FileStorage) and each.filename
    ]
    kept = attempt(form, lambda: _keep(case_id, chosen)) if chosen else None
    if kept is not None and not kept[1]:
        flash(f"{plural(kept[0], 'photo')} kept.", "success")
        return redirect(url_for(".index", case_id=case_id), code=303)
    wrong = kept[1] if kept else ["Choose at least one photo."]
    form.photos.errors = [*form.photos.errors, *(wrong if not form.errors else [])]
    return _list(case_id, form, kept[0] if kept else 0), 422


def _keep(case_id: int, chosen: list[FileStorage]) -> tuple[int, list[str]]:
    """Keep one photo after the other; return how many, and what was wrong with the rest."""
    limit, kept, wrong = settings.current().upload_max_bytes, 0, list[str]()
    actor = current_user().actor
    let_go()
    for each in chosen:
        try:
            prepared = files.prepare(each.filename or "", source(each), limit, MediaKind.PHOTO)
            actions.keep(case_id, MediaKind.PHOTO, prepared, actor=actor)
        except Invalid as error:
            wrong.append(error.message)
        else:
            kept += 1
    return kept, wrong


def _ours(case_id: int, asset_id: int) -> MediaAsset:
    """Return a file of the case; what came with a tip only to those who read tips."""
    asset = queries.get_asset(case_id, asset_id)
    if asset.kind is MediaKind.EVIDENCE:
        check_can(current_user(), Permission.READ_TIPS)
    return asset


@bp.get("/<int:asset_id>")
@needs(Permission.EDIT_CASE)
def edit(case_id: int, asset_id: int) -> ResponseReturnValue:
    """Show the form of one file."""
    asset = _ours(case_id, asset_id)
    return _one(asset, _photo_form(asset), _crop_form(asset))


def _photo_form(asset: MediaAsset) -> PhotoForm:
    return PhotoForm(
        formdata=None,
        alt=asset.alt,
        year=str(asset.year or ""),
        label=asset.label or "",
        age_progressed=asset.age_progressed,
        publish=asset.publish,
        shows_others=asset.shows_others,
        position=str(asset.position),
    )


def _crop_form(asset: MediaAsset) -> CropForm:
    box = asset.crop or WHOLE.as_dict()
    return CropForm(formdata=None, **{name: f"{part * 100:.4g}" for name, part in box.items()})


def _one(asset: MediaAsset, form: PhotoForm, crop: CropForm) -> str:
    return render_template(
        "staff/media/edit.html",
        case=get_case(asset.case_id),
        asset=asset,
        form=form,
        crop=crop,
        names=_names([asset]),
        words=types.words,
        size=said_size,
    )


@bp.post("/<int:asset_id>")
@needs(Permission.EDIT_CASE)
def update(case_id: int, asset_id: int) -> ResponseReturnValue:
    """Save what is said of a file."""
    asset, form, user = _ours(case_id, asset_id), PhotoForm(), current_user()
    saved = attempt(
        form,
        lambda: actions.edit_asset(
            case_id,
            asset_id,
            actor=user.actor,
            year=_whole(form.year.data, "year"),
            label=form.label.data,
            alt=form.alt.data or "",
            age_progressed=form.age_progressed.data,
            publish=form.publish.data,
            position=_whole(form.position.data, "position"),
            shows_others=form.shows_others.data,
        ),
    )
    if saved is None:
        return _one(asset, form, _crop_form(asset)), 422
    look_again(case_id)
    flash("Saved.", "success")
    return redirect(url_for(".index", case_id=case_id), code=303)


def _whole(typed: str | None, field: str) -> int | None:
    if typed and not re.fullmatch("[0-9]{1,5}", typed):
        raise Invalid("A number is wrong.", {field: "Enter a whole number, like 2025."})
    return int(typed) if typed else None


@bp.post("/<int:asset_id>/crop")
@needs(Permission.EDIT_CASE)
def crop(case_id: int, asset_id: int) -> ResponseReturnValue:
    """Show another part of a picture."""
    asset, form = _ours(case_id, asset_id), CropForm()
    if attempt(form, lambda: _recut(asset, form, case_id)) is None:
        return _one(asset, _photo_form(asset), form), 422
    flash("Cropped. The original is kept as it was.", "success")
    return redirect(url_for(".edit", case_id=case_id, asset_id=asset_id), code=303)


def _recut(asset: MediaAsset, form: CropForm, case_id: int) -> MediaAsset:
    actor = current_user().actor
    recut = files.recut(asset, _box(form))
    return actions.crop_asset(case_id, asset.id, recut, actor=actor)


def _box(form: CropForm) -> Box:
    parts = {}
    for name in ("left", "top", "width", "height"):
        try:
            parts[name] = float((form[name].data or "").replace(",", ".").rstrip("% ")) / 100
        except ValueError:
            raise Invalid(
                "A number is wrong.", {name: "Enter a number between 0 and 100."}
            ) from None
    return Box(**parts)


@bp.post("/<int:asset_id>/withdraw")
@needs(Permission.EDIT_CASE)
def withdraw(case_id: int, asset_id: int) -> ResponseReturnValue:
    """Take a file out of use."""
    actions.withdraw_asset(case_id, asset_id, actor=current_user().actor)
    look_again(case_id)
    flash("Withdrawn. The public no longer gets it from us; it can be put back.", "success")
    return redirect(url_for("staff.clearances.where", case_id=case_id, asset_id=asset_id), code=303)


@bp.post("/<int:asset_id>/restore")
@needs(Permission.EDIT_CASE)
def restore(case_id: int, asset_id: int) -> ResponseReturnValue:
    """Put a withdrawn file back into use."""
    actions.restore_asset(case_id, asset_id, actor=current_user().actor)
    look_again(case_id)
    flash("Put back. It is not shown to the public until you say so.", "success")
    return redirect(url_for(".index", case_id=case_id), code=303)


@bp.get("/<int:asset_id>/<name>")
@needs(Permission.SEE_CASE)
def file(case_id: int, asset_id: int, name: str) -> ResponseReturnValue:
    """Give a derivative to look at, or the original to keep; looks at evidence are written down."""
    asset = _ours(case_id, asset_id)
    evidence = asset.kind is MediaKind.EVIDENCE
    key, content_type = files.key_of(asset, name), files.type_of(asset, name)
    if evidence or name == "original":
        actions.note_look(case_id, asset_id, name, actor=current_user().actor)
    headers = {
        "Content-Security-Policy": SANDBOX,
        "Cache-Control": "private, no-store" if evidence else "private, no-cache",
    }
    if name == "original":
        return _download(asset, key, headers)
    headers["Content-Disposition"] = "inline"
    if content_type.startswith("video/"):
        let_go()
        return ranges.answer(key, content_type, headers)
    return Response(storage.read(key), content_type=content_type, headers=headers)


def _download(asset: MediaAsset, key: str, headers: dict[str, str]) -> Response:
    """Stream an original with flat memory, under the name it came with."""
    file_name, size = asset.file_name or f"file-{asset.id}", storage.size(key)
    headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name)}"
    if "Range" in request.headers:  # a download that broke off goes on where it was
        let_go()
        return ranges.answer(key, "application/octet-stream", headers)
    chunks = storage.stream(key)
    first = next(chunks, b"")  # a damaged small file is refused before anything is sent
    let_go()
    answer = Response(chain((first,), chunks), content_type="application/octet-stream")
    answer.headers.update(headers)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.set_etag(key)
    answer.content_length = size
    return answer
