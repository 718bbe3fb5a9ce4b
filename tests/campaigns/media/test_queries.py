import pytest

from campaigns.kernel.errors import NotFound
from campaigns.media import queries
from campaigns.media.model import MediaKind
from tests.factories.cases import make_case
from tests.factories.media import make_photo


def test_a_file_is_found_only_by_both_ids(app):
    photo = make_photo(make_case())
    assert queries.get_asset(photo.case_id, photo.id) is photo
    with pytest.raises(NotFound):
        queries.get_asset(photo.case_id + 1, photo.id)


def test_only_published_photos_are_listed_when_asked_for(app):
    case = make_case()
    shown = make_photo(case, publish=True)
    make_photo(case)
    make_photo(case, kind=MediaKind.EVIDENCE)
    assert queries.list_photos(case.id, publish_only=True) == [shown]


def test_evidence_is_never_a_public_file(app):
    assert queries.find_public_asset(make_photo(make_case(), kind=MediaKind.EVIDENCE).id) is None


def test_withdrawn_files_are_listed_last(app, moving_clock):
    case = make_case()
    gone, kept = make_photo(case, withdrawn_at=moving_clock()), make_photo(case)
    listed = queries.list_assets(case.id, frozenset({MediaKind.PHOTO}))
    assert listed == [kept, gone]


def test_evidence_is_counted_and_listed_newest_first(app):
    case = make_case()
    files = [make_photo(case, kind=MediaKind.EVIDENCE) for _ in range(3)]
    assert queries.count_evidence(case.id) == 3
    assert queries.list_evidence(case.id, 2) == [files[2], files[1]]
    assert queries.list_posters(case.id) == []
