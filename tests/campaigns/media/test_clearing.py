from datetime import timedelta

import pytest

from campaigns.cases.publicity_actions import record_consent, withdraw_consent
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import db
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.media import actions, clearing, queries
from campaigns.media.clearance_queries import cleared_for, list_carriers, list_of_asset, why_not
from campaigns.media.clearing import Terms
from campaigns.media.model import MediaKind, Use
from campaigns.notices.model import Notice
from campaigns.timeline.model import TimelineEntry
from tests.factories.cases import make_case
from tests.factories.media import make_photo

OKAFOR = Actor("Ola Okafor")
OURS = "our own photo"


def _clear(photo, *uses, **given):
    terms = Terms(frozenset(uses), **{"rests_on": OURS, **given})
    return clearing.clear(photo.case_id, photo.id, terms, actor=OKAFOR)


def _photo(case=None, **given):
    return make_photo(case or make_case(), **{"alt": "A girl smiles", **given})


def _last(case_id):
    lines = db.session.query(TimelineEntry).filter_by(case_id=case_id)
    return lines.order_by(TimelineEntry.seq.desc()).first()


def test_a_photo_is_cleared_for_what_was_chosen_and_nothing_else(app):
    photo = _photo()
    _clear(photo, Use.POST)
    assert cleared_for(photo.case_id, Use.POST) == {photo.id}
    assert cleared_for(photo.case_id, Use.PAGE) == set()
    assert not photo.publish
    assert "cleared for posts" in _last(photo.case_id).summary
    (kept,) = list_of_asset(photo.id)
    assert (kept.rests_on, kept.until, kept.consent_id) == (OURS, None, None)


def test_showing_a_photo_clears_it_for_all_the_public_sees_on_the_newest_consent(app):
    photo = _photo()
    record_consent(photo.case_id, "Grace", "posters", actor=OKAFOR)
    consent = record_consent(photo.case_id, "Grace", "everything", actor=OKAFOR)
    clearing.let_out(photo.case_id, photo.id, actor=OKAFOR)
    assert photo.publish
    assert {each.use for each in list_of_asset(photo.id)} == clearing.BY_ITSELF
    assert {each.consent_id for each in list_of_asset(photo.id)} == {consent.id}


def test_a_photo_in_which_someone_else_shows_goes_nowhere(app):
    photo = _photo(publish=True)
    words = {"year": None, "label": None, "alt": "Two girls", "age_progressed": False}
    actions.edit_asset(
        photo.case_id, photo.id, actor=OKAFOR, **words, publish=False, shows_others=True
    )
    assert not photo.publish
    assert why_not(photo.case_id, [photo.id], Use.POST)
    with pytest.raises(Invalid, match="Someone else can be recognised"):
        _clear(photo, Use.POST)
    with pytest.raises(Invalid) as refused:
        actions.edit_asset(
            photo.case_id, photo.id, actor=OKAFOR, **words, publish=True, shows_others=True
        )
    assert "publish" in refused.value.fields


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"uses": frozenset()}, "uses"),
        ({"rests_on": "  "}, "rests_on"),
        ({"consent_id": 99}, "consent_id"),
        ({"until": timedelta(seconds=0)}, "until"),
    ],
)
def test_a_clearance_that_says_too_little_is_refused_at_its_field(app, moving_clock, given, field):
    photo = _photo()
    if "until" in given:
        given = {"until": moving_clock() + given["until"]}
    terms = Terms(**{"uses": frozenset({Use.PAGE}), "rests_on": OURS, **given})
    with pytest.raises(Invalid) as refused:
        clearing.clear(photo.case_id, photo.id, terms, actor=OKAFOR)
    assert field in refused.value.fields


def test_only_photos_are_cleared_and_only_described_ones_in_use(app):
    case = make_case()
    with pytest.raises(Invalid, match="Only photos"):
        _clear(make_photo(case, kind=MediaKind.EVIDENCE), Use.PAGE)
    with pytest.raises(Invalid, match="Describe"):
        _clear(make_photo(case), Use.PAGE)
    gone = _photo(case)
    actions.withdraw_asset(case.id, gone.id, actor=OKAFOR)
    with pytest.raises(WrongState):
        _clear(gone, Use.PAGE)


