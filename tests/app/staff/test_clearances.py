import pytest

from campaigns.cases.publicity_actions import record_consent
from campaigns.kernel.actor import HOUSE
from campaigns.media.clearance_queries import list_of_asset
from campaigns.media.model import Use
from tests.browsing import post, sign_in
from tests.factories.cases import make_case
from tests.factories.media import make_photo
from tests.factories.users import make_user


@pytest.fixture
def case(app):
    return make_case()


@pytest.fixture
def staff(client, case):
    sign_in(client, case.lead)
    return client


def _at(case, *more):
    return "/".join(map(str, (f"/staff/cases/{case.id}/media", *more)))


def test_a_photo_is_cleared_on_a_consent_until_a_time_and_the_table_says_so(staff, case):
    photo = make_photo(case, alt="A girl smiles")
    consent = record_consent(case.id, "Grace Holloway", "this photo", actor=HOUSE)
    answer = post(
        staff,
        _at(case, photo.id, "clear"),
        uses=["page", "post"],
        until="2026-06-01T12:00",
        consent_id=str(consent.id),
    )
    assert answer.status_code == 303
    page = staff.get(_at(case, "cleared")).get_data(as_text=True)
    assert page.count("Grace Holloway") == 2
    assert case.lead.name in page
    assert {each.use for each in list_of_asset(photo.id)} == {Use.PAGE, Use.POST}


def test_what_was_typed_stays_when_something_is_missing(staff, case):
    photo = make_photo(case, alt="A girl smiles")
    answer = post(staff, _at(case, photo.id, "clear"), uses=["film"], consent_id="0")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose the consent, or write what else allows it." in page
    assert 'value="film" checked' in page


def test_taking_back_leads_to_where_it_was_let_out(staff, case):
    photo = make_photo(case, publish=True)
    answer = post(staff, _at(case, photo.id, "take-back", "all"))
    assert answer.location.endswith(f"/media/{photo.id}/where")
    page = staff.get(answer.location).get_data(as_text=True)
    assert "Appeal page" in page
    assert all(each.ended_at for each in list_of_asset(photo.id))


def test_withdrawing_leads_there_too(staff, case):
    photo = make_photo(case, publish=True)
    answer = post(staff, _at(case, photo.id, "withdraw"))
    assert answer.location.endswith(f"/media/{photo.id}/where")


def test_a_stranger_to_the_case_sees_nothing_of_it(client, case):
    sign_in(client, make_user())
    photo = make_photo(case, publish=True)
    for more in (("cleared",), (photo.id, "clear"), (photo.id, "where")):
        assert client.get(_at(case, *more)).status_code == 404
