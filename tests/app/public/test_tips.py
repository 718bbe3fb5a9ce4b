import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from campaigns.appeals.model import AppealState
from campaigns.kernel import settings
from campaigns.kernel.db import db
from campaigns.kernel.settings import S3
from campaigns.tips import queries
from campaigns.tips.model import Sure, Tip, TipSource
from tests.factories.appeals import make_appeal
from tests.postgres import free_port

CANARY_AGENT = "CanaryBrowser/77.1 (tell-tale)"
CANARY_ADDRESS = "203.0.113.77"


def words_in(page: str) -> str:
    return re.search(r'id="codename"[^>]*>([^<]+)<', page)[1]


def key_in(page: str) -> str:
    return re.search(r'name="key"[^>]*value="([^"]+)"', page)[1]


def send(client, appeal, **fields):
    return client.post(f"/a/{appeal.slug}/tip", data=fields, content_type="multipart/form-data")


def only_tip() -> Tip:
    db.session.expire_all()
    (tip,) = db.session.query(Tip).all()
    return tip


def test_the_form_asks_the_open_question_first_and_sets_no_cookie(client):
    appeal = make_appeal()
    page = client.get(f"/a/{appeal.slug}/tip")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"
    assert text.index("What did you see or hear?") < text.index("When was it?")
    assert "911" in text


def test_every_form_has_a_key_of_its_own(client):
    appeal = make_appeal()
    keys = {key_in(client.get(f"/a/{appeal.slug}/tip").get_data(as_text=True)) for _ in range(3)}
    assert len(keys) == 3
    assert min(map(len, keys)) >= 40


def test_a_tip_comes_in_and_the_receipt_is_the_answer_itself(client):
    appeal = make_appeal()
    page = send(
        client,
        appeal,
        text="A woman on the 501 with a girl, about seven.",
        when="Saturday, about six",
        where="Queen and Bathurst",
        position="43.6401, -79.4390",
        sure="fairly",
    )
    tip = only_tip()
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers
    assert len(words_in(page.get_data(as_text=True)).split()) == 8
    assert tip.source is TipSource.WEB
    assert tip.anonymous
    assert (tip.text, tip.when_words) == (
        "A woman on the 501 with a girl, about seven.",
        "Saturday, about six",
    )
    assert (tip.lat, tip.lon, tip.sure) == (43.6401, -79.439, Sure.FAIRLY)


def test_a_form_sent_twice_gives_the_same_receipt_and_one_tip(client):
    appeal = make_appeal()
    key = key_in(client.get(f"/a/{appeal.slug}/tip").get_data(as_text=True))
    pages = [send(client, appeal, text="Saw them.", key=key) for _ in range(3)]
    assert len({words_in(page.get_data(as_text=True)) for page in pages}) == 1
    assert only_tip().text == "Saw them."


def test_the_same_form_with_other_words_is_another_tip_so_that_nothing_is_swallowed(client):
    appeal = make_appeal()
    first = send(client, appeal, text="Saw them.", key="k" * 43).get_data(as_text=True)
    second = send(client, appeal, text="Saw them in a van.", key="k" * 43).get_data(as_text=True)
    assert words_in(first) != words_in(second)
    assert queries.count_tips(appeal.case_id) == 2


def test_an_empty_form_is_asked_again_with_everything_that_was_typed(client):
    appeal = make_appeal()
    page = send(client, appeal, text="  \n ", where="Union Station", name="Bea", key="k" * 43)
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert "Tell us what you saw or heard, or add a file." in text
    assert "Union Station" in text
    assert "Bea" in text
    assert "k" * 43 in text
    assert queries.count_tips(appeal.case_id) == 0


def test_a_text_beyond_the_limit_stays_in_the_form(client):
    appeal = make_appeal()
    page = send(client, appeal, text="x" * 20_001)
    assert page.status_code == 422
    assert "x" * 20_001 in page.get_data(as_text=True)


