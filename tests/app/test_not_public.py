"""A case decided "do not publish" comes out nowhere; by phone, tips still come in."""

import pytest

from campaigns.appeals import films, posters
from campaigns.appeals.films import FilmShape
from campaigns.appeals.queries import get_appeal
from campaigns.cases.model import DecisionKind
from campaigns.cases.publicity import Publicity
from campaigns.jobs import send_deliveries
from campaigns.kernel.errors import WrongState
from campaigns.media.film.sound import SoundKind
from campaigns.publicity import actions
from campaigns.publicity.queries import find_check
from campaigns.tips.queries import count_tips
from campaigns.updates import actions as updates
from campaigns.users.actions import make_key
from tests.browsing import post, sign_in
from tests.factories.deliveries import make_delivery, make_speaking_case, said
from tests.factories.media import make_photo
from tests.factories.publicity import decide_to_publish
from tests.factories.users import make_user


@pytest.fixture
def withheld(app):
    """A live appeal with a photo and a post that is due, then decided not to be public."""
    case, channels = make_speaking_case()
    decide_to_publish(case.id)
    photo = make_photo(case, alt="A girl", publish=True)
    make_delivery(case, channels[0], "Have you seen Mira?")
    chief = make_user(rank="inspector")
    check = find_check(case.id).id
    actions.decide(case.id, DecisionKind.WITHHOLD, why="She fled him", check_id=check, by=chief)
    return case, channels, photo


def test_the_public_finds_no_page_picture_or_feed(client, withheld):
    case, _, photo = withheld
    slug = get_appeal(case.id).slug
    page = client.get(f"/a/{slug}").text
    assert "We have taken the page down" in page
    assert get_appeal(case.id).headline not in page
    assert f"/m/{photo.id}" not in page
    assert client.get(f"/m/{photo.id}/web").status_code == 404
    assert slug not in client.get("/").text
    for kind in ("atom", "rss", "json"):
        feed = client.get(f"/feeds/{slug}.{kind}").text
        assert "This appeal is paused" in feed
        assert get_appeal(case.id).headline not in feed


def test_nothing_is_written_drawn_filmed_or_sent(withheld):
    case, channels, _ = withheld
    parts = [{"text": "Have you seen her?", "media": []}]
    with pytest.raises(WrongState):
        updates.write_update(case.id, parts=parts, channel_ids=[channels[0].id], by=case.lead)
    with pytest.raises(WrongState):
        posters.ask_for_kit(case.id, actor=case.lead.actor)
    with pytest.raises(WrongState):
        films.ask_for_film(case.id, FilmShape.WIDE, "en", SoundKind.SILENT, actor=case.lead.actor)
    send_deliveries.run(workers=1)
    assert said() == []


def test_programs_cannot_show_it_either(client, withheld):
    case, _, _ = withheld
    key = {"Authorization": f"Bearer {make_key(case.lead_id, 'test')[1]}"}
    for deed in ("resume", "launch"):
        there = f"/api/v1/cases/{case.id}/appeal/{deed}"
        assert client.post(there, headers=key, json={}).status_code >= 400
    assert case.publicity is Publicity.WITHHELD


def test_tips_are_still_entered_by_hand(client, withheld):
    case, _, _ = withheld
    browser = sign_in(client, case.lead)
    page = browser.get(f"/staff/cases/{case.id}/tips/new")
    assert page.status_code == 200
    before = count_tips(case.id)
    post(
        browser,
        f"/staff/cases/{case.id}/tips/new",
        text="He called me",
        source="phone",
        anonymous="y",
        priority="medium",
    )
    assert count_tips(case.id) == before + 1
