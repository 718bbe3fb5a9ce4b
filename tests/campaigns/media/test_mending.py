from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import db
from campaigns.media import actions, files, mending, storage
from campaigns.media.images import Box
from campaigns.media.model import MediaKind
from campaigns.timeline.model import TimelineEntry
from tests.factories.cases import make_case
from tests.factories.media import draw_child, jpeg, make_photo


def _path(data_dir, key):
    return data_dir / "media" / key[:2] / key


def _harm(data_dir, key):
    path = _path(data_dir, key)
    path.chmod(0o600)
    path.write_bytes(b"x" + path.read_bytes()[1:])


def test_a_missing_picture_is_made_anew_from_its_original(app, data_dir):
    photo = make_photo(make_case())
    before = dict(photo.derivatives)
    _path(data_dir, before["thumb"]).unlink()
    assert mending.mend_all({before["thumb"]}) == []
    assert files.bytes_of(photo, "thumb")
    assert photo.derivatives == before
    assert (
        "made anew"
        in db.session.query(TimelineEntry).order_by(TimelineEntry.id.desc()).first().summary
    )


def test_a_damaged_picture_is_found_by_reading_everything(app, data_dir):
    photo, sound = make_photo(make_case()), make_photo(make_case())
    _harm(data_dir, photo.derivatives["web"])
    assert mending.mend_all() == []
    assert files.bytes_of(photo, "web")
    assert files.bytes_of(sound, "web")


def test_a_cropped_picture_is_made_anew_with_its_crop_and_as_a_whole(app, data_dir):
    photo = make_photo(make_case(), content=jpeg(draw_child(600, 750)))
    recut = files.recut(photo, Box(0.1, 0.1, 0.5, 0.5))
    actions.crop_asset(photo.case_id, photo.id, recut, actor=HOUSE)
    before = dict(photo.derivatives)
    for name in ("web", "whole"):
        _path(data_dir, before[name]).unlink()
    assert mending.mend_all({before["web"], before["whole"]}) == []
    assert photo.derivatives == before
    assert files.bytes_of(photo, "web") != files.bytes_of(photo, "whole")


def test_a_lost_original_is_named_and_nothing_is_made_up(app, data_dir):
    photo = make_photo(make_case())
    _harm(data_dir, photo.storage_key)
    _path(data_dir, photo.derivatives["web"]).unlink()
    assert mending.mend_all() == [photo.id]
    assert not _path(data_dir, photo.derivatives["web"]).exists()


def test_what_is_no_picture_cannot_be_made_anew(app, data_dir):
    clip = make_photo(make_case(), kind=MediaKind.EVIDENCE, content=b"just words", name="a.txt")
    _path(data_dir, clip.storage_key).unlink()
    assert mending.mend_all({clip.storage_key}) == [clip.id]
    storage.put_bytes(b"just words")
    assert mending.mend_all() == []