def test_when_its_time_is_over_it_is_out_of_use_at_that_very_moment(app, moving_clock):
    photo = _photo()
    _clear(photo, Use.PAGE, Use.POST, until=moving_clock() + timedelta(hours=1))
    assert queries.list_photos(photo.case_id, publish_only=True) == [photo]
    moving_clock.move(hours=1)
    assert queries.list_photos(photo.case_id, publish_only=True) == []
    assert "not cleared for posts" in why_not(photo.case_id, [photo.id], Use.POST)[photo.id]


def test_what_ended_by_itself_is_written_down_and_told_once(app, moving_clock):
    photo = _photo()
    _clear(photo, Use.PAGE, until=moving_clock() + timedelta(hours=1))
    assert clearing.end_over() == set()
    moving_clock.move(hours=2)
    assert clearing.end_over() == {photo.case_id}
    assert clearing.end_over() == set()
    assert not photo.publish
    assert list_of_asset(photo.id)[0].ended_why == clearing.TIME_OVER
    told = db.session.query(Notice).filter_by(case_id=photo.case_id).all()
    assert {each.path for each in told} == {f"/staff/cases/{photo.case_id}/media/{photo.id}/where"}
    assert len(told) == 2


def test_when_the_consent_it_rests_on_is_withdrawn_it_is_out_of_use_at_once(app):
    photo = _photo()
    consent = record_consent(photo.case_id, "Grace", "the photo", actor=OKAFOR)
    _clear(photo, Use.PAGE, Use.POSTER, consent_id=consent.id, rests_on="")
    withdraw_consent(photo.case_id, consent.id, actor=OKAFOR)
    assert queries.list_photos(photo.case_id, publish_only=True) == []
    assert cleared_for(photo.case_id, Use.POSTER) == set()
    clearing.end_over()
    assert {each.ended_why for each in list_of_asset(photo.id)} == {clearing.CONSENT_GONE}
    with pytest.raises(Invalid, match="withdrawn"):
        _clear(photo, Use.PAGE, consent_id=consent.id, rests_on="")


def test_of_what_is_about_to_end_people_are_warned_once(app, moving_clock):
    photo = _photo()
    _clear(photo, Use.PAGE, Use.POST, until=moving_clock() + timedelta(days=8))
    assert clearing.warn_of_ends() == 0
    moving_clock.move(days=2)
    assert clearing.warn_of_ends() == 1
    assert clearing.warn_of_ends() == 0
    assert "its clearance ends" in db.session.query(Notice).first().subject


def test_clearing_anew_replaces_the_time_for_these_uses_only(app, moving_clock):
    photo = _photo()
    first = moving_clock() + timedelta(days=1)
    _clear(photo, Use.PAGE, Use.POST, until=first)
    _clear(photo, Use.POST)
    now = {each.use: each.until for each in list_of_asset(photo.id) if each.ended_at is None}
    assert now == {Use.PAGE: first, Use.POST: None}


def test_taking_back_one_use_leaves_the_others(app):
    photo = _photo(publish=True)
    clearing.take_back(photo.case_id, photo.id, "no posts", actor=OKAFOR, uses=[Use.POST])
    assert photo.publish
    assert cleared_for(photo.case_id, Use.POST) == set()


def test_withdrawing_ends_every_clearance_and_putting_back_clears_nothing(app):
    photo = _photo(publish=True)
    actions.withdraw_asset(photo.case_id, photo.id, actor=OKAFOR)
    assert all(each.ended_at for each in list_of_asset(photo.id))
    actions.restore_asset(photo.case_id, photo.id, actor=OKAFOR)
    assert not photo.publish
    assert why_not(photo.case_id, [photo.id], Use.PAGE)


def test_a_poster_goes_with_a_photo_that_stands_in_it(app):
    case = make_case()
    photo, other = _photo(case, publish=True), _photo(case, publish=True)
    poster = make_photo(case, kind=MediaKind.POSTER, made_from=[photo.id, other.id], alt="x")
    assert why_not(case.id, [poster.id], Use.POST) == {}
    clearing.take_back(case.id, photo.id, "no", actor=OKAFOR, uses=[Use.POSTER])
    assert "stands in this poster" in why_not(case.id, [poster.id], Use.POST)[poster.id]
    assert list_carriers(case.id, photo.id) == [poster]
    assert list_carriers(case.id, other.id) == [poster]
