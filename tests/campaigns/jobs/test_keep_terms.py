"""What a platform lets nobody keep is looked up again in time, or destroyed; evidence is kept."""

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from campaigns.channels import basis, basis_queries
from campaigns.channels.model import Basis
from campaigns.jobs import collect_tips, keep_terms
from campaigns.kernel.db import atomic, db
from campaigns.media import files
from campaigns.media.model import MediaAsset, MediaKind
from campaigns.notices.model import Notice
from campaigns.tips import versions
from campaigns.tips.model import Evidence, Tip
from campaigns.tips.queries import list_messages
from campaigns.tips.version_queries import list_versions
from campaigns.users.model import Role
from tests.factories.appeals import make_appeal
from tests.factories.channels import make_channel
from tests.factories.users import make_user
from tests.fakes.beacon import CREDENTIALS, said
from tests.fakes.world import Answer

WORDS = "I saw her at the metro"


@pytest.fixture
def channel(app, beacon):
    channel = make_channel(platform="beacon", handle="missingmira", credentials=CREDENTIALS)
    make_appeal(channels=[channel])
    return channel


@pytest.fixture
def tip(channel, beacon):
    beacon.says(said("a", WORDS))
    collect_tips.run()
    return one()


def one() -> Tip:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Tip)).one()


def after(moving_clock, days) -> Tip:
    moving_clock.move(days=days)
    keep_terms.run()
    return one()


@pytest.fixture
def silent(world):
    """Nobody can look anything up there."""
    world.fakes["api.beacon.example"] = lambda _request: Answer(503)


def test_what_is_still_there_is_looked_up_again_and_kept(tip, beacon, moving_clock):
    first = tip.seen_there_at
    assert after(moving_clock, 24).seen_there_at == first
    assert after(moving_clock, 2).seen_there_at > first
    for _ in range(5):
        assert after(moving_clock, 20).text == WORDS


def test_what_changed_there_meanwhile_is_another_version(tip, beacon, moving_clock):
    beacon.standing["a"] = said("a", "It was someone else")
    after(moving_clock, 26)
    assert [each.text for each in list_versions(tip.id)] == ["It was someone else"]


def test_what_is_gone_there_is_destroyed_here_and_the_tip_stays(tip, beacon, moving_clock):
    beacon.standing.clear()
    emptied = after(moving_clock, 26)
    assert "Beacon lets nobody keep it for longer than 30 days" in emptied.text
    assert (emptied.sender, emptied.raw, emptied.remote_ref) == (None, None, "a")
    assert emptied.raw_sha256 == tip.raw_sha256


def test_what_cannot_be_looked_up_is_destroyed_with_its_versions_and_files_after_a_warning(
    tip, silent, moving_clock
):
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(drawn, "PNG")
    kept = files.prepare("seen.png", [drawn.getvalue()], 1_000_000, MediaKind.EVIDENCE)
    versions.keep_version(tip.id, versions.Again("Other words", b"{}", files=(kept,)))
    assert after(moving_clock, 27).text == WORDS
    db.session.rollback()
    warned = [each.subject for each in db.session.scalars(select(Notice))]
    assert sum("will be destroyed within days" in subject for subject in warned) >= 2
    emptied = after(moving_clock, 4)
    assert emptied.emptied_at is not None
    assert [(each.text, each.raw) for each in list_versions(tip.id)] == [(None, None)]
    assert db.session.scalars(select(Evidence)).all() == []
    assert db.session.scalars(select(MediaAsset)).all() == []
    assert kept.stored.sha256 in list_messages(tip.id)[-1].text


def test_under_a_basis_for_keeping_evidence_nothing_is_destroyed(
    tip, channel, silent, moving_clock
):
    by = make_user(Role.SUPERVISOR)
    law, who = "Police Act, section 12", "Jean Roy"
    basis.record_basis(channel.id, law, who, keeps_evidence=True, by=by)
    assert after(moving_clock, 400).text == WORDS
    basis.end_basis(channel.id, by=by)
    assert after(moving_clock, 1).text != WORDS


def test_without_any_basis_nothing_is_asked_and_what_is_old_is_destroyed(
    tip, channel, beacon, moving_clock, world
):
    end(channel.id)
    calls = len(world.calls)
    assert after(moving_clock, 31).text != WORDS
    assert len(world.calls) == calls


@atomic
def end(channel_id):
    db.session.delete(db.session.get(Basis, basis_queries.find_standing(channel_id).id))


def test_what_was_destroyed_is_not_taken_in_again(tip, beacon, moving_clock):
    beacon.standing.clear()
    emptied = after(moving_clock, 26)
    beacon.says(said("a", WORDS))
    collect_tips.run()
    assert one().text == emptied.text
    assert list_versions(tip.id) == []
