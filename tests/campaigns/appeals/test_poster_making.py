import errno

import pytest

from campaigns.appeals import poster_making, posters
from campaigns.cases import story_actions as story
from campaigns.cases.given import PersonGiven
from campaigns.cases.model import PersonRole
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.errors import WrongState
from campaigns.media import actions as media
from campaigns.media import lettering, poster_actions, storage
from campaigns.media import poster_queries as kits
from campaigns.media.model import KitState
from campaigns.media.queries import list_posters
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.media import make_photo

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def appeal():
    case = make_case()
    mira = PersonGiven(public_name="Mira", age_from=7)
    story.add_person(case.id, PersonRole.MISSING, mira, actor=HOUSE)
    return make_appeal(case=case)


def _ask(appeal):
    return posters.ask_for_kit(appeal.case_id, actor=HOUSE)


def test_a_full_disk_shows_nothing_half_made_says_why_and_can_be_tried_again(appeal, monkeypatch):
    kit, count = _ask(appeal), iter(range(99))
    real = storage.put

    def put(chunks, limit_bytes):
        if next(count) > 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(chunks, limit_bytes)

    monkeypatch.setattr(storage, "put", put)
    poster_making.make(kit.id)
    failed = kits.read_kit(kit.id)
    assert (failed.state, failed.reason) == (KitState.FAILED, poster_making.NO_ROOM)
    assert list_posters(appeal.case_id) == []
    monkeypatch.undo()
    poster_actions.try_again(appeal.case_id, kit.id, actor=HOUSE)
    poster_making.make(kit.id)
    assert kits.read_kit(kit.id).state is KitState.READY
    with pytest.raises(WrongState):
        poster_actions.try_again(appeal.case_id, kit.id, actor=HOUSE)


def test_a_photo_that_went_bad_meanwhile_is_said(appeal, data_dir):
    photo = make_photo(appeal.case, publish=True, alt="Mira")
    kit = _ask(appeal)
    key = photo.derivatives["clean"]
    (path,) = data_dir.rglob(key)
    path.chmod(0o600)
    path.write_bytes(b"no longer a picture")
    poster_making.make(kit.id)
    failed = kits.read_kit(kit.id)
    assert failed.state is KitState.FAILED
    assert "SHA-256" in failed.reason


def test_a_kit_is_drawn_by_one_maker_only(appeal):
    kit = _ask(appeal)
    assert poster_actions.take(kit.id, "another:1")
    poster_making.make(kit.id)
    assert kits.read_kit(kit.id).state is KitState.DRAWING
    assert poster_actions.move(kit.id, "another:1", 3)
    assert not poster_actions.move(kit.id, "me:2", 3)
    assert not poster_actions.finish(kit.id, "me:2", [])
    assert not poster_actions.fail(kit.id, "me:2", "no")


def test_what_was_interrupted_is_taken_up_again_three_times(appeal, moving_clock):
    kit = _ask(appeal)
    for _ in range(3):
        poster_actions.take(kit.id, "gone:1")
        moving_clock.go(str(clock.after(minutes=10)))
        poster_making.take_up_again(120)
    assert kits.read_kit(kit.id).state is KitState.FAILED
    assert "interrupted 3 times" in kits.read_kit(kit.id).reason


def test_a_photo_that_is_withdrawn_while_it_waits_is_not_shown(appeal):
    photo = make_photo(appeal.case, publish=True, alt="Mira")
    kit = _ask(appeal)
    media.withdraw_asset(appeal.case_id, photo.id, actor=HOUSE)
    poster_making.make(kit.id)
    assert posters.offered_of(kits_appeal(appeal)) == []


def kits_appeal(appeal):
    return posters.get_appeal(appeal.case_id)


def test_a_font_that_is_missing_is_the_reason_and_not_the_disk(appeal, monkeypatch, tmp_path):
    kit = _ask(appeal)
    monkeypatch.setattr(lettering, "FONTS", tmp_path)
    for kept in (lettering.face, lettering.balance, lettering.line_of):
        kept.cache_clear()
    poster_making.make(kit.id)
    failed = kits.read_kit(kit.id)
    assert failed.state is KitState.FAILED
    assert "is missing or damaged in static/fonts" in failed.reason
