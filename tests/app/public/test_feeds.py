from email.utils import parsedate_to_datetime

import pytest
from defusedxml import ElementTree

from campaigns.appeals import actions
from campaigns.appeals.model import AppealState
from campaigns.deliveries.model import DeliveryState
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE
from tests.factories.appeals import make_appeal
from tests.factories.channels import make_channel
from tests.factories.deliveries import make_delivery
from tests.factories.updates import make_update

ATOM = {"a": "http://www.w3.org/2005/Atom"}
KINDS = ("atom", "rss", "json")


def _parsed(content):
    return ElementTree.fromstring(content)


def _say(appeal, *words):
    channel = make_channel()
    actions.use_channel(appeal.case_id, channel.id, actor=HOUSE)
    update = make_update(appeal.case, [channel], *words)
    make_delivery(
        appeal.case, channel, *words,
        update_id=update.id, state=DeliveryState.SENT, settled_at=clock.now(),
    )  # fmt: skip
    actions.touch_page(appeal.case_id)
    return update


@pytest.fixture
def appeal(app, moving_clock):
    appeal = make_appeal()
    moving_clock.move(hours=1)
    _say(appeal, "First <b>words</b> & more\nsecond line", "Part two")
    moving_clock.move(hours=1)
    _say(appeal, "One week on. \U0001f50e نور")
    return appeal


def test_atom_carries_each_update_once_newest_first_and_the_launch(client, appeal):
    answer = client.get(f"/feeds/{appeal.slug}.atom")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = _parsed(answer.data)
    assert feed.findtext("a:title", None, ATOM) == "Have you seen Mira, 7?"
    assert feed.findtext("a:updated", None, ATOM) == clock.now().isoformat()
    titles = [each.text for each in feed.findall("a:entry/a:title", ATOM)]
    assert titles == ["One week on. \U0001f50e نور", "First <b>words</b> & more", appeal.headline]
    contents = [each.text for each in feed.findall("a:entry/a:content", ATOM)]
    assert contents[1] == "First <b>words</b> & more\nsecond line\n\nPart two"
    links = {each.get("rel"): each.get("href") for each in feed.findall("a:link", ATOM)}
    assert links == {
        "self": f"http://localhost/feeds/{appeal.slug}.atom",
        "alternate": f"http://localhost/a/{appeal.slug}",
    }


def test_rss_and_json_say_the_same(client, appeal):
    channel = _parsed(client.get(f"/feeds/{appeal.slug}.rss").data).find("channel")
    items = channel.findall("item")
    assert [item.findtext("title") for item in items][1] == "First <b>words</b> & more"
    assert parsedate_to_datetime(items[0].findtext("pubDate")) == clock.now()
    told = client.get(f"/feeds/{appeal.slug}.json").json
    assert [item["title"] for item in told["items"]] == [item.findtext("title") for item in items]
    assert [item["id"] for item in told["items"]] == [item.findtext("guid") for item in items]


def test_ids_never_change_and_never_repeat(client, appeal):
    def ids():
        feed = _parsed(client.get(f"/feeds/{appeal.slug}.atom").data)
        return [each.text for each in feed.iterfind(".//a:id", ATOM)]

    before = ids()
    _say(appeal, "More.")
    after = ids()
    assert len(set(after)) == len(after)
    assert set(before) <= set(after)


def test_what_xml_cannot_carry_is_left_out(client, appeal):
    _say(appeal, "bell \ufffe end")
    feed = _parsed(client.get(f"/feeds/{appeal.slug}.atom").data)
    assert feed.findtext("a:entry/a:title", None, ATOM) == "bell  end"


def test_the_feed_of_all_carries_live_appeals_only(client, appeal):
    other = make_appeal(headline="Another one")
    make_appeal(headline="A draft", state=AppealState.DRAFT)
    words = client.get("/feeds/all.atom").get_data(as_text=True)
    assert "One week on." in words
    assert "Another one" in words
    assert "A draft" not in words
    actions.end_appeal(other.case_id, "Thank you.", actor=HOUSE)
    assert "Another one" not in client.get("/feeds/all.atom").get_data(as_text=True)


def test_a_house_without_appeals_has_an_empty_feed(client):
    feed = _parsed(client.get("/feeds/all.atom").data)
    assert feed.findall("a:entry", ATOM) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_is_gone_once_its_appeal_has_ended(client, appeal, kind):
    assert client.get(f"/feeds/{appeal.slug}.{kind}").status_code == 200
    actions.end_appeal(appeal.case_id, "Thank you.", actor=HOUSE)
    answer = client.get(f"/feeds/{appeal.slug}.{kind}")
    assert answer.status_code == 410
    assert b"Mira" not in answer.data


@pytest.mark.parametrize("kind", KINDS)
def test_a_paused_appeal_has_a_feed_that_says_nothing(client, appeal, kind):
    actions.pause_appeal(appeal.case_id, actor=HOUSE)
    answer = client.get(f"/feeds/{appeal.slug}.{kind}")
    assert answer.status_code == 200
    assert b"Mira" not in answer.data
    assert b"One week" not in answer.data


@pytest.mark.parametrize("path", ["nothing.atom", "nothing.xml"])
def test_there_is_no_feed_of_nothing(client, path):
    assert client.get(f"/feeds/{path}").status_code == 404


def test_a_draft_has_no_feed_and_feeds_have_no_fourth_kind(client, appeal):
    draft = make_appeal(state=AppealState.DRAFT)
    assert client.get(f"/feeds/{draft.slug}.atom").status_code == 404
    assert client.get(f"/feeds/{appeal.slug}.xml").status_code == 404


def test_a_reader_that_has_the_feed_is_told_so(client, appeal):
    etag = client.get(f"/feeds/{appeal.slug}.atom").headers["ETag"]
    answer = client.get(f"/feeds/{appeal.slug}.atom", headers={"If-None-Match": etag})
    assert answer.status_code == 304
