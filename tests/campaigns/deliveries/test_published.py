from datetime import UTC, datetime, timedelta

from campaigns.channels.model import Channel
from campaigns.deliveries.model import Delivery
from campaigns.deliveries.published import once_each

NOON = datetime(2026, 5, 16, 12, 0, tzinfo=UTC)


def _delivery(id_, update_id, minutes, handle="missingmira", *, url="/w/1", words=("Seen?",)):
    return Delivery(
        id=id_,
        update_id=update_id,
        send_at=NOON,
        settled_at=NOON + timedelta(minutes=minutes),
        snapshot={"parts": [{"text": each, "media": []} for each in words]},
        channel=Channel(handle=handle),
        remote_url=url,
    )


def test_an_update_on_two_accounts_is_told_once_with_both_places():
    told = once_each([_delivery(2, 7, 5, "other", url="https://x.example/2"), _delivery(1, 7, 1)])
    assert len(told) == 1
    assert told[0].at == NOON + timedelta(minutes=1)
    assert told[0].changed_at == NOON + timedelta(minutes=5)
    assert [(place.handle, place.url) for place in told[0].places] == [
        ("missingmira", "/w/1"),
        ("other", "https://x.example/2"),
    ]


def test_updates_come_newest_first_with_every_part_of_a_thread():
    told = once_each([_delivery(1, 7, 1, words=("One", "Two")), _delivery(2, 8, 9)])
    assert [each.update_id for each in told] == [8, 7]
    assert told[1].parts == ("One", "Two")


def test_an_answer_to_someone_is_no_update():
    assert once_each([_delivery(1, None, 1)]) == []


def test_an_address_that_no_browser_should_follow_is_left_out():
    assert once_each([_delivery(1, 7, 1, url="javascript:alert(1)")])[0].places == ()
