import re
from datetime import date, datetime

import pytest

from campaigns.appeals import actions, poster_making
from campaigns.appeals.model import AppealState
from campaigns.cases import story_actions as story
from campaigns.cases.given import FactGiven, IncidentGiven, PersonGiven, SeenGiven
from campaigns.cases.model import CaseKind, PersonRole, Visibility
from campaigns.deliveries.model import DeliveryState
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE
from campaigns.media import actions as media
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.deliveries import make_delivery
from tests.factories.media import make_photo
from tests.factories.updates import make_update

SECRETS = ("Vance-Holloway", "2018", "43.6401", "only staff know", "Bristol", "sequential")


@pytest.fixture
def appeal(app):
    case = make_case()
    mira = PersonGiven(
        name="Mira Vance-Holloway",
        public_name="Mira",
        aliases=("Lena Dunmore",),
        publish_aliases=True,
        birth_date=date(2018, 5, 17),
        hair="light brown",
    )
    story.add_person(case.id, PersonRole.MISSING, mira, actor=HOUSE)
    tessa = PersonGiven(public_name="Tessa Vance", age_from=33, relation="mother")
    story.add_person(case.id, PersonRole.COMPANION, tessa, actor=HOUSE)
    seen = SeenGiven(
        datetime.fromisoformat("2026-05-12T14:10"),
        "America/Toronto",
        "Parkdale, Toronto",
        (43.6401, -79.439),
    )
    story.record_last_seen(case.id, seen, actor=HOUSE)
    for text, visibility in (
        ("She speaks English.", Visibility.PUBLIC),
        ("only staff know", Visibility.STAFF),
        ("Her father lives in Bristol.", Visibility.FAMILY),
        ("sequential bills", Visibility.WITHHELD),
    ):
        story.add_fact(case.id, FactGiven(text, visibility=visibility), by=case.lead)
    return make_appeal(case=case)


def _page(client, appeal, status=200):
    answer = client.get(f"/a/{appeal.slug}")
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def _say(appeal, *words, **given):
    channel = given.pop("channel", None) or make_channel()
    actions.use_channel(appeal.case_id, channel.id, actor=HOUSE)
    update = make_update(appeal.case, [channel], *words)
    now = clock.now()
    given = {"state": DeliveryState.SENT, "settled_at": now, "remote_url": "/rehearsal/1", **given}
    delivery = make_delivery(appeal.case, channel, *words, update_id=update.id, **given)
    actions.touch_page(appeal.case_id)
    return delivery


def test_the_page_tells_what_is_public_and_nothing_else(client, appeal):
    page = _page(client, appeal)
    for words in (
        "Have you seen Mira, 7?",
        "Tuesday 12 May at 14:10</time>, Parkdale, Toronto",
        "Lena Dunmore",
        "May be with Tessa Vance, 33 (mother)",
        "She speaks English.",
        "light brown",
        "43.64, -79.44",
        f"#{appeal.hashtag}",
        "Toronto time",
        f"/a/{appeal.slug}/tip",
        f"/v/{appeal.code}",
        "911",
        "416-555-0143",
    ):
        assert words in page
    for secret in SECRETS:
        assert secret not in page


def test_the_page_needs_no_cookie_no_script_and_no_third_party(client, appeal):
    answer = client.get(f"/a/{appeal.slug}")
    page = answer.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers
    assert "<script" not in page
    assert "style=" not in page
    loaded = re.findall(r'<(?:img|link|source)[^>]+(?:src|href)="([^"]+)"', page)
    assert all(address.startswith(("/", "http://localhost/")) for address in loaded)


def test_the_emergency_number_comes_before_the_main_action(client, appeal):
    page = _page(client, appeal)
    assert page.index("tel:911") < page.index("Tell us what you know")


def test_an_exercise_says_so(client, appeal):
    assert "Exercise" in _page(client, appeal)


def test_the_age_grows_on_the_birthday_though_the_page_is_kept(client, appeal, moving_clock):
    assert "Mira, 7?" in _page(client, appeal)
    moving_clock.go("2026-05-17T03:59:00+00:00")
    assert "Mira, 7?" in _page(client, appeal)
    moving_clock.go("2026-05-17T04:01:00+00:00")
    assert "Mira, 8?" in _page(client, appeal)


