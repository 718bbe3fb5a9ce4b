from datetime import timedelta

import pytest
from PIL import Image

from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.errors import Invalid, NotFound, WrongState
from campaigns.media import brand, poster_notes, storage
from campaigns.media import poster_queries as posters
from campaigns.media.poster_notes import Hung
from tests.factories.cases import make_case
from tests.factories.media import png

pytestmark = pytest.mark.usefixtures("app")


def _hung(**given):
    values = {"where": "Library", "by": "Sam", "copies": 20, "hung_at": clock.now()}
    return Hung(**{**values, **given})


def test_what_is_chosen_is_kept():
    case = make_case()
    poster_notes.choose(case.id, "plain", ["en", "ar"], bleed=True, strip=False, actor=HOUSE)
    kept = posters.find_choice(case.id)
    assert (kept.design, kept.languages, kept.bleed) == ("plain", ["en", "ar"], True)


@pytest.mark.parametrize(
    ("design", "languages", "field"),
    [("round", ["en"], "design"), ("beam", [], "languages"), ("beam", ["xx"], "languages")],
)
def test_what_cannot_be_chosen_is_said(design, languages, field):
    with pytest.raises(Invalid) as refused:
        poster_notes.choose(
            make_case().id, design, languages, bleed=False, strip=False, actor=HOUSE
        )
    assert set(refused.value.fields) == {field}


def test_words_are_given_changed_and_taken_back_and_lie_sealed():
    case = make_case()

    def give(**given):
        return poster_notes.give_phrases(case.id, "fr", given, actor=HOUSE)

    assert (give(coat="manteau", hat=""), give(coat="manteau"), give(coat="cape")) == (1, 0, 1)
    (phrase,) = posters.list_phrases(case.id)
    assert (phrase.source, phrase.words) == ("coat", "cape")
    assert b"cape" not in phrase.words_sealed
    assert give(coat="") == 1
    assert posters.list_phrases(case.id) == []


def test_words_that_are_too_long_are_refused_beside_their_field():
    with pytest.raises(Invalid) as refused:
        poster_notes.give_phrases(make_case().id, "fr", {"a": "b", "c": "d" * 410}, actor=HOUSE)
    assert refused.value.fields == {"words-fr-1": "This is 10 characters too long."}


def test_a_place_is_noted_until_somebody_takes_the_posters_down():
    case = make_case()
    place = poster_notes.hang(case.id, _hung(lat=43.64, lon=-79.44), actor=HOUSE)
    assert b"Library" not in place.where_sealed
    assert posters.list_places(case.id)[0].where == "Library"
    assert poster_notes.take_down(case.id, place.id, actor=HOUSE).removed_by == "Searchlight"
    with pytest.raises(WrongState):
        poster_notes.take_down(case.id, place.id, actor=HOUSE)
    with pytest.raises(NotFound):
        poster_notes.take_down(make_case().id, place.id, actor=HOUSE)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"where": " "}, "where"),
        ({"where": "x" * 201}, "where"),
        ({"by": ""}, "by"),
        ({"copies": 0}, "copies"),
        ({"copies": 1_000_000}, "copies"),
        ({"lat": 43.6}, "lat"),
        ({"lat": 91.0, "lon": 0.0}, "lat"),
        ({"lat": 0.0, "lon": float("nan")}, "lat"),
    ],
)
def test_a_place_that_cannot_be_is_refused_beside_its_field(given, field):
    with pytest.raises(Invalid) as refused:
        poster_notes.hang(make_case().id, _hung(**given), actor=HOUSE)
    assert set(refused.value.fields) == {field}


def test_a_place_of_tomorrow_is_refused():
    with pytest.raises(Invalid) as refused:
        poster_notes.hang(
            make_case().id, _hung(hung_at=clock.now() + timedelta(days=1)), actor=HOUSE
        )
    assert set(refused.value.fields) == {"hung_at"}


def test_the_agencys_look_is_kept_and_its_logo_dropped_again():
    logo = brand.prepared_logo(png(Image.new("RGB", (64, 64), "teal")))
    own = poster_notes.change_brand("003322", "#FFE066", logo, drop_logo=False, actor=HOUSE)
    assert (own.ink, own.beam) == ("#003322", "#ffe066")
    assert storage.read(own.logo_key) == logo
    again = poster_notes.change_brand("#003322", "#ffe066", None, drop_logo=True, actor=HOUSE)
    assert (again.id, again.logo_key) == (own.id, None)
    with pytest.raises(Invalid):
        poster_notes.change_brand("#777777", "#ffe066", None, drop_logo=False, actor=HOUSE)
    assert posters.find_brand().ink == "#003322"
