from datetime import date, datetime

import pytest

from campaigns.appeals import actions as appeals
from campaigns.appeals import poster_history, poster_making, posters, queries
from campaigns.cases import story_actions as story
from campaigns.cases.given import FactGiven, PersonGiven, SeenGiven
from campaigns.cases.model import PersonRole, Visibility
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.errors import Invalid, NotFound
from campaigns.media import actions as media
from campaigns.media import files, poster_notes
from campaigns.media import poster_queries as kits
from campaigns.media.designs import PosterFormat
from campaigns.media.model import KitState
from campaigns.media.queries import get_asset, list_posters
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.media import make_photo

TUESDAY = datetime.fromisoformat("2026-05-12T14:10")
pytestmark = pytest.mark.usefixtures("app")


def _mira(**person):
    case = make_case()
    given = PersonGiven(
        **{"public_name": "Mira", "birth_date": date(2018, 5, 17), "hair": "light brown", **person}
    )
    story.add_person(case.id, PersonRole.MISSING, given, actor=HOUSE)
    story.record_last_seen(
        case.id, SeenGiven(TUESDAY, "America/Toronto", "Parkdale, Toronto"), actor=HOUSE
    )
    return make_appeal(case=case)


def _add_fact(appeal, words):
    given = FactGiven(words, visibility=Visibility.PUBLIC)
    story.add_fact(appeal.case_id, given, by=appeal.case.lead)


def _fresh(appeal):
    return queries.get_appeal(appeal.case_id)


def test_a_whole_kit_is_drawn_kept_and_offered_until_a_fact_or_a_birthday_changes(moving_clock):
    appeal = _mira()
    photo = make_photo(appeal.case, publish=True, alt="Mira", year=2023)
    before = queries.find_page_version(appeal.slug)
    kit = poster_making.make_now(appeal.case_id, actor=HOUSE)
    assert (kit.state, kit.done, kit.total, kit.reason) == (KitState.READY, 8, 8, None)
    standing = posters.standing_of(_fresh(appeal))
    assert {each.format for each in standing} == set(PosterFormat)
    assert all(each.current and each.asset.publish for each in standing)
    assert "Mira, 7" in standing[0].poster.text_equivalent == standing[0].asset.alt
    for each in standing:
        assert files.bytes_of(each.asset, "original")
        assert files.bytes_of(each.asset, "thumb").startswith(b"\xff\xd8")
    assert queries.find_page_version(appeal.slug) != before
    offered = {each.format for each in posters.offered_of(_fresh(appeal))}
    assert offered == set(posters.PUBLIC)
    assert posters.link_card(_fresh(appeal)).width == 1200
    assert posters.account_picture(_fresh(appeal)).width == 400
    moving_clock.go("2026-05-17T12:00:00+00:00")
    assert posters.offered_of(_fresh(appeal)) == []
    moving_clock.go("2026-05-16T12:00:00+00:00")
    assert posters.offered_of(_fresh(appeal)) != []
    media.withdraw_asset(appeal.case_id, photo.id, actor=HOUSE)
    assert posters.offered_of(_fresh(appeal)) == []
    assert posters.link_card(_fresh(appeal)) is posters.account_picture(_fresh(appeal)) is None


def test_a_second_version_takes_the_first_from_the_public_and_says_what_changed():
    appeal = _mira()
    poster_making.make_now(appeal.case_id, actor=HOUSE)
    _add_fact(appeal, "Red coat")
    poster_notes.choose(appeal.case_id, "plain", ["en", "fr"], bleed=False, strip=True, actor=HOUSE)
    kit = poster_making.make_now(appeal.case_id, actor=HOUSE)
    shown = [
        get_asset(appeal.case_id, each.asset_id).publish for each in list_posters(appeal.case_id)
    ]
    assert shown == [True] * 16 + [False] * 8
    newest, first = poster_history.versions_of(_fresh(appeal))
    assert (newest.kit.id, len(newest.files), len(first.files)) == (kit.id, 16, 8)
    assert first.changes == ()
    said = {change.what: (change.before, change.after) for change in newest.changes}
    assert said == {
        "Design": ("Beam", "Plain"),
        "Languages": ("en", "en, fr"),
        "Print": ("plain pages", "strip to tear off"),
        "Facts": ("", "Red coat"),
    }


def test_what_does_not_fit_is_named_where_it_was_typed_and_nothing_is_kept():
    appeal = _mira(public_name="Wilhelmina " * 30)
    _add_fact(appeal, "She was seen again and again. " * 40)
    with pytest.raises(Invalid) as refused:
        posters.ask_for_kit(appeal.case_id, actor=HOUSE)
    assert "person-public_name" in refused.value.fields
    assert refused.value.fields["person-public_name"].startswith("Name the public is told:")
    assert kits.list_kits(appeal.case_id) == []
    assert set(posters.misfits(_fresh(appeal))) == set(refused.value.fields)


def test_a_translation_that_is_too_long_leads_to_its_own_place():
    appeal = _mira()
    _add_fact(appeal, "Red coat")
    poster_notes.choose(appeal.case_id, "beam", ["en", "fr"], bleed=False, strip=False, actor=HOUSE)
    long = {"Red coat": "Un manteau rouge. " * 22}
    poster_notes.give_phrases(appeal.case_id, "fr", long, actor=HOUSE)
    with pytest.raises(Invalid) as refused:
        posters.ask_for_kit(appeal.case_id, actor=HOUSE)
    assert set(refused.value.fields) == {"words-fr-facts"}
    assert "Français" in refused.value.fields["words-fr-facts"]
    assert posters.misfits(_fresh(appeal)) == {}


def test_posters_that_wait_are_asked_for_once():
    appeal = _mira()
    first = posters.ask_for_kit(appeal.case_id, actor=HOUSE)
    assert posters.ask_for_kit(appeal.case_id, actor=HOUSE).id == first.id
    _add_fact(appeal, "Red coat")
    second = posters.ask_for_kit(appeal.case_id, actor=HOUSE)
    states = [kit.state for kit in kits.list_kits(appeal.case_id)]
    assert (second.id != first.id, states) == (True, [KitState.QUEUED, KitState.FAILED])


def test_when_the_appeal_ends_neutral_cards_follow_in_every_picture_format():
    appeal = _mira()
    appeals.end_appeal(appeal.case_id, "Thank you.", actor=HOUSE)
    kit = poster_making.make_now(appeal.case_id, actor=HOUSE)
    made = kits.list_posters_of(kit.id)
    assert {poster.format for poster, _ in made} == set(PosterFormat) - {"a4", "letter"}
    assert kit.closed
    for poster, asset in made:
        assert "Mira" not in poster.text_equivalent + str(poster.facts) + asset.file_name
        assert appeal.slug not in asset.file_name
        assert posters.is_closing_card(asset)
    assert posters.link_card(_fresh(appeal)) is not None


def test_a_format_that_is_none_is_not_found():
    with pytest.raises(NotFound):
        posters.read_format("a0")