def test_photos_carry_year_label_and_words_for_those_who_cannot_see_them(client, appeal):
    make_photo(appeal.case, year=2023, publish=True, alt="A girl smiles")
    make_photo(
        appeal.case, year=2025, publish=True, alt="Drawn", age_progressed=True, label="aged to 7"
    )
    make_photo(appeal.case, year=2022, alt="With her brother")
    actions.touch_page(appeal.case_id)
    page = _page(client, appeal)
    assert 'alt="A girl smiles"' in page
    assert '<span dir="auto">Photo</span> from 2023' in page
    assert "Aged to 7" in page
    assert "Not a photo." in page
    assert "With her brother" not in page


def test_a_change_of_a_fact_or_a_photo_is_seen_at_once(client, appeal):
    before = client.get(f"/a/{appeal.slug}").headers["ETag"]
    given = FactGiven("She loves trains.", visibility=Visibility.PUBLIC)
    story.add_fact(appeal.case_id, given, by=appeal.case.lead)
    assert "She loves trains." in _page(client, appeal)
    photo = make_photo(appeal.case)
    media.edit_asset(
        appeal.case_id, photo.id, actor=HOUSE,
        year=2024, label=None, alt="Mira on a swing", age_progressed=False, publish=True,
    )  # fmt: skip
    assert "Mira on a swing" in _page(client, appeal)
    media.withdraw_asset(appeal.case_id, photo.id, actor=HOUSE)
    assert "Mira on a swing" not in _page(client, appeal)
    assert client.get(f"/a/{appeal.slug}").headers["ETag"] != before


def test_what_was_published_is_shown_newest_first_and_once(client, appeal, moving_clock):
    first = _say(appeal, "Have you seen her?", "Part two.")
    make_delivery(
        appeal.case, make_channel(), "Have you seen her?", "Part two.",
        update_id=first.update_id, state=DeliveryState.SENT, settled_at=clock.now(),
    )  # fmt: skip
    moving_clock.move(hours=1)
    _say(appeal, "One week on.")
    _say(appeal, "Not out yet.", state=DeliveryState.PLANNED)
    _say(appeal, "Taken down.", state=DeliveryState.WITHDRAWN)
    page = _page(client, appeal)
    assert page.count("Have you seen her?") == 1
    assert page.index("One week on.") < page.index("Have you seen her?") < page.index("Part two.")
    assert "Not out yet." not in page
    assert "Taken down." not in page


def test_words_of_people_cannot_become_markup(client, appeal):
    _say(appeal, "<script>alert(1)</script> & more")
    page = _page(client, appeal)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
    assert "<script" not in page


def test_a_witness_appeal_has_time_place_and_dashcam_where_the_photo_is(client, app):
    case = make_case(kind=CaseKind.WITNESS)
    given = IncidentGiven(
        "A silver car was hit.",
        datetime.fromisoformat("2026-05-15T22:10"),
        datetime.fromisoformat("2026-05-15T23:10"),
        "Cherry Street",
        (43.6462, -79.3535),
        1500,
    )
    story.set_incident(case.id, given, actor=HOUSE)
    page = _page(client, make_appeal(case=case, headline="Did you see this car?"))
    for words in ("Friday 15 May, 22:10", "23:10", "Cherry Street", "1.5 km", "dashcam"):
        assert words in page
    assert page.index("dashcam") < page.index("<h1")


def test_times_elsewhere_name_their_zone(client, app):
    case = make_case()
    seen = SeenGiven(datetime.fromisoformat("2026-05-12T15:30"), "Europe/London", "Bristol")
    story.record_last_seen(case.id, seen, actor=HOUSE)
    assert "at 15:30</time> (London time)" in _page(client, make_appeal(case=case))


def test_a_poster_is_offered_while_it_is_true(client, appeal):
    poster_making.make_now(appeal.case_id, actor=HOUSE)
    page = _page(client, appeal)
    address = re.search(r'href="(/m/[^"]+)"[^>]*>Poster, A4 page to print', page)[1]
    answer = client.get(address.replace("&amp;", "&"))
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    given = FactGiven("Something new.", visibility=Visibility.PUBLIC)
    story.add_fact(appeal.case_id, given, by=appeal.case.lead)
    assert "Poster, A4" not in _page(client, appeal)