@pytest.mark.parametrize(
    "said",
    [
        "ä" * 10_000,
        "👩‍👧 saw them 🚋 at the tram",
        "رأيت الفتاة مع امرأة في المحطة",
        "זה היה ליד התחנה",
        '<script>alert(1)</script> & "quotes"',
    ],
)
def test_long_emoji_right_to_left_and_markup_are_kept_as_they_are(client, said):
    appeal = make_appeal()
    assert send(client, appeal, text=said).status_code == 200
    assert only_tip().text == said


def test_control_characters_go_and_the_words_stay(client):
    appeal = make_appeal()
    send(client, appeal, text="saw\x00 her\x1b[31m \u202enow\r\nthere")
    assert only_tip().text == "saw her[31m now\nthere"


def test_seeing_them_now_says_to_call_first_and_is_still_taken(client):
    appeal = make_appeal()
    page = send(client, appeal, text="They are here.", still_there="y").get_data(as_text=True)
    assert "You see them now" in page
    assert "tel:911" in page
    assert only_tip().priority.value == "urgent"


def test_a_name_makes_a_tip_named_and_keeps_the_contact_sealed(client):
    appeal = make_appeal()
    send(client, appeal, text="I work there.", name="Ina", contact="ina@example.org")
    tip = only_tip()
    assert not tip.anonymous
    assert (tip.sender, tip.contact) == ("Ina", "ina@example.org")
    assert b"ina@example.org" not in tip.contact_sealed


@pytest.mark.parametrize("written", ["by the big tree", "95.0, 10.0", "43.6"])
def test_a_position_that_cannot_be_read_is_kept_as_words(client, written):
    appeal = make_appeal()
    assert send(client, appeal, text="There.", where="Park", position=written).status_code == 200
    tip = only_tip()
    assert tip.lat is None
    assert tip.where_words == f"Park\n{written}"


def test_files_of_any_kind_are_kept_even_without_words(client):
    appeal = make_appeal()
    page = send(
        client,
        appeal,
        text="",
        files=[
            (io.BytesIO(b"\x00\x01junk"), "clip.mp4"),
            (io.BytesIO(b"\xff\xd8\xffbad"), "a.jpg"),
        ],
    )
    assert page.status_code == 200
    kept = queries.list_evidence(only_tip().id)
    assert [each.asset.file_name for each in kept] == ["clip.mp4", "a.jpg"]
    assert all(each.held for each in kept)


def test_a_file_that_is_too_large_costs_only_itself(client, app):
    appeal = make_appeal()
    settings.install(replace(settings.current(), evidence_max_bytes=1000))
    page = send(
        client,
        appeal,
        text="Dashcam attached.",
        files=[(io.BytesIO(b"v" * 400_000), "dash.mp4"), (io.BytesIO(b"small"), "note.txt")],
    )
    text = page.get_data(as_text=True)
    tip = only_tip()
    assert page.status_code == 200
    assert "dash.mp4 (400 kB)" in text
    assert appeal.contact_phone in text
    assert [each.asset.file_name for each in queries.list_evidence(tip.id)] == ["note.txt"]
    assert "dash.mp4" in queries.list_messages(tip.id)[0].text


def test_a_file_that_is_too_large_still_counts_as_saying_something(client):
    appeal = make_appeal()
    settings.install(replace(settings.current(), evidence_max_bytes=1000))
    page = send(client, appeal, text="", files=[(io.BytesIO(b"v" * 5000), "dash.mp4")])
    assert page.status_code == 200
    assert queries.count_tips(appeal.case_id) == 1


def test_without_room_on_the_disk_the_words_are_kept_and_the_file_is_named(client):
    appeal = make_appeal()
    settings.install(replace(settings.current(), tip_reserve_bytes=10**18))
    page = send(client, appeal, text="Saw them.", files=[(io.BytesIO(b"v" * 5000), "dash.mp4")])
    assert page.status_code == 200
    assert "dash.mp4" in page.get_data(as_text=True)
    tip = only_tip()
    assert tip.text == "Saw them."
    assert "dash.mp4" in queries.list_messages(tip.id)[0].text


