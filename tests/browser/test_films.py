"""A film in a real browser: asked for, watched while it is made, cancelled; made and played."""

import pytest
from playwright.sync_api import expect

from campaigns.kernel import settings
from campaigns.kernel.db import let_go
from campaigns.media import film_queries
from campaigns.media.model import FilmState
from campaigns.users.model import Role
from tests.browser.conftest import DESK, PHONE, axe, screenshot, spills
from tests.factories.films import drop_all, make_told_appeal, read, small_films, work_until
from tests.factories.users import make_user

pytestmark = pytest.mark.browser


@pytest.fixture
def appeal(desk):
    as_it_was = settings.current()
    small_films()
    yield make_told_appeal(lead=make_user(Role.INVESTIGATOR))
    drop_all()
    settings.install(as_it_was)


def _ask(page, house, appeal):
    page.goto(f"{house.url}/staff/cases/{appeal.case_id}/films")
    page.get_by_label("Upright").check()
    page.get_by_label("Language").select_option("fr")
    page.get_by_role("button", name="Make the film").click()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    let_go()
    return int(page.url.rpartition("/")[2])


def test_a_film_is_made_with_progress_cancelled_and_played_with_its_captions(
    house, page_at, signed_in, appeal
):
    page = signed_in(page_at(DESK), appeal.case.lead)
    first = _ask(page, house, appeal)
    expect(page.locator("progress")).to_have_attribute("value", "0")
    work_until(lambda: read(first).progress > 0)
    expect(page.locator("[data-film-words]")).to_have_text(f"{read(first).progress} %")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".fi-one").get_by_text("Cancelled")).to_be_visible()
    let_go()
    work_until(lambda: read(first).state is FilmState.CANCELLED)

    second = _ask(page, house, appeal)
    work_until(lambda: read(second).state not in film_queries.UNDER_WAY)
    film = page.locator("video")
    expect(film).to_be_visible(timeout=10_000)
    seen = page.evaluate(
        """async () => {
          const film = document.querySelector("video");
          const tracks = film.textTracks.length;
          film.muted = true;
          await film.play();
          film.textTracks[0].mode = "showing";
          film.currentTime = 2;
          await new Promise((done) => { film.onseeked = done; });
          await new Promise((done) => setTimeout(done, 300));
          film.pause();
          const cues = [...film.textTracks[0].activeCues ?? []].map((cue) => cue.text);
          return [film.videoWidth, film.videoHeight, film.duration, tracks, cues];
        }"""
    )
    wide, tall, seconds, tracks, cues = seen
    assert tall > wide > 0
    assert 20 <= seconds <= 60
    assert tracks == len(read(second).captions)
    assert cues
    screenshot(page, "film-made-1280")
    assert (axe(page), page.complaints, spills(page)) == ([], [], 0)
    phone = signed_in(page_at(PHONE, "dark"), appeal.case.lead)
    phone.goto(page.url)
    screenshot(phone, "film-made-360")
    assert (axe(phone), spills(phone)) == ([], 0)
