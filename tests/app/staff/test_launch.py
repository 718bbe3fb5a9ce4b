"""The launch page: saving, launching, drafts, two tabs, accounts."""

import pytest

from campaigns.appeals import actions as appeals
from campaigns.appeals import queries as appeal_queries
from campaigns.appeals.model import AppealState
from campaigns.cases import queries as cases
from campaigns.cases.model import PersonRole, Visibility
from campaigns.users.model import Role
from tests.app.staff.launching import STORY_A, fill, mark_in, send
from tests.browsing import csrf_token, sign_in
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.publicity import decide_to_publish
from tests.factories.users import make_user


@pytest.fixture
def officer(app):
    return make_user(name="Const. Okafor")


@pytest.fixture
def case(officer):
    case = make_case(lead=officer)
    appeals.start_appeal(case.id, actor=officer.actor)
    return case


@pytest.fixture
def browser(client, officer):
    return sign_in(client, officer)


def test_story_a_is_saved_by_one_button(browser, case, officer):
    answer = fill(browser, case.id, **STORY_A)
    assert answer.status_code == 303, answer.text
    mira, tessa = cases.list_people_of(case.id)
    assert (mira.name, mira.public_name) == ("Mira Vance-Holloway", "Mira")
    assert mira.aliases == ["Lena Dunmore", "Magdalena Dunmore"]
    assert tessa.role is PersonRole.COMPANION
    assert tessa.publish is False
    seen = cases.find_last_seen(case.id)
    assert seen.at.isoformat() == "2025-07-12T18:10:00+00:00"
    assert (seen.lat, seen.lon) == (43.6401, -79.439)
    assert [fact.text for fact in cases.list_facts(case.id, Visibility.PUBLIC)]
    assert cases.list_holdbacks(case.id)[0].terms == ["star-shaped scar", "scar behind left ear"]
    assert appeal_queries.get_appeal(case.id).hashtag == "FindMiraV"


def test_saving_again_without_a_change_changes_nothing(browser, case):
    fill(browser, case.id, **STORY_A)
    page = browser.get(f"/staff/cases/{case.id}/launch").text
    assert "Mira Vance-Holloway" in page
    before = appeal_queries.get_appeal(case.id).version
    again = {name: value for name, value in STORY_A.items() if "consents" not in name}
    mira, tessa = cases.list_people_of(case.id)
    ids = {"person__id": mira.id, "companions__0__id": tessa.id}
    ids["facts__0__id"] = cases.list_facts(case.id)[0].id
    ids["holdbacks__0__id"] = cases.list_holdbacks(case.id)[0].id
    assert fill(browser, case.id, **again, **ids).status_code == 303
    assert len(cases.list_people_of(case.id)) == 2
    assert len(cases.list_facts(case.id)) == 1
    assert len(cases.list_last_seen(case.id)) == 1
    assert appeal_queries.get_appeal(case.id).version == before


def test_the_launch_puts_the_appeal_before_the_public(browser, case):
    decide_to_publish(case.id)
    answer = fill(browser, case.id, do="launch", **STORY_A)
    assert answer.status_code == 303, answer.text
    assert appeal_queries.get_appeal(case.id).state is AppealState.LIVE
    assert "The public can see this appeal" in browser.get(answer.location).text


def test_a_launch_says_all_that_is_missing_and_saves_what_is_there(browser, case):
    answer = fill(browser, case.id, do="launch", person__public_name="Mira")
    assert answer.status_code == 422
    assert "where and when the person was last seen" in answer.text
    assert "Nobody has decided to publish" in answer.text
    assert cases.find_main_person(case.id).public_name == "Mira"
    assert appeal_queries.get_appeal(case.id).state is AppealState.DRAFT


def test_what_is_typed_is_kept_and_comes_back_on_another_device(app, browser, case, officer):
    typed = {
        "csrf_token": csrf_token(browser),
        "person-public_name": "Mi",
        "facts-0-text": "Red coat",
    }
    answer = browser.post(f"/staff/cases/{case.id}/launch/draft", data=typed)
    assert answer.json == {"saved": "08:00:00"}
    assert cases.find_main_person(case.id) is None
    other = sign_in(app.test_client(), officer)
    page = other.get(f"/staff/cases/{case.id}/launch").text
    assert 'value="Mi"' in page
    assert 'value="Red coat"' in page
    assert "is not part of the case until you save it" in page


def test_a_draft_is_sealed(app, browser, case, officer):
    typed = {"csrf_token": csrf_token(browser), "person-name": "Mira Vance-Holloway"}
    browser.post(f"/staff/cases/{case.id}/launch/draft", data=typed)
    draft = cases.find_draft(officer.id, "launch", case.id)
    assert b"Vance" not in draft.typed_sealed


def test_saving_ends_the_draft(browser, case, officer):
    mark = mark_in(browser.get(f"/staff/cases/{case.id}/launch").text)
    typed = {"csrf_token": csrf_token(browser), "mark": mark, "person-name": "x"}
    browser.post(f"/staff/cases/{case.id}/launch/draft", data=typed)
    fill(browser, case.id, **STORY_A)
    assert cases.find_draft(officer.id, "launch", case.id) is None


