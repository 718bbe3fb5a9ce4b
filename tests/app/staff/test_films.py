import io
import wave

import pytest

from campaigns.kernel.actor import HOUSE
from campaigns.media import actions as media_actions
from campaigns.media import film_actions, film_queries, queries
from campaigns.media.model import FilmState
from tests.browsing import post, sign_in
from tests.factories.films import drop_all, make_film, make_told_appeal, small_films


@pytest.fixture
def appeal(app):
    small_films()
    yield make_told_appeal()
    drop_all()


@pytest.fixture
def lead(client, appeal):
    return sign_in(client, appeal.case.lead)


def _url(appeal, more=""):
    return f"/staff/cases/{appeal.case_id}/films{more}"


def _ask(lead, appeal, **fields):
    return post(
        lead, _url(appeal), **{"shape": "wide", "language": "en", "sound": "silent", **fields}
    )


def test_a_film_is_asked_for_and_its_page_says_how_far_it_is(lead, appeal):
    assert "No films yet." in lead.get(_url(appeal)).get_data(as_text=True)
    answer = _ask(lead, appeal)
    assert answer.status_code == 303
    page = lead.get(answer.location).get_data(as_text=True)
    assert "Waiting for its turn" in page
    assert "Help find: Mira, 7" in page
    told = lead.get(f"{answer.location}/progress").json
    assert told == {
        "state": "queued",
        "label": "Waiting for its turn",
        "progress": 0,
        "under_way": True,
    }


def test_a_ready_film_is_seen_with_captions_and_transcript_and_let_out_by_hand(lead, appeal):
    film = make_film(appeal)
    here = _url(appeal, f"/{film.id}")
    page = lead.get(here).get_data(as_text=True)
    assert "<video" in page
    assert "Help find: Mira, 7." in page
    assert "Not for the public" in page
    srt = lead.get(f"{here}/captions/en.srt").get_data(as_text=True)
    vtt = lead.get(f"{here}/captions/en.vtt")
    assert srt.startswith("1\n00:00:00,000 --> ")
    assert vtt.get_data(as_text=True).startswith("WEBVTT\n")
    assert vtt.content_type == "text/vtt; charset=utf-8"
    assert lead.get(f"{here}/captions/xx.vtt").status_code == 404
    assert lead.get(f"{here}/still").content_type == "image/jpeg"
    part = lead.get(f"{here}/file", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.data) == (206, b"ftyp")
    assert post(lead, f"{here}/publish").status_code == 303
    assert "For the public" in lead.get(here).get_data(as_text=True)
    post(lead, f"{here}/unpublish")
    assert "Not for the public" in lead.get(here).get_data(as_text=True)


def test_a_film_that_is_being_made_can_be_cancelled_once(lead, appeal):
    film_url = _ask(lead, appeal).location
    assert post(lead, f"{film_url}/cancel").status_code == 303
    film = film_queries.list_films(appeal.case_id)[0]
    assert film.state is FilmState.CANCELLED
    assert post(lead, f"{film_url}/cancel").status_code == 409
    assert "It was cancelled" in lead.get(film_url).get_data(as_text=True)


def test_a_narration_without_a_file_or_with_a_bad_one_is_refused_and_the_choice_stays(lead, appeal):
    answer = _ask(lead, appeal, sound="narration", shape="tall")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose the sound file." in page
    assert 'value="tall" checked' in " ".join(page.split())
    bad = (io.BytesIO(b"no sound"), "talk.mp3")
    answer = _ask(lead, appeal, sound="narration", sound_file=bad)
    assert answer.status_code == 422
    assert "talk.mp3: its sound cannot be read" in answer.get_data(as_text=True)
    assert film_queries.list_films(appeal.case_id) == []


def test_a_narration_is_kept_with_the_film(lead, appeal):
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\x00\x20" * 8000)
    kept.seek(0)
    assert _ask(lead, appeal, sound="narration", sound_file=(kept, "talk.wav")).status_code == 303
    film = film_queries.list_films(appeal.case_id)[0]
    assert queries.get_asset(appeal.case_id, film.sound_asset_id).file_name == "talk.wav"


@pytest.mark.parametrize("field", ["shape", "language", "sound"])
def test_a_choice_that_is_not_there_is_refused(lead, appeal, field):
    assert _ask(lead, appeal, **{field: "odd"}).status_code == 422
    assert film_queries.list_films(appeal.case_id) == []


def test_the_public_sees_a_film_that_was_let_out_in_parts_with_captions_and_words(client, appeal):
    film = make_film(appeal)
    page = f"/a/{appeal.slug}"
    address = f"/m/{film.asset_id}/clean"
    assert "<video" not in client.get(page).get_data(as_text=True)
    assert client.get(address).status_code == 404
    film_actions.show(appeal.case_id, film.id, public=True, actor=HOUSE)
    shown = client.get(page).get_data(as_text=True)
    assert f"/m/{film.asset_id}/captions/en.vtt" in shown
    assert "Help find: Mira, 7." in shown
    whole = client.get(address)
    etag, size = whole.headers["ETag"], len(whole.data)
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = client.get(address, headers={"Range": "bytes=10-19", "If-Range": etag})
    assert (part.status_code, part.data) == (206, whole.data[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{size}"
    other = client.get(address, headers={"Range": "bytes=10-19", "If-Range": '"old"'})
    assert (other.status_code, len(other.data)) == (200, size)
    tail = client.get(address, headers={"Range": "bytes=-5"})
    assert (tail.status_code, tail.data) == (206, whole.data[-5:])
    assert client.get(address, headers={"Range": f"bytes={size}-"}).status_code == 416
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    assert client.get(f"/m/{film.asset_id}/captions/en.vtt").content_type.startswith("text/vtt")
    assert client.get(f"/m/{film.asset_id}/captions/de.vtt").status_code == 404


def test_the_public_no_longer_gets_a_film_whose_photo_was_withdrawn(client, appeal):
    film = make_film(appeal)
    film_actions.show(appeal.case_id, film.id, public=True, actor=HOUSE)
    photo = queries.list_photos(appeal.case_id)[0]
    assert client.get(f"/m/{film.asset_id}/clean").status_code == 200
    media_actions.withdraw_asset(appeal.case_id, photo.id, actor=HOUSE)
    assert client.get(f"/m/{film.asset_id}/clean").status_code == 404
    assert client.get(f"/m/{film.asset_id}/captions/en.vtt").status_code == 404
    assert "<video" not in client.get(f"/a/{appeal.slug}").get_data(as_text=True)
