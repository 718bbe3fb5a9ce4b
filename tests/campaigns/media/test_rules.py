import pytest

from campaigns.kernel.errors import Invalid, WrongState
from campaigns.media import rules
from campaigns.media.model import MediaAsset, MediaKind


def _asset(**given) -> MediaAsset:
    return MediaAsset(**{"kind": MediaKind.PHOTO, "publish": True, "withdrawn_at": None, **given})


@pytest.mark.parametrize(
    ("kind", "name", "may"),
    [
        (MediaKind.PHOTO, "web", True),
        (MediaKind.PHOTO, "thumb", True),
        (MediaKind.PHOTO, "original", False),
        (MediaKind.PHOTO, "whole", False),
        (MediaKind.POSTER, "original", True),
        (MediaKind.ATTACHMENT, "original", False),
    ],
)
def test_no_original_leaves_but_our_own_posters(kind, name, may):
    assert rules.is_public_part(_asset(kind=kind), name) is may


def test_only_published_photos_and_posters_in_use_are_public(moving_clock):
    assert rules.is_published(_asset())
    assert not rules.is_published(_asset(publish=False))
    assert not rules.is_published(_asset(withdrawn_at=moving_clock()))
    assert not rules.is_published(_asset(kind=MediaKind.ATTACHMENT))


def test_too_long_a_description_says_by_how_much():
    with pytest.raises(Invalid) as refused:
        rules.check_edit(_asset(), year=None, alt="x" * 1003, publish=True, this_year=2026)
    assert "3 characters too long" in refused.value.fields["alt"]


def test_a_withdrawn_file_is_not_changed(moving_clock):
    with pytest.raises(WrongState):
        rules.check_not_withdrawn(_asset(withdrawn_at=moving_clock()))
