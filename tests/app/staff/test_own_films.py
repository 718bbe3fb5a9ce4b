import io

import pytest

from campaigns.media import film_queries, queries
from campaigns.media.model import FilmState, MediaKind
from tests.browsing import post, sign_in
from tests.factories.films import (
    drop_all,
    make_told_appeal,
    read,
    small_films,
    work_until,
    write_film,
)


@pytest.fixture
def appeal(app):
    small_films()
    yield make_told_appeal()
    drop_all()


@pytest.fixture
def lead(client, appeal):
    return sign_in(client, appeal.case.lead)


@pytest.fixture
def film(tmp_path):
    path = write_film(tmp_path / "garden.mov", told={"location": "+43.6532-079.3832/"})
    return lambda: (io.BytesIO(path.read_bytes()), "garden.mov")


def _url(appeal, more="/own"):
    return f"/staff/cases/{appeal.case_id}/films{more}"


def _ready(appeal):
    (film,) = film_queries.list_films(appeal.case_id)
    work_until(lambda: read(film.id).state is FilmState.READY)
    return read(film.id)


def test_a_film_of_ones_own_is_made_ready_captioned_and_shown_without_its_place(
    lead, appeal, film, client
):
    fields = {"about": "Mira runs through a garden.", "language": "en"}
    answer = post(lead, _url(appeal), film=film(), captions="0:00 Look at her!", **fields)
    assert answer.status_code == 303
    made = _ready(appeal)
    page = lead.get(_url(appeal, f"/{made.id}")).get_data(as_text=True)
    assert "Look at her!" in page
    original = queries.get_asset(appeal.case_id, made.asset_id)
    assert original.content_type == "video/quicktime"
    assert post(lead, _url(appeal, f"/{made.id}/publish")).status_code == 303
    shown = client.get(f"/m/{made.asset_id}/clean")
    assert (shown.status_code, shown.content_type) == (200, "video/mp4")
    assert b"43.6532" not in shown.data
    assert client.get(f"/m/{made.asset_id}/original").status_code == 404
    assert "<video" in client.get(f"/a/{appeal.slug}").get_data(as_text=True)


def test_a_film_without_captions_is_not_shown_to_the_public(lead, appeal, film):
    post(lead, _url(appeal), film=film(), about="A garden.", language="en")
    made = _ready(appeal)
    answer = post(lead, _url(appeal, f"/{made.id}/publish"))
    assert answer.status_code == 409
    assert "Add captions first" in answer.get_data(as_text=True)
    here = _url(appeal, f"/{made.id}/captions")
    assert lead.get(here).status_code == 200
    srt = (io.BytesIO(b"1\n00:00:00,000 --> 00:00:01,500\nRegarde !\n"), "a.srt")
    assert post(lead, here, language="fr", captions_file=srt).status_code == 303
    assert read(made.id).captions["fr"][0]["text"] == "Regarde !"
    assert post(lead, _url(appeal, f"/{made.id}/publish")).status_code == 303


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"captions": "Look"}, ("captions", "Line 1: begin each line with its time")),
        ({"captions": "0:01 Look\n0:09 There"}, ("captions", "Line 2: this caption begins after")),
        (
            {"captions_file": (b"1\n00:00 -> 1\n", "a.srt")},
            ("captions_file", "Line 2: a line with"),
        ),
        ({"language": "English please", "captions": "0:00 Look"}, ("language", "code")),
    ],
)
def test_captions_that_cannot_be_read_say_which_line_and_stay_as_typed(
    lead, appeal, film, fields, wrong
):
    post(lead, _url(appeal), film=film(), about="A garden.", language="en")
    made = _ready(appeal)
    given = {"language": "en", **fields}
    if "captions_file" in given:
        content, name = given["captions_file"]
        given["captions_file"] = (io.BytesIO(content), name)
    answer = post(lead, _url(appeal, f"/{made.id}/captions"), **given)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert wrong[1] in page
    assert f'href="#{wrong[0]}"' in page
    assert fields.get("captions", "") in page
    assert read(made.id).captions == {}


def test_what_is_no_film_is_refused_and_the_words_stay(lead, appeal):
    fields = {"about": "A garden by the lake.", "language": "en", "captions": "0:00 Look at her!"}
    text = (io.BytesIO(b"just words"), "notes.mp4")
    answer = post(lead, _url(appeal), film=text, **fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "notes.mp4: it is a text, not a film." in page
    assert "A garden by the lake." in page
    assert "0:00 Look at her!" in page
    assert "Choose the film." in post(lead, _url(appeal), **fields).get_data(as_text=True)
    assert queries.list_assets(appeal.case_id, frozenset({MediaKind.FILM})) == []


def test_a_film_that_is_too_large_is_refused_with_the_limit(lead, appeal, film):
    small_films(film_max_bytes=2_000)
    answer = post(lead, _url(appeal), film=film(), about="A garden.", language="en")
    assert answer.status_code == 422
    assert "larger than 2 kB" in answer.get_data(as_text=True)
    assert film_queries.list_films(appeal.case_id) == []