def test_when_the_place_of_files_does_not_answer_the_words_are_kept(client):
    appeal = make_appeal()
    nowhere = S3("bucket", f"http://127.0.0.1:{free_port()}", "us-east-1", "key", "secret")
    settings.install(replace(settings.current(), s3=nowhere))
    page = send(client, appeal, text="Saw them.", files=[(io.BytesIO(b"v"), "dash.mp4")])
    assert page.status_code == 200
    assert only_tip().text == "Saw them."
    assert "dash.mp4" in page.get_data(as_text=True)


def test_a_paused_appeal_still_listens(client):
    appeal = make_appeal(state=AppealState.PAUSED)
    assert client.get(f"/a/{appeal.slug}/tip").status_code == 200
    assert send(client, appeal, text="Saw them.").status_code == 200


def test_a_closed_appeal_says_so_calmly_with_the_phone(client):
    appeal = make_appeal(state=AppealState.ENDED)
    page = client.get(f"/a/{appeal.slug}/tip").get_data(as_text=True)
    assert "This appeal is closed" in page
    assert appeal.contact_phone in page
    assert "Mira" not in page
    assert "<textarea" not in page


def test_what_was_being_typed_when_the_appeal_closed_is_still_taken(client):
    appeal = make_appeal(state=AppealState.ENDED)
    assert send(client, appeal, text="I was still typing.").status_code == 200
    assert only_tip().text == "I was still typing."


@pytest.mark.parametrize("state", [AppealState.DRAFT, None])
def test_there_is_no_form_where_there_is_no_appeal(client, state):
    slug = make_appeal(state=state).slug if state else "nothing-here"
    assert client.get(f"/a/{slug}/tip").status_code == 404
    assert client.post(f"/a/{slug}/tip", data={"text": "x"}).status_code == 404


def test_a_broken_request_is_answered_in_words(client):
    appeal = make_appeal()
    page = client.post(
        f"/a/{appeal.slug}/tip", data=b"--x\r\nrubbish", content_type="multipart/form-data"
    )
    assert page.status_code == 422


def test_of_an_anonymous_sender_nothing_finer_than_the_hour_is_anywhere(
    client, data_dir, moving_clock, capfd, caplog
):
    moving_clock.go(datetime(2026, 5, 16, 13, 47, 31, 123456, tzinfo=UTC))
    appeal = make_appeal(launched_at=datetime(2026, 5, 1, tzinfo=UTC))
    moving_clock.go(datetime(2026, 5, 20, 21, 52, 43, 654321, tzinfo=UTC))
    sent = client.post(
        f"/a/{appeal.slug}/tip",
        data={"text": "Saw them.", "files": [(io.BytesIO(b"file"), "f.bin")]},
        content_type="multipart/form-data",
        environ_base={"REMOTE_ADDR": CANARY_ADDRESS},
        headers={"User-Agent": CANARY_AGENT, "X-Forwarded-For": CANARY_ADDRESS},
    )
    words = words_in(sent.get_data(as_text=True))
    client.post(
        "/return",
        data={"codename": words, "text": "More.", "adding": "yes"},
        environ_base={"REMOTE_ADDR": CANARY_ADDRESS},
        headers={"User-Agent": CANARY_AGENT},
    )
    db.session.remove()
    db.engine.dispose()
    kept = b"".join(path.read_bytes() for path in data_dir.rglob("*") if path.is_file())
    logged = "".join(capfd.readouterr()) + caplog.text
    for canary in (CANARY_AGENT, CANARY_ADDRESS, "21:52", "52:43", words, words.replace(" ", "")):
        assert canary.encode() not in kept, canary
        assert canary not in logged, canary
    moment = datetime(2026, 5, 20, 21, tzinfo=UTC)
    assert only_tip().received_at == moment
    stamps = [path.stat().st_mtime for path in (data_dir / "media").rglob("*") if path.is_file()]
    assert stamps == [moment.timestamp()]
