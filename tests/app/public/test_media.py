import io

import pytest
from PIL import Image

from campaigns.appeals.model import AppealState
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, db
from campaigns.media import actions, files
from campaigns.media.images import Box
from campaigns.media.model import MediaKind
from campaigns.updates.model import Update
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.media import exif_with_place, jpeg, make_photo


def _shown(state: AppealState = AppealState.LIVE, **given):
    appeal = make_appeal(state=state)
    return make_photo(appeal.case, **{"publish": True, "alt": "A girl", **given})


@atomic
def _send(photo, channel, state=DeliveryState.SENT) -> None:
    db.session.add(
        Delivery(
            case_id=photo.case_id,
            update_id=_update_of(photo, channel),
            channel_id=channel.id,
            state=state,
            send_at=photo.added_at,
            not_before=photo.added_at,
            snapshot={
                "parts": [{"text": "x", "media": [{"asset_id": photo.id, "alt": ""}]}],
                "reply_to": None,
            },
            snapshot_hash="0",
            parts_done=[],
        )
    )


def _update_of(photo, channel) -> int:
    update = Update(
        case_id=photo.case_id,
        parts=[],
        channel_ids=[channel.id],
        author_id=channel.owner_id,
        timezone="UTC",
        created_at=photo.added_at,
    )
    db.session.add(update)
    db.session.flush()
    return update.id


@pytest.mark.parametrize("name", ["web", "thumb", "clean"])
def test_a_published_photo_of_a_live_appeal_is_given_to_anyone(client, name):
    photo = _shown(content=jpeg(exif=exif_with_place()))
    answer = client.get(f"/m/{photo.id}/{name}")
    assert answer.status_code == 200
    assert answer.content_type == "image/jpeg"
    assert b"SecretCamera" not in answer.data
    assert not Image.open(io.BytesIO(answer.data)).getexif()


def test_a_marked_address_may_be_kept_but_shared_caches_ask_again_soon(client):
    photo = _shown()
    kept = client.get(files.path_to(photo, "web")).headers
    assert kept["Cache-Control"] == "public, max-age=86400, s-maxage=60, immutable"
    assert kept["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert kept["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in kept
    plain = client.get(f"/m/{photo.id}/web").headers["Cache-Control"]
    assert plain == "public, max-age=60"


def test_a_picture_that_the_browser_has_is_not_sent_again(client):
    photo = _shown()
    etag = client.get(f"/m/{photo.id}/web").headers["ETag"]
    answer = client.get(f"/m/{photo.id}/web", headers={"If-None-Match": etag})
    assert answer.status_code == 304
    assert answer.data == b""


def test_a_cropped_picture_has_another_address(client):
    photo = _shown()
    before = files.path_to(photo, "web")
    actions.crop_asset(
        photo.case_id, photo.id, files.recut(photo, Box(0, 0, 0.5, 0.5)), actor=HOUSE
    )
    assert files.path_to(photo, "web") != before
    assert client.get(before).headers["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("name", ["original", "whole", "clean2", "..%2Foriginal"])
def test_originals_and_uncropped_pictures_are_never_given(client, name):
    assert client.get(f"/m/{_shown().id}/{name}").status_code == 404


@pytest.mark.parametrize("state", [AppealState.DRAFT, AppealState.PAUSED, AppealState.ENDED])
def test_nothing_is_given_of_an_appeal_that_is_not_live(client, state):
    assert client.get(f"/m/{_shown(state).id}/web").status_code == 404


def test_unpublished_and_withdrawn_photos_are_not_given(client):
    hidden, withdrawn = _shown(publish=False), _shown()
    actions.withdraw_asset(withdrawn.case_id, withdrawn.id, actor=HOUSE)
    for photo in (hidden, withdrawn):
        assert client.get(f"/m/{photo.id}/web").status_code == 404


def test_evidence_is_never_given_even_if_it_were_marked_for_the_public(client):
    evidence = _shown(kind=MediaKind.EVIDENCE)
    assert client.get(f"/m/{evidence.id}/web").status_code == 404


def test_a_photo_of_a_case_without_an_appeal_is_not_given(client, app):
    assert client.get(f"/m/{make_photo(make_case(), publish=True).id}/web").status_code == 404
    assert client.get("/m/99999/web").status_code == 404


def test_an_attachment_is_given_once_its_post_is_out(client):
    photo = _shown(kind=MediaKind.ATTACHMENT, publish=False)
    channel = make_channel()
    _send(photo, channel, DeliveryState.PLANNED)
    assert client.get(f"/m/{photo.id}/web").status_code == 404
    _send(photo, channel)
    assert client.get(f"/m/{photo.id}/web").status_code == 200


def test_a_poster_to_print_is_given_whole(client):
    poster = _shown(kind=MediaKind.POSTER, content=b"%PDF-1.7 our poster", name="p.pdf")
    for name in ("clean", "original"):
        answer = client.get(f"/m/{poster.id}/{name}")
        assert answer.data == b"%PDF-1.7 our poster"
        assert answer.content_type == "application/pdf"
        assert answer.headers["Content-Disposition"].endswith('.pdf"')
