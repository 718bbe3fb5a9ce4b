import os
from datetime import timedelta

import pytest

from campaigns.deliveries.snapshot import freeze, seal
from campaigns.jobs import tend_files
from campaigns.jobs.queries import list_alarms
from campaigns.kernel.errors import NotFound
from campaigns.media import storage
from campaigns.media.arriving import Incoming
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.deliveries import make_delivery
from tests.factories.media import make_photo


def _is_there(key) -> bool:
    try:
        storage.read(key)
    except NotFound:
        return False
    return True


def test_bytes_that_no_row_names_go_after_a_day_and_not_before(app, moving_clock):
    orphan = storage.put([b"the row failed"], 100).key
    long = storage.put([os.urandom(2 * 2**20)], 10**7).key
    tend_files.run()
    assert _is_there(orphan)
    moving_clock.move(hours=27)
    tend_files.run()
    assert not _is_there(orphan)
    assert not _is_there(long)
    assert [each.name for each in storage.shelf().lying()] == []  # the blocks' hashes went too


def test_what_a_row_names_stays_for_good(app, moving_clock):
    photo = make_photo(make_case())
    moving_clock.move(days=400)
    tend_files.run()
    assert _is_there(photo.storage_key)
    assert all(map(_is_there, photo.derivatives.values()))
    assert list_alarms() == []


def test_a_picture_that_only_a_frozen_post_names_stays(app, moving_clock):
    key = storage.put([b"as it was before it was cropped"], 100).key
    picture = {"asset_id": 1, "sha256": key, "type": "image/jpeg", "alt": ""}
    snapshot = freeze([{"text": "Seen?", "media": [picture]}])
    make_delivery(make_case(), make_channel(), snapshot=snapshot, snapshot_hash=seal(snapshot))
    moving_clock.move(days=3)
    tend_files.run()
    assert _is_there(key)


def test_bytes_that_are_kept_again_are_renewed(app, moving_clock):
    key = storage.put([b"sent twice"], 100).key
    moving_clock.move(hours=30)
    storage.put([b"sent twice"], 100)
    tend_files.run()
    assert _is_there(key)


def test_who_renews_in_the_very_moment_of_the_sweep_finds_it_again(app, moving_clock):
    key = storage.put([b"just then"], 100).key
    moving_clock.move(hours=30)
    before = moving_clock() - timedelta(hours=26)
    storage.shelf().renew(key)  # between the listing and the taking
    assert not storage.shelf().remove(key, before)
    assert _is_there(key)


def test_what_a_sweep_had_set_aside_when_it_was_killed_is_put_back(app, data_dir, moving_clock):
    photo = make_photo(make_case())
    leaving = data_dir / "media" / "leaving"
    leaving.mkdir()
    place = data_dir / "media" / photo.storage_key[:2] / photo.storage_key
    place.rename(leaving / photo.storage_key)
    tend_files.run()
    assert _is_there(photo.storage_key)
    assert list_alarms() == []


def test_half_an_upload_that_a_killed_process_left_goes_after_a_day(app, data_dir, moving_clock):
    incoming = Incoming(100)
    incoming.write(b"half")
    incoming._file.close()  # as if its process were gone
    at = moving_clock().timestamp()
    os.utime(incoming.path, (at, at))
    tend_files.run()
    assert incoming.path.exists()
    moving_clock.move(hours=27)
    tend_files.run()
    assert not incoming.path.exists()


def test_a_missing_picture_is_made_anew_and_a_missing_original_is_an_alarm(app, data_dir):
    photo = make_photo(make_case())
    folder = data_dir / "media"
    (folder / photo.derivatives["web"][:2] / photo.derivatives["web"]).unlink()
    tend_files.run()
    assert _is_there(photo.derivatives["web"])
    content = storage.read(photo.storage_key)
    (folder / photo.storage_key[:2] / photo.storage_key).unlink()
    tend_files.run()
    assert [each.name for each in list_alarms()] == [tend_files.MISSING]
    storage.put_bytes(content)
    tend_files.run()
    assert list_alarms() == []


@pytest.mark.parametrize("times", [1, 2])
def test_running_it_twice_does_no_harm(app, moving_clock, times):
    photo = make_photo(make_case())
    moving_clock.move(days=2)
    for _ in range(times):
        tend_files.run()
    assert _is_there(photo.storage_key)