def test_two_tabs_do_not_overwrite_one_another(browser, case):
    first = mark_in(browser.get(f"/staff/cases/{case.id}/launch").text)
    fill(browser, case.id, **STORY_A)
    late = send(browser, case.id, "save", {"mark": first, "headline": "Mine", "person-hair": "red"})
    assert late.status_code == 422
    assert "Someone changed this case after you opened this page" in late.text
    assert 'value="Mine"' in late.text
    assert appeal_queries.get_appeal(case.id).headline == "Have you seen Mira, 7?"


def test_saving_once_more_after_the_warning_keeps_mine(browser, case):
    first = mark_in(browser.get(f"/staff/cases/{case.id}/launch").text)
    fill(browser, case.id, headline="Theirs")
    late = send(browser, case.id, "save", {"mark": first, "headline": "Mine"})
    again = send(browser, case.id, "save", {"mark": mark_in(late.text), "headline": "Mine"})
    assert again.status_code == 303
    assert appeal_queries.get_appeal(case.id).headline == "Mine"


def test_a_taken_hashtag_names_the_case_only_to_those_who_may_see_it(browser, case, officer):
    mine = make_case(lead=officer)
    make_appeal(case=mine, hashtag="FindMiraV", hashtag_key="findmirav")
    answer = fill(browser, case.id, **STORY_A)
    assert answer.status_code == 422
    assert f"{mine.reference} uses this hashtag now" in answer.text


def test_a_taken_hashtag_of_a_strange_case_names_nobody(browser, case):
    strange = make_case()
    make_appeal(case=strange, hashtag="FindMiraV", hashtag_key="findmirav")
    answer = fill(browser, case.id, **STORY_A)
    assert strange.reference not in answer.text
    assert "Another live appeal uses this hashtag now" in answer.text


def test_channels_are_ticked_and_unticked(browser, case):
    channel = make_channel(handle="missingmira")
    fill(browser, case.id, channels=channel.id)
    appeal = appeal_queries.get_appeal(case.id)
    assert [each.id for each in appeal_queries.channels_of(appeal.id)] == [channel.id]
    fill(browser, case.id, headline="x")
    assert appeal_queries.channels_of(appeal.id) == []


def test_someone_who_may_not_change_the_case_sees_no_form(client, case):
    triager = make_user(Role.TRIAGER)
    assert sign_in(client, triager).get(f"/staff/cases/{case.id}/launch").status_code == 403


def test_a_case_without_an_appeal_can_begin_one(browser, officer):
    bare = make_case(lead=officer)
    assert "no appeal yet" in browser.get(f"/staff/cases/{bare.id}/launch").text
    browser.post(f"/staff/cases/{bare.id}/launch/begin", data={"csrf_token": csrf_token(browser)})
    assert appeal_queries.find_appeal(bare.id) is not None


def test_forgetting_what_was_typed_shows_the_case_as_it_stands(browser, case):
    token = {"csrf_token": csrf_token(browser)}
    browser.post(f"/staff/cases/{case.id}/launch/draft", data={**token, "headline": "Typed"})
    browser.post(f"/staff/cases/{case.id}/launch/discard", data=token)
    assert 'value="Typed"' not in browser.get(f"/staff/cases/{case.id}/launch").text


def test_a_dedicated_account_is_made_and_the_appeal_speaks_through_it(browser, case, officer):
    typed = {**STORY_A, "account_handle": "", "account_name": "", "account_bio": "Official"}
    answer = fill(browser, case.id, do="account", **typed)
    assert answer.status_code == 303, answer.text
    appeal = appeal_queries.get_appeal(case.id)
    (channel,) = appeal_queries.channels_of(appeal.id)
    assert (channel.handle, channel.display_name) == ("missingmira", "Help find Mira")
    assert (channel.owner_id, channel.deputy_id) == (officer.id, case.deputy_id)
    assert channel.dedicated_case_id == case.id


def test_an_account_that_cannot_be_made_is_said_beside_its_name(browser, case):
    answer = fill(browser, case.id, do="account", **STORY_A, account_handle="a b c !")
    assert answer.status_code == 422
    assert 'href="#account_handle"' in answer.text
    assert cases.find_main_person(case.id).public_name == "Mira"


def test_a_sent_form_that_is_sent_again_is_not_kept_twice(browser, case):
    page = browser.get(f"/staff/cases/{case.id}/launch").text
    fields = {name.replace("__", "-"): value for name, value in STORY_A.items()}
    first = send(browser, case.id, "save", {"mark": mark_in(page), **fields})
    second = send(browser, case.id, "save", {"mark": mark_in(page), **fields})
    assert (first.status_code, second.status_code) == (303, 422)
    third = send(browser, case.id, "save", {"mark": mark_in(second.text), **fields})
    assert third.status_code == 303
    assert len(cases.list_consents(case.id)) == len(cases.list_holdbacks(case.id)) == 1
    assert len(cases.list_facts(case.id)) == 1
    assert len(cases.list_people_of(case.id)) == 2


def test_what_does_not_fit_on_the_posters_is_said_beside_its_field_once_it_is_saved(browser, case):
    long = {**STORY_A, "person__public_name": "Maximiliana Featherstonehaugh " * 9}
    assert fill(browser, case.id, **long).status_code == 303
    page = browser.get(f"/staff/cases/{case.id}/launch").text
    assert "Saved, but not everything fits on the posters" in page
    assert "On the posters: Name the public is told" in page
    assert "characters too long for the poster" in page
    assert 'id="person-public_name-error"' in page
    fill(browser, case.id, **{**STORY_A, "mark": mark_in(page)})
    assert "On the posters:" not in browser.get(f"/staff/cases/{case.id}/launch").text
