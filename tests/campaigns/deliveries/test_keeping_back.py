from datetime import timedelta

import pytest

from campaigns.appeals import poster_making, posters
from campaigns.appeals.queries import get_appeal
from campaigns.deliveries import carry, keeping_back, queries
from campaigns.deliveries.model import DeliveryState
from campaigns.deliveries.traces import traces_of
from campaigns.jobs import mind_clearances
from campaigns.kernel import clock
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import db
from campaigns.kernel.errors import Invalid
from campaigns.media import actions as media
from campaigns.media import clearing, poster_queries
from campaigns.media.clearing import Terms
from campaigns.media.model import MediaKind, Use
from campaigns.notices.model import Notice
from campaigns.updates import actions, compose
from tests.factories.deliveries import make_speaking_case, said
from tests.factories.media import make_photo

OKAFOR = Actor("Ola Okafor")


@pytest.fixture
def case(app):
    made, _ = make_speaking_case()
    return made


def _photo(case):
    return make_photo(case, publish=True, alt="A girl smiles")


def _portrait(kit):
    made = poster_queries.list_posters_of(kit.id)
    return next(asset for poster, asset in made if poster.format == "portrait")


def _written(case, asset):
    channels = [each.channel_id for each in db.session.query(queries.Delivery).all()] or [1]
    return actions.write_update(
        case.id,
        parts=[{"text": "Seen?", "media": [{"asset_id": asset.id, "alt": "A girl"}]}],
        channel_ids=channels,
        by=case.lead,
    )


def _approved(case, asset):
    update = _written(case, asset)
    actions.submit_update(case.id, update.id, by=case.lead)
    actions.approve_update(case.id, update.id, update.content_hash, by=case.deputy)
    return queries.list_of_update(update.id)[0]


def test_a_post_with_a_withdrawn_photo_is_not_said_even_if_nobody_looked_again(case):
    photo = _photo(case)
    delivery = _approved(case, photo)
    media.withdraw_asset(case.id, photo.id, actor=OKAFOR)
    carry.say(delivery.id)
    assert said() == []
    assert queries.read_delivery(delivery.id).state is DeliveryState.PLANNED
    assert "was withdrawn" in queries.read_delivery(delivery.id).kept_back
    carry.say(delivery.id)  # and it is not even tried again
    assert delivery.attempt_count == 1


def test_it_is_kept_back_told_once_and_let_go_when_the_photo_may_be_used_again(case):
    photo = _photo(case)
    delivery = _approved(case, photo)
    clearing.take_back(case.id, photo.id, "no", actor=OKAFOR)
    assert keeping_back.look_again(case.id) == 1
    assert keeping_back.look_again(case.id) == 0
    assert [each.id for each in queries.list_due(clock.now())] == []
    told = [each for each in db.session.query(Notice) if "picture in it" in each.subject]
    assert len(told) == 2
    clearing.let_out(case.id, photo.id, actor=OKAFOR)
    assert keeping_back.look_again(case.id) == 1
    assert delivery.kept_back is None
    carry.say(delivery.id)
    assert len(said()) == 1


def test_the_clock_ends_a_clearance_and_the_job_keeps_the_post_back(case, moving_clock):
    photo = _photo(case)
    until = moving_clock() + timedelta(minutes=5)
    terms = Terms(frozenset({Use.POST}), until, None, "ours")
    clearing.clear(case.id, photo.id, terms, actor=OKAFOR)
    delivery = _approved(case, photo)
    mind_clearances.run()
    assert delivery.kept_back is None
    moving_clock.move(minutes=5)
    mind_clearances.run()
    assert "not cleared for posts" in queries.read_delivery(delivery.id).kept_back


def test_a_draft_with_a_photo_out_of_use_is_marked_and_cannot_be_submitted(case):
    photo = _photo(case)
    update = _written(case, photo)
    assert compose.with_pictures_out_of_use(case.id, [update]) == set()
    media.withdraw_asset(case.id, photo.id, actor=OKAFOR)
    assert compose.with_pictures_out_of_use(case.id, [update]) == {update.id}
    with pytest.raises(Invalid) as refused:
        actions.submit_update(case.id, update.id, by=case.lead)
    assert "was withdrawn" in refused.value.fields["texts"]


def test_a_post_that_carries_a_poster_waits_with_the_photo_on_it(case):
    photo = _photo(case)
    poster = _portrait(poster_making.make_now(case.id, actor=OKAFOR))
    assert poster.made_from == [photo.id]
    delivery = _approved(case, poster)
    media.withdraw_asset(case.id, photo.id, actor=OKAFOR)
    keeping_back.look_again(case.id)
    assert "stands in this poster" in delivery.kept_back


def test_a_poster_is_out_of_date_at_once_and_made_again_without_the_photo(case):
    photo, other = _photo(case), _photo(case)
    appeal = get_appeal(case.id)
    poster_making.make_now(case.id, actor=OKAFOR)
    clearing.take_back(case.id, photo.id, "no", actor=OKAFOR, uses=[Use.POSTER])
    standing = {each.format: each for each in posters.standing_of(appeal)}
    assert not standing[posters.PosterFormat.PORTRAIT].current
    again = poster_making.make_now(case.id, actor=OKAFOR)
    assert _portrait(again).made_from == [other.id]


def test_the_list_says_where_it_was_let_out_and_what_to_do_there(case):
    photo = _photo(case)
    poster_making.make_now(case.id, actor=OKAFOR)
    delivery = _approved(case, photo)
    carry.say(delivery.id)
    media.withdraw_asset(case.id, photo.id, actor=OKAFOR)
    found = {each.what: each for each in traces_of(photo)}
    assert {f"Post on @{delivery.channel.handle}", "Poster 2", "Appeal page"} <= set(found)
    assert sum(what.startswith("Poster ") for what in found) == len(posters.PosterFormat)
    post = found[f"Post on @{delivery.channel.handle}"]
    assert post.still
    assert post.path == f"/staff/cases/{case.id}/posts/{delivery.id}"
    assert post.url
    assert not found["Appeal page"].still


def test_a_photo_that_went_nowhere_has_no_traces(case):
    assert traces_of(make_photo(case, kind=MediaKind.PHOTO)) == []
