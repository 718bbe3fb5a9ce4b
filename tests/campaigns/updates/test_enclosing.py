"""A film goes out like a picture: frozen with what is known of it, streamed, and described."""

from dataclasses import replace

import pytest

from campaigns.deliveries.model import DeliveryState
from campaigns.deliveries.queries import list_of_update
from campaigns.jobs import send_deliveries
from campaigns.kernel import settings
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.platforms import rehearsal
from campaigns.updates import actions
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.deliveries import make_speaking_case
from tests.factories.films import keep_film
from tests.fakes import bluesky as at_bluesky
from tests.fakes import mastodon as at_mastodon


def written(case, channels, film, **more):
    media = [{"asset_id": film.asset_id, "alt": "Police ask for help", **more}]
    return actions.write_update(
        case.id,
        parts=[{"text": "Have you seen Mira?", "media": media}],
        channel_ids=[each.id for each in channels],
        by=case.lead,
    )


def approved(case, update):
    actions.submit_update(case.id, update.id, by=case.lead)
    return actions.approve_update(case.id, update.id, update.content_hash, by=case.deputy)


@pytest.fixture
def loud(world):
    settings.install(replace(settings.current(), rehearsal=False))


def test_a_film_is_frozen_with_its_length_captions_thumbnail_and_title(app, tmp_path):
    case, channels = make_speaking_case()
    film = keep_film(case, tmp_path / "film.mp4", captions=("fr", "en"))
    update = written(case, channels, film, title="Missing: Mira")
    actions.submit_update(case.id, update.id, by=case.lead)
    [delivery] = list_of_update(update.id)
    part = delivery.snapshot["parts"][0]
    [frozen] = part["media"]
    assert (part["title"], frozen["type"], frozen["duration_s"]) == (
        "Missing: Mira",
        "video/mp4",
        1,
    )
    assert [each["language"] for each in frozen["captions"]] == ["en", "fr"]
    assert "00:00:00,000 --> 00:00:00,900" in frozen["captions"][0]["srt"]
    assert frozen["thumbnail"]["type"] == "image/jpeg"


def test_an_exercise_shows_a_film_by_its_thumbnail(app, tmp_path):
    case, channels = make_speaking_case()
    update = approved(case, written(case, channels, keep_film(case, tmp_path / "film.mp4")))
    send_deliveries.run(1)
    assert [each.state for each in list_of_update(update.id)] == [DeliveryState.SENT]
    with rehearsal.network().reading() as db:
        assert db.execute("SELECT alt FROM file").fetchall()[0][0] == "Film: Police ask for help"


def test_a_film_without_captions_and_one_that_is_not_ready_stay_here(app, tmp_path):
    case, channels = make_speaking_case()
    update = written(case, channels, keep_film(case, tmp_path / "film.mp4", captions=()))
    with pytest.raises(Invalid) as wrong:
        actions.submit_update(case.id, update.id, by=case.lead)
    assert "has no captions" in wrong.value.fields["texts"]


def test_a_film_goes_to_mastodon_with_its_words(loud, mastodon_server, world, tmp_path):
    channel = make_channel(
        platform="mastodon",
        handle=f"missingmira@{at_mastodon.HOST}",
        credentials=at_mastodon.CREDENTIALS,
    )
    case = make_case(rehearsal=False)
    make_appeal(case=case, channels=[channel])
    update = approved(case, written(case, [channel], keep_film(case, tmp_path / "film.mp4")))
    send_deliveries.run(1)
    assert [each.state for each in list_of_update(update.id)] == [DeliveryState.SENT]
    [upload] = [call for call in world.calls if call.path == "/api/v2/media"]
    assert b"Police ask for help" in upload.body
    assert b"ftyp" in upload.body
    assert b'name="thumbnail"' in upload.body


def test_a_film_goes_to_bluesky_with_its_words_and_captions(loud, bluesky, tmp_path):
    channel = make_channel(
        platform="bluesky",
        handle=at_bluesky.CREDENTIALS["handle"],
        credentials=at_bluesky.CREDENTIALS,
    )
    case = make_case(rehearsal=False)
    make_appeal(case=case, channels=[channel])
    film = keep_film(case, tmp_path / "film.mp4", captions=("en", "fr"))
    update = approved(case, written(case, [channel], film))
    send_deliveries.run(1)
    assert [each.state for each in list_of_update(update.id)] == [DeliveryState.SENT]
    [post] = bluesky.posts()
    assert post["embed"]["alt"] == "Police ask for help"
    assert [each["lang"] for each in post["embed"]["captions"]] == ["en", "fr"]
    assert {each["file"]["mimeType"] for each in post["embed"]["captions"]} == {"text/vtt"}


def test_what_no_longer_fits_is_neither_approved_nor_sent(app, monkeypatch, tmp_path):
    case, channels = make_speaking_case()
    film = keep_film(case, tmp_path / "film.mp4")
    first, second = written(case, channels, film), written(case, channels, film)
    approved(case, first)
    actions.submit_update(case.id, second.id, by=case.lead)
    smaller = replace(rehearsal.PLATFORM, limits=replace(rehearsal.PLATFORM.limits, video=False))
    monkeypatch.setattr(
        "campaigns.platforms.registry.all_platforms", lambda: {"rehearsal": smaller}
    )
    with pytest.raises(WrongState, match="does not take films"):
        actions.approve_update(case.id, second.id, second.content_hash, by=case.deputy)
    send_deliveries.run(1)
    [delivery] = list_of_update(first.id)
    assert delivery.state is DeliveryState.REJECTED
    assert "does not take films" in delivery.reason
