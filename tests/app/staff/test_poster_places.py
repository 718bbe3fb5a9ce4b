import pytest

from campaigns.media import poster_queries as kits
from tests.browsing import post, sign_in
from tests.factories.appeals import make_appeal

PLACE = {"where": "Parkdale library", "copies": "20", "by": "Sam", "hung_on": "2026-05-10"}


@pytest.fixture
def case(app):
    return make_appeal().case


@pytest.fixture
def lead(client, case):
    return sign_in(client, case.lead)


def _url(case, more=""):
    return f"/staff/cases/{case.id}/posters/places{more}"


def test_a_place_is_noted_listed_at_the_closing_and_crossed_off(lead, case):
    assert "No place noted yet." in lead.get(_url(case)).get_data(as_text=True)
    assert post(lead, _url(case), **PLACE, lat="43.64", lon="-79.44").status_code == 303
    assert "1 of 1 places still hang" in lead.get(_url(case)).get_data(as_text=True)
    closing = lead.get(f"/staff/cases/{case.id}/close").get_data(as_text=True)
    assert "Printed posters to take down" in closing
    assert "Parkdale library" in closing
    (place,) = kits.list_places(case.id)
    assert post(lead, _url(case, f"/{place.id}/gone")).status_code == 303
    assert "0 of 1 places still hang" in lead.get(_url(case)).get_data(as_text=True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"where": ""}, "Say where they hang."),
        ({"copies": "many"}, "Not a valid integer"),
        ({"copies": "0"}, "Enter a number from 1"),
        ({"hung_on": "2030-01-01"}, "This is in the future."),
        ({"lat": "43"}, "give both or neither"),
    ],
)
def test_what_cannot_be_noted_stays_typed_beside_what_is_wrong(lead, case, change, said):
    answer = post(lead, _url(case), **{**PLACE, **change})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in page
    assert 'value="Sam"' in page
    assert kits.list_places(case.id) == []