def test_a_paused_appeal_says_so_calmly_and_names_nobody(client, appeal):
    actions.pause_appeal(appeal.case_id, actor=HOUSE)
    page = _page(client, appeal)
    assert "This appeal is paused" in page
    assert "Mira" not in page
    actions.resume_appeal(appeal.case_id, actor=HOUSE)
    assert "Have you seen Mira" in _page(client, appeal)


def test_a_closed_appeal_is_one_calm_sentence_without_name_or_photo(client, appeal):
    make_photo(appeal.case, publish=True, alt="A girl smiles")
    _say(appeal, "Have you seen Mira?")
    assert "Mira" in _page(client, appeal)
    actions.end_appeal(appeal.case_id, "Thank you for every share.", actor=HOUSE)
    page = _page(client, appeal)
    assert "This appeal is closed" in page
    assert "Thank you for every share." in page
    for word in ("Mira", "Tessa", "Lena", "Parkdale", "FindMira", "<img", appeal.slug, appeal.code):
        assert word not in page


def test_a_draft_has_no_page(client, app):
    _page(client, make_appeal(state=AppealState.DRAFT), 404)
    assert client.get("/a/nothing").status_code == 404


def test_a_browser_that_has_the_page_is_told_so(client, appeal):
    etag = client.get(f"/a/{appeal.slug}").headers["ETag"]
    answer = client.get(f"/a/{appeal.slug}", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")
    actions.edit_appeal(appeal.case_id, actor=HOUSE, ask="Please look again.")
    assert client.get(f"/a/{appeal.slug}", headers={"If-None-Match": etag}).status_code == 200


def test_the_first_page_lists_live_appeals_only(client, appeal):
    make_appeal(state=AppealState.DRAFT, headline="A draft")
    make_appeal(state=AppealState.ENDED, headline="An end")
    page = client.get("/").get_data(as_text=True)
    assert "Have you seen Mira, 7?" in page
    assert "A draft" not in page
    assert "An end" not in page
    actions.pause_appeal(appeal.case_id, actor=HOUSE)
    assert "Mira" not in client.get("/").get_data(as_text=True)


def test_the_first_page_says_when_there_is_nothing(client):
    assert "There is no live appeal" in client.get("/").get_data(as_text=True)


@pytest.mark.parametrize("typed", ["ABCD-0042", "abcd-0042", "abcd 0042", "ABCD0042", "abcd-oo42"])
def test_a_code_is_found_whatever_way_it_was_typed(client, app, typed):
    make_appeal(code="ABCD-0042")
    answer = client.get(f"/v/{typed}")
    assert answer.status_code == 200
    assert "Yes, this is ours" in answer.get_data(as_text=True)


def test_the_code_of_a_closed_appeal_is_ours_and_names_nobody(client, appeal):
    actions.end_appeal(appeal.case_id, "Thank you.", actor=HOUSE)
    page = client.get(f"/v/{appeal.code}").get_data(as_text=True)
    assert "Ours, but over" in page
    assert "Mira" not in page
    assert appeal.slug not in page


def test_the_code_of_a_paused_appeal_says_so(client, appeal):
    actions.pause_appeal(appeal.case_id, actor=HOUSE)
    page = client.get(f"/v/{appeal.code}").get_data(as_text=True)
    assert "Ours, but paused" in page
    assert "Mira" not in page


def test_an_unknown_code_comes_with_advice(client, app):
    draft = make_appeal(state=AppealState.DRAFT)
    for code in ("ZZZZ-9999", draft.code, "<b>x"):
        answer = client.get(f"/v/{code}")
        page = answer.get_data(as_text=True)
        assert answer.status_code == 404
        assert "We do not know this code" in page
        assert "We never ask for money" in page
        assert "<b>x" not in page


def test_a_code_can_be_typed_in(client, app):
    assert b"Is it real?" in client.get("/v/").data
    answer = client.get("/v/?code=abcd 0042")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/v/ABCD-0042")
