import pytest

from campaigns.appeals import queries
from campaigns.appeals.model import AppealState
from campaigns.cases.public import touch_public
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel

pytestmark = pytest.mark.usefixtures("app")


def test_an_appeal_is_found_by_case_slug_and_code():
    appeal = make_appeal()
    assert queries.get_appeal(appeal.case_id) is appeal
    assert queries.read_appeal(appeal.id) is appeal
    assert queries.find_by_slug(appeal.slug) is appeal
    assert queries.find_by_code(appeal.code) is appeal


def test_a_case_without_an_appeal_says_so():
    with pytest.raises(NotFound):
        queries.get_appeal(make_case().id)
    with pytest.raises(NotFound):
        queries.read_appeal(99)
    assert queries.find_by_slug("nothing") is None


def test_only_live_appeals_are_listed_newest_first(moving_clock):
    first = make_appeal()
    moving_clock.move(hours=1)
    second = make_appeal()
    for state in (AppealState.DRAFT, AppealState.PAUSED, AppealState.ENDED):
        make_appeal(state=state)
    assert queries.list_live() == [second, first]
    assert [version[0] for version in queries.list_live_versions()] == [first.id, second.id]


@pytest.mark.parametrize(
    ("state", "held"),
    [("draft", False), ("live", True), ("paused", True), ("ended", False)],
)
def test_a_hashtag_is_held_while_live_or_paused(state, held):
    appeal = make_appeal(state=AppealState(state))
    assert (queries.find_by_hashtag(appeal.hashtag_key) is appeal) is held


def test_channels_come_in_the_order_they_were_added():
    second, first = make_channel(), make_channel()
    appeal = make_appeal(channels=(first, second))
    assert queries.channels_of(appeal.id) == [first, second]


def test_the_page_version_moves_with_the_appeal_and_with_the_case():
    appeal = make_appeal()
    seen = [queries.find_page_version(appeal.slug)]
    touch_public(appeal.case_id)
    seen.append(queries.find_page_version(appeal.slug))
    queries.move_page_version(appeal.case_id)
    db.session.commit()
    seen.append(queries.find_page_version(appeal.slug))
    assert len(set(seen)) == 3
    assert queries.find_page_version("nothing") is None
