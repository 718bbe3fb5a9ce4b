"""What people say to our account on X: all of it, once, from as far back as X lets us look."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from campaigns.kernel.errors import Limited, Rejected, Unauthorised, Unreachable
from campaigns.platforms.base import NoDesk, Post, Scope, Told
from campaigns.platforms.clients.x import hearing
from tests.campaigns.platforms.clients.x.things import mira, png
from tests.fakes.world import Answer, Fault
from tests.fakes.x import THEIRS, keys_by_hand, opened


@pytest.fixture
def account(x_account):
    return x_account


@pytest.fixture
def ours(account):
    """Our post, that people answer."""
    return account.publish(Post("Seen Mira?")).ref


def scope(*refs: str) -> Scope:
    return Scope(posts=refs)


def searching(request) -> bool:
    return request.path.endswith("/search/recent")


def test_answers_and_answers_to_answers_are_heard_with_who_said_them(account, x, ours):
    one = x.say(THEIRS, "@missingmira at the ferry & <there> https://police.uk/a", ours)
    two = x.say(THEIRS, "really", one.ref)
    account.publish(Post("Thank you", reply_to=one.ref))
    first, second = account.replies("replies", None, scope(ours)).items
    assert first.text == "@missingmira at the ferry & <there> https://police.uk/a"
    assert (first.ref, first.in_reply_to, first.thread) == (one.ref, ours, ours)
    assert (second.ref, second.in_reply_to, second.thread) == (two.ref, one.ref, ours)
    assert (first.author, first.author_ref, first.told) == ("@passer", THEIRS, Told.REPLY)
    assert first.author_since == datetime(2020, 2, 2, 2, 2, 2, tzinfo=UTC)
    assert first.url == f"https://x.com/passer/status/{one.ref}"
    assert json.loads(first.raw)["id"] == one.ref


def test_hearing_goes_on_from_a_little_before_and_pages_until_it_knows(account, x, ours):
    now = datetime.now(UTC)
    for number in range(230):
        x.say(THEIRS, f"old {number}", ours, at=now - timedelta(hours=9, seconds=230 - number))
    x.say(THEIRS, "newest", ours, at=now - timedelta(hours=8))
    batch = account.replies("replies", None, scope(ours))
    assert len(batch.items) == 231
    assert (batch.items[0].text, batch.items[-1].text) == ("old 0", "newest")
    late = x.say(THEIRS, "filed late", ours, at=now - timedelta(hours=8, minutes=5))
    again = account.replies("replies", batch.cursor, scope(ours))
    assert [item.text for item in again.items] == ["filed late", "newest"]
    assert late.ref in {item.ref for item in again.items}
    assert again.missed == ""


def test_a_talk_that_is_listened_to_newly_is_read_from_its_beginning(account, x, ours):
    x.say(THEIRS, "one", ours, at=datetime.now(UTC) - timedelta(days=2))
    other = account.publish(Post("Another post")).ref
    x.say(THEIRS, "two", other)
    cursor = account.replies("replies", None, scope(other)).cursor
    heard = account.replies("replies", cursor, scope(ours, other)).items
    assert [item.text for item in heard] == ["one", "two"]


def test_many_talks_are_asked_for_in_queries_that_x_takes(account, x, world, ours):
    x.say(THEIRS, "me", ours)
    refs = [str(int(ours) - number) for number in range(1, 40)]
    (item,) = account.replies("replies", None, scope(*refs, ours)).items
    assert item.text == "me"
    queries = [call.one("query") for call in world.calls if searching(call)]
    assert len(queries) == 4
    assert max(map(len, queries)) <= 512


def test_who_listens_again_after_more_than_seven_days_is_told_what_was_missed(
    account, x, ours, moving_clock
):
    batch = account.replies("replies", None, scope(ours))
    moving_clock.move(days=8)
    x.say(THEIRS, "still there", ours)
    later = account.replies("replies", batch.cursor, scope(ours))
    assert "7 days" in later.missed
    assert [item.text for item in later.items] == ["still there"]
    assert account.replies("replies", later.cursor, scope(ours)).missed == ""


def test_a_quiet_talk_is_not_asked_for_from_before_x_looks_back(account, x, ours, moving_clock):
    moving_clock.at = datetime.now(UTC)
    old = datetime.now(UTC) - timedelta(days=30)
    said = x.say(THEIRS, "long ago", at=old)
    term = f"conversation_id:{ours}"
    cursor = json.dumps({"newest": said.ref, "at": old.isoformat(), "of": [term]})
    x.say(THEIRS, "now", ours)
    (item,) = account.replies("replies", cursor, scope(ours)).items
    assert item.text == "now"


def test_what_its_author_took_back_is_noticed_within_hours(account, x, ours, moving_clock, world):
    kept, gone = x.say(THEIRS, "kept", ours), x.say(THEIRS, "taken back", ours)
    for each in (kept, gone):
        each.at -= timedelta(hours=1)  # beyond what is read again anyway
    cursor = account.replies("replies", None, scope(ours)).cursor
    del x.posts[gone.ref]
    assert not any(i.gone for i in account.replies("replies", cursor, scope(ours)).items)
    moving_clock.move(hours=6)
    world.arm(Fault.S429, looking, answer_429=Answer(403, {"detail": "Not in your plan"}))
    account.replies("replies", cursor, scope(ours))
    batch = account.replies("replies", cursor, scope(ours))
    assert [item.ref for item in batch.items if item.gone] == [gone.ref]
    moving_clock.move(hours=6)
    again = account.replies("replies", batch.cursor, scope(ours))
    assert not any(item.gone for item in again.items)


def looking(request) -> bool:
    return request.path == "/2/tweets" and request.method == "GET"


def test_more_than_can_be_read_at_once_is_said(account, x, ours, monkeypatch):
    monkeypatch.setattr(hearing, "PAGE", 10)
    monkeypatch.setattr(hearing, "SEARCH_PAGES", 2)
    for number in range(21):
        x.say(THEIRS, f"{number}", ours)
    assert "More than 20" in account.replies("replies", None, scope(ours)).missed


def test_hashtags_are_heard_without_our_own_words(account, x):
    x.say(THEIRS, "Saw her #findmira near https://police.uk/")
    account.publish(Post("Have you? #FindMira"))
    (item,) = account.replies("hashtags", None, Scope(hashtags=("FindMira", "Mira"))).items
    assert (item.told, item.in_reply_to) == (Told.HASHTAG, None)


def test_who_names_us_is_heard(account, x, ours):
    x.say(THEIRS, "@missingmira I know", in_reply_to_user_id="5")
    x.say(THEIRS, "at the ferry", ours, in_reply_to_user_id="1001")
    batch = account.replies("mentions", None, Scope())
    assert [item.told for item in batch.items] == [Told.MENTION, Told.REPLY]
    assert len(account.replies("mentions", batch.cursor, Scope()).items) == 2


def test_files_that_come_with_an_answer_are_fetched(x, account, ours):
    passer = opened(keys_by_hand(THEIRS))
    passer.publish(Post("her?", (mira(),), reply_to=ours))
    (item,) = account.replies("replies", None, scope(ours)).items
    assert item.text == "her?"
    assert item.media[0].fetched().content == png()
    x.posts[item.ref].more = {"attachments": {"media_keys": ["3_unknown"]}}
    (item,) = account.replies("replies", None, scope(ours)).items
    assert "did not say where" in item.media[0].fetched().trouble


@pytest.mark.parametrize(
    "broken",
    [{"created_at": "yesterday"}, {"text": None}, {"entities": {"urls": "no"}}, {"author_id": {}}],
)
def test_what_cannot_be_read_is_kept_raw_and_the_rest_goes_on(account, x, ours, broken):
    x.say(THEIRS, "good one", ours)
    bad = x.say(THEIRS, "bad one", ours)
    bad.more = broken
    items = account.replies("replies", None, scope(ours)).items
    assert {item.unreadable: item.text for item in items} == {False: "good one", True: ""}
    assert b"bad one" in next(item.raw for item in items if item.unreadable) or "text" in broken


def test_what_x_names_without_showing_it_is_kept(account, ours, world):
    error = {"resource_type": "tweet", "resource_id": "77", "title": "Authorization Error"}
    said = Answer(200, {"meta": {"result_count": 0}, "errors": [error, {"resource_type": "user"}]})
    world.arm(Fault.S429, searching, answer_429=said)
    (item,) = account.replies("replies", None, scope(ours)).items
    assert (item.ref, item.unreadable) == ("77", True)


def test_an_edited_answer_is_another_version_of_the_same(account, x, ours):
    first = x.say(THEIRS, "red coat", ours)
    x.say(THEIRS, "blue coat", ours, edit_history_tweet_ids=[first.ref, "9"])
    versions = account.replies("replies", None, scope(ours)).items
    assert {item.ref for item in versions} == {first.ref}
    assert versions[-1].edited_at is not None


@pytest.mark.parametrize("fault", [each for each in Fault if each is not Fault.COMMIT_SLOW])
def test_a_hearing_that_breaks_off_moves_nothing(account, x, world, ours, fault):
    x.say(THEIRS, "me", ours)
    world.arm(fault, searching)
    with pytest.raises(Limited if fault is Fault.S429 else Unreachable):
        account.replies("replies", None, scope(ours))
    assert len(account.replies("replies", None, scope(ours)).items) == 1


def test_what_was_read_is_paid_for_once(x, ours):
    paid = []

    class Desk(NoDesk):
        def paid(self, what, times=1, /):
            paid.append((what, times))

    x.say(THEIRS, "me", ours)
    account = opened(desk=Desk())
    cursor = account.replies("replies", None, scope(ours)).cursor
    account.replies("replies", cursor, scope(ours))
    assert paid == [("read", 1), ("read_user", 1)]


DEEDS = {
    "hide": ("/hidden", lambda account, ref: account.hide(ref)),
    "mute": ("/muting", lambda account, _ref: account.block(THEIRS)),
}


@pytest.mark.parametrize("deed", sorted(DEEDS))
def test_hiding_and_muting_are_said_only_when_they_are_so(account, x, world, ours, deed):
    path, do = DEEDS[deed]
    bad = x.say(THEIRS, "abuse", ours)
    for fault in [each for each in Fault if each is not Fault.COMMIT_SLOW]:
        world.arm(fault, lambda request: request.path.endswith(path))
        with pytest.raises(Limited if fault is Fault.S429 else Unreachable):
            do(account, bad.ref)
    do(account, bad.ref)
    assert (bad.hidden, bool(x.muted)) == (deed == "hide", deed == "mute")
    x.revoke()
    with pytest.raises(Unauthorised):
        do(account, bad.ref)


def test_hiding_goes_on_with_a_renewed_key_and_only_in_our_own_talks(in_browser, x, ours):
    x.expire()
    bad = x.say(THEIRS, "abuse", ours)
    in_browser.hide(bad.ref)
    assert bad.hidden
    with pytest.raises(Rejected, match="your own posts"):
        in_browser.hide(x.say(THEIRS, "elsewhere").ref)


def test_someone_is_muted(account, x):
    account.block(THEIRS)
    assert x.muted == {("1001", THEIRS)}
