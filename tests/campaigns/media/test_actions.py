import pytest

from campaigns.audit.model import AuditEntry
from campaigns.cases.queries import find_public_version as public_version
from campaigns.kernel.actor import PUBLIC, Actor
from campaigns.kernel.db import db
from campaigns.kernel.errors import Invalid, NotFound, WrongState
from campaigns.media import actions, files, queries, storage
from campaigns.media.images import Box
from campaigns.media.model import MediaKind
from campaigns.timeline.model import TimelineEntry
from tests.factories import media
from tests.factories.cases import make_case

OKAFOR = Actor("Ola Okafor")


def _edit(photo, **given):
    words = {
        "year": 2023,
        "label": "school",
        "alt": "A smiling girl",
        "age_progressed": False,
        "publish": True,
    }
    return actions.edit_asset(photo.case_id, photo.id, actor=OKAFOR, **{**words, **given})


def _last_line(case) -> TimelineEntry:
    lines = db.session.query(TimelineEntry).filter_by(case_id=case.id)
    return lines.order_by(TimelineEntry.seq.desc()).first()


def test_keeping_a_file_seals_its_name_and_writes_a_line(app):
    case = make_case()
    asset = actions.keep_file(
        case.id,
        MediaKind.PHOTO,
        "Mira at home.jpg",
        [media.jpeg()],
        actor=OKAFOR,
        limit_bytes=10**7,
    )
    assert asset.file_name == "Mira at home.jpg"
    assert b"Mira" not in asset.file_name_sealed
    line = _last_line(case)
    assert line.about_id == asset.id
    assert line.detail["sha256"] == asset.sha256
    assert "Mira" not in line.summary


def test_photos_keep_the_order_in_which_they_came(app):
    case = make_case()
    photos = [media.make_photo(case) for _ in range(3)]
    assert [photo.position for photo in photos] == [1, 2, 3]
    assert queries.list_photos(case.id) == photos


def test_of_anonymous_evidence_only_the_given_time_is_kept(app, moving_clock):
    case = make_case()
    moving_clock.move(minutes=37)
    hour = moving_clock().replace(minute=0)
    prepared = files.prepare("x.jpg", [media.jpeg()], 10**7, MediaKind.EVIDENCE)
    asset = actions.keep(case.id, MediaKind.EVIDENCE, prepared, actor=PUBLIC, at=hour)
    assert asset.added_at == hour
    assert _last_line(case).at == hour


def test_publishing_a_photo_moves_the_public_version_on(app):
    case = make_case()
    photo = media.make_photo(case)
    before = public_version(case.id)
    assert _edit(photo).publish
    assert public_version(case.id) == before + 1
    assert "for the public" in _last_line(case).summary


def test_a_photo_is_not_shown_without_words_for_those_who_cannot_see_it(app):
    photo = media.make_photo(make_case())
    with pytest.raises(Invalid) as refused:
        _edit(photo, alt=" ")
    assert "alt" in refused.value.fields


@pytest.mark.parametrize("year", [1899, 2027])
def test_a_photo_of_the_future_or_of_another_age_is_refused(app, year):
    with pytest.raises(Invalid) as refused:
        _edit(media.make_photo(make_case()), year=year)
    assert "year" in refused.value.fields


def test_evidence_is_never_published(app):
    asset = media.make_photo(make_case(), kind=MediaKind.EVIDENCE)
    with pytest.raises(Invalid) as refused:
        _edit(asset)
    assert "publish" in refused.value.fields


def test_a_crop_changes_what_is_shown_and_never_the_original(app):
    case = make_case()
    photo = media.make_photo(case, publish=True)
    before, original = public_version(case.id), files.bytes_of(photo, "original")
    shown, whole = files.bytes_of(photo, "web"), files.bytes_of(photo, "whole")
    actions.crop_asset(case.id, photo.id, files.recut(photo, Box(0, 0, 0.5, 0.5)), actor=OKAFOR)
    assert files.bytes_of(photo, "web") != shown
    assert files.bytes_of(photo, "whole") == whole
    assert files.bytes_of(photo, "original") == original
    assert photo.crop == {"left": 0, "top": 0, "width": 0.5, "height": 0.5}
    assert public_version(case.id) == before + 1


def test_a_withdrawn_photo_is_no_longer_public_but_stays_kept(app):
    case = make_case()
    photo = media.make_photo(case, publish=True)
    before = public_version(case.id)
    actions.withdraw_asset(case.id, photo.id, actor=OKAFOR)
    assert queries.list_photos(case.id) == []
    assert queries.find_public_asset(photo.id) is None
    assert storage.read(photo.storage_key)
    assert public_version(case.id) == before + 1
    with pytest.raises(WrongState):
        actions.withdraw_asset(case.id, photo.id, actor=OKAFOR)


def test_a_withdrawn_photo_that_is_put_back_is_not_public_by_itself(app):
    case = make_case()
    photo = media.make_photo(case, publish=True)
    actions.withdraw_asset(case.id, photo.id, actor=OKAFOR)
    assert actions.restore_asset(case.id, photo.id, actor=OKAFOR).publish is False
    assert queries.list_photos(case.id) == [photo]
    with pytest.raises(WrongState):
        actions.restore_asset(case.id, photo.id, actor=OKAFOR)


def test_evidence_cannot_be_withdrawn(app):
    asset = media.make_photo(make_case(), kind=MediaKind.EVIDENCE)
    with pytest.raises(WrongState, match="evidence"):
        actions.withdraw_asset(asset.case_id, asset.id, actor=OKAFOR)


def test_a_file_of_another_case_is_not_there(app):
    photo, other = media.make_photo(make_case()), make_case()
    for act in (actions.withdraw_asset, actions.restore_asset):
        with pytest.raises(NotFound):
            act(other.id, photo.id, actor=OKAFOR)


def test_a_look_at_a_file_is_written_into_the_audit(app):
    photo = media.make_photo(make_case())
    actions.note_look(photo.case_id, photo.id, "original", actor=OKAFOR)
    line = db.session.query(AuditEntry).filter_by(chain=photo.case_id).one()
    assert (line.verb, line.about_id, line.detail["part"]) == ("media.open", photo.id, "original")
