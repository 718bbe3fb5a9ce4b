import pytest

from campaigns.cases.model import Case
from campaigns.kernel import written
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid
from tests.factories.cases import make_case


@pytest.fixture
def seen(app):
    """What was shown of cases, row by row; watching ends with the test."""
    kept = []
    written.watch([Case], kept.extend)
    yield kept
    del written._WATCH[Case]


def test_what_an_action_wrote_is_shown_once_with_what_changed(seen):
    case = make_case()
    assert [(each.row, each.new) for each in seen] == [(case, True)]
    seen.clear()

    @atomic
    def rename():
        case.title = "Help find Lena"
        db.session.flush()
        case.languages = ["en", "fr"]

    rename()
    assert [(each.changed, each.new) for each in seen] == [
        (frozenset({"title", "languages"}), False)
    ]


def test_an_action_that_changes_nothing_of_the_kind_shows_nothing(seen):
    case = make_case()
    seen.clear()

    @atomic
    def nothing():
        case.title = str(case.title)

    nothing()
    assert seen == []


def test_whoever_looks_can_stop_the_whole_action(seen):
    case = make_case()

    def refuse(_rows):
        raise Invalid("No.")

    written.watch([Case], refuse)

    @atomic
    def rename():
        case.title = "Help find Lena"

    with pytest.raises(Invalid):
        rename()
    db.session.refresh(case)
    assert case.title == "Help find Mira"


def test_what_was_taken_back_within_an_action_is_not_shown(seen):
    @atomic
    def half_and_back():
        half = db.session.begin_nested()
        make_case()
        half.rollback()

    half_and_back()
    assert seen == []
