from dataclasses import replace

import pytest

from campaigns.kernel import settings
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.errors import Invalid
from campaigns.media import actions, files, room
from campaigns.media.model import MediaKind
from campaigns.media.room import Room
from tests.factories.cases import make_case
from tests.factories.media import jpeg, make_photo

ENDLESS = 10**18  # more than any disk has free


def _given(**more):
    settings.install(replace(settings.current(), **more))


def test_the_disk_has_room_little_room_or_none(app):
    assert room.standing() is Room.ENOUGH
    _given(low_disk_bytes=ENDLESS)
    assert room.standing() is Room.LOW
    _given(tip_reserve_bytes=ENDLESS)
    assert room.standing() is Room.FULL


def test_with_little_room_staff_add_nothing_and_tips_still_bring_files(app):
    _given(low_disk_bytes=ENDLESS)
    with pytest.raises(Invalid, match="kept for tips"):
        files.prepare("a.jpg", [jpeg()], 10**7, MediaKind.PHOTO)
    assert files.prepare("a.jpg", [jpeg()], 10**7, MediaKind.EVIDENCE).derivatives


def test_without_room_tips_bring_no_files_either(app):
    _given(tip_reserve_bytes=ENDLESS)
    with pytest.raises(Invalid, match="too little room"):
        files.prepare("a.jpg", [jpeg()], 10**7, MediaKind.EVIDENCE)


@pytest.mark.parametrize(
    ("quota", "whose"), [("case_quota_bytes", "case"), ("house_quota_bytes", "house")]
)
def test_a_file_over_the_share_is_refused_with_the_numbers(app, quota, whose):
    case = make_case()
    held = make_photo(case).size_bytes
    _given(**{quota: held + 100})
    prepared = files.prepare("b.jpg", [jpeg(quality=50)], 10**7, MediaKind.PHOTO)
    with pytest.raises(Invalid, match=f"the {whose} holds"):
        actions.keep(case.id, MediaKind.PHOTO, prepared, actor=HOUSE)


def test_a_share_of_one_case_does_not_bind_another_nor_a_tip(app):
    case, other = make_case(), make_case()
    _given(case_quota_bytes=make_photo(case, content=jpeg()).size_bytes + 1)
    assert make_photo(other, content=jpeg()).id
    assert make_photo(case, kind=MediaKind.EVIDENCE).id


def test_words_say_when_a_share_is_nearly_used(app):
    case = make_case()
    held = make_photo(case).size_bytes
    assert room.nearly_full(case.id) == ""
    _given(case_quota_bytes=held * 2)
    assert room.nearly_full(case.id) == ""
    _given(case_quota_bytes=held)
    assert "are used" in room.nearly_full(case.id)
