"""A film goes out to YouTube through the house: approved, sent, cut, gone on, taken down."""

from dataclasses import replace

import pytest

from campaigns.deliveries import take_back
from campaigns.deliveries.model import DeliveryState
from campaigns.deliveries.queries import list_of_update, read_delivery
from campaigns.jobs import reconcile_deliveries, send_deliveries
from campaigns.kernel import settings
from campaigns.kernel.errors import Invalid
from campaigns.media import storage
from campaigns.updates import actions
from campaigns.updates.preview import preview
from tests.campaigns.updates.test_enclosing import approved, written
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.films import keep_film
from tests.fakes.world import Fault
from tests.fakes.youtube import TRIED

TITLE = "Have you seen Mira?"


@pytest.fixture
def channel(app):
    return make_channel(platform="youtube", handle="missingmira", credentials=TRIED.credentials)


@pytest.fixture
def case(channel, world):
    settings.install(replace(settings.current(), rehearsal=False))
    case = make_case(rehearsal=False)
    make_appeal(case=case, channels=[channel], hashtag="FindMiraV", hashtag_key="findmirav")
    return case


@pytest.fixture
def letter(case, channel, tmp_path):
    film = keep_film(case, tmp_path / "film.mp4", captions=("en", "fr"))
    return case, written(case, [channel], film, title=TITLE)


def sent(case, update):
    approved(case, update)
    [delivery] = list_of_update(update.id)
    send_deliveries.run(1)
    return delivery.id


def test_a_film_is_shown_with_its_captions_thumbnail_and_playlist_as_it_was_previewed(
    letter, youtube
):
    case, update = letter
    [shown] = preview(update)
    assert (shown.parts[0].title, shown.parts[0].series) == (TITLE, "#FindMiraV")
    delivery = read_delivery(sent(case, update))
    assert delivery.state is DeliveryState.SENT, delivery.reason
    [(ref, row)] = youtube.videos.items()
    assert row["size"] == film_size(delivery)
    assert (row["snippet"]["title"], row["status"]["privacyStatus"]) == (TITLE, "public")
    assert set(youtube.captions[ref]) == {"en", "fr"}
    assert b"Have you seen Mira?" in youtube.captions[ref]["en"]
    assert youtube.thumbnails[ref].startswith(b"\xff\xd8")
    assert [each["snippet"]["title"] for each in youtube.playlists.values()] == ["#FindMiraV"]
    assert take_back.take_down(case.id, delivery.id, by=case.lead) is None
    assert youtube.videos == {}


def film_size(delivery):
    [media] = delivery.snapshot["parts"][0]["media"]
    return storage.size(media["sha256"])


def test_a_film_that_was_cut_goes_on_when_it_was_asked_after(letter, youtube, world, moving_clock):
    case, update = letter
    world.arm(Fault.COMMIT_DROP, TRIED.uploads, times=3)
    delivery_id = sent(case, update)
    assert read_delivery(delivery_id).state is DeliveryState.UNKNOWN
    for _ in range(4):
        moving_clock.move(minutes=2)
        reconcile_deliveries.run(1)
        send_deliveries.run(1)
    assert read_delivery(delivery_id).state is DeliveryState.SENT
    assert len(youtube.videos) == 1


@pytest.mark.parametrize(
    ("more", "words"), [({}, "needs a title"), ({"title": "<b>"}, "takes no < or >")]
)
def test_what_youtube_would_not_take_is_refused_when_it_is_written(
    case, channel, tmp_path, more, words
):
    film = keep_film(case, tmp_path / "film.mp4")
    with pytest.raises(Invalid) as refused:
        sent(case, written(case, [channel], film, **more))
    assert words in " ".join(refused.value.fields.values())


def test_words_alone_are_refused_when_they_are_written(case, channel):
    parts = [{"text": "Have you seen Mira?", "media": []}]
    update = actions.write_update(case.id, parts=parts, channel_ids=[channel.id], by=case.lead)
    with pytest.raises(Invalid) as refused:
        actions.submit_update(case.id, update.id, by=case.lead)
    assert "no words alone: add a film" in " ".join(refused.value.fields.values())
