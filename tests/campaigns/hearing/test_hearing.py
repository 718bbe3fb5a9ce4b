"""What is said is heard: for our own posts and hashtags, in the right case, each change kept."""

from campaigns.deliveries.model import DeliveryState
from campaigns.hearing import taking
from campaigns.jobs import collect_tips, read_tips
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.tips.model import Tip, TipState
from campaigns.tips.version_queries import list_versions
from tests.campaigns.hearing.heard import hear, tips, told
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.deliveries import make_delivery
from tests.fakes.beacon import said


def test_an_account_listens_for_its_own_posts_and_the_hashtags_of_its_appeals(
    channel, case, beacon
):
    make_delivery(case, channel, state=DeliveryState.SENT, remote_id="p1", out_count=1)
    make_delivery(case, channel, state=DeliveryState.SENT, remote_id="p2", out_count=1)
    make_delivery(
        case, channel, state=DeliveryState.WITHDRAWN, remote_id="p3", withdraw_proof={"status": 404}
    )
    collect_tips.run()
    _stream, given = beacon.asked[0]
    assert (given["posts"], given["tags"]) == ("p2,p1", "FindMira")


def test_an_answer_to_the_third_part_of_a_thread_belongs_to_that_thread(
    channel, case, beacon, listening, moving_clock
):
    other = make_case()
    make_appeal(case=other, channels=[channel])
    parts = [{"part": n, "remote_id": f"p{n}", "url": ""} for n in range(3)]
    delivery = make_delivery(
        case, channel, state=DeliveryState.SENT, remote_id="p0", parts_done=parts, out_count=3
    )
    beacon.says(
        said("a", "Saw her", in_reply_to="p2"), said("b", "Me too", in_reply_to="a"), cursor="1"
    )
    beacon.says(said("c", "There as well", in_reply_to="b"))
    heard = hear(moving_clock)
    assert [tip.answers_delivery_id for tip in heard] == [delivery.id] * 3
    assert {tip.case_id for tip in heard} == {case.id}


def test_what_names_a_hashtag_goes_to_the_appeal_of_that_hashtag(
    channel, case, beacon, listening, moving_clock
):
    make_appeal(channels=[channel])
    beacon.says(said("a", "I saw her #findmira", told="hashtag"), stream="tags")
    assert [tip.case_id for tip in hear(moving_clock)] == [case.id]


def test_our_own_posts_do_not_come_in_by_their_hashtag(
    channel, case, beacon, listening, moving_clock
):
    make_delivery(case, channel, state=DeliveryState.SENT, remote_id="p1", out_count=1)
    beacon.says(
        said("p1", "Have you seen #FindMira", author="Help find Mira", told="hashtag"),
        said("p9", "#FindMira again", author="@missingmira", told="hashtag"),
        said("x", "#FindMira a copy of you", author="missingmira"),
        stream="tags",
    )
    assert [tip.remote_ref for tip in hear(moving_clock)] == ["x"]


def test_a_stream_that_repeats_itself_is_asked_once_and_kept_once(
    channel, case, beacon, listening, moving_clock
):
    for _ in range(9):
        beacon.says(said("a", "Saw her"), cursor="same")
    before = len(beacon.asked)
    assert len(hear(moving_clock)) == 1
    asked = beacon.streams_asked()[before:]
    assert asked.count("answers") == 2


def test_a_cursor_that_goes_round_in_a_circle_ends(channel, case, beacon, listening, moving_clock):
    for number in range(60):
        beacon.says(said("a", "Saw her"), cursor="odd" if number % 2 else "even")
    before = len(beacon.asked)
    hear(moving_clock)
    assert len(beacon.asked) - before <= 4


def test_an_edited_answer_is_kept_beside_what_was_said_first_and_read_again(
    channel, case, beacon, listening, moving_clock
):
    beacon.says(said("a", "Saw her at the metro"))
    (tip,) = hear(moving_clock)
    settle(tip)
    edited = clock.now().isoformat()
    beacon.says(
        said("a", "Saw her at the metro, he had a knife, he will kill her", edited_at=edited)
    )
    (tip,) = hear(moving_clock)
    (version,) = list_versions(tip.id)
    assert tip.text == "Saw her at the metro"
    assert version.text.endswith("kill her")
    assert len(version.raw_sha256) == 64
    assert version.said_at.isoformat() == edited
    assert (tip.unread, tip.state, tip.edited_at) == (True, TipState.OPEN, version.said_at)
    read_tips.run()
    assert any("threat" in words.lower() for words in told())


@atomic
def settle(tip):
    row = db.session.get(Tip, tip.id)
    row.unread, row.state = False, TipState.NO_ACTION


def test_the_same_words_again_are_no_version_however_often_they_come(
    channel, case, beacon, listening, moving_clock
):
    beacon.says(said("a", "Saw her"))
    hear(moving_clock)
    beacon.says(said("a", "Saw her", language="en"))
    (tip,) = hear(moving_clock)
    assert list_versions(tip.id) == []


def test_a_change_in_one_batch_with_what_it_changed_keeps_both(
    channel, case, beacon, listening, moving_clock
):
    moment = clock.now().isoformat()
    beacon.says(said("a", "First"), said("a", "Second", edited_at=moment), said("a", "", gone=True))
    (tip,) = hear(moving_clock)
    assert tip.text == "First"
    assert [(each.text, each.gone) for each in list_versions(tip.id)] == [
        ("Second", False),
        (None, True),
    ]


def test_what_was_taken_back_stays_and_says_so_and_may_come_again(
    channel, case, beacon, listening, moving_clock
):
    beacon.says(said("a", "It was my neighbour"))
    hear(moving_clock)
    beacon.says(said("a", "", gone=True))
    (tip,) = hear(moving_clock)
    assert (tip.text, tip.gone_at is not None, tip.unread) == ("It was my neighbour", True, True)
    beacon.says(said("a", "", gone=True))
    (tip,) = hear(moving_clock)
    assert len(list_versions(tip.id)) == 1
    beacon.says(said("a", "It was my neighbour"))
    (tip,) = hear(moving_clock)
    assert tip.gone_at is None


def test_what_cannot_be_read_is_kept_raw_without_a_name_too_and_the_rest_goes_on(
    channel, case, beacon, listening, moving_clock
):
    beacon.says(said("a", "One"), {"ref": "", "broken": True, "n": 1}, {"ref": "", "broken": True})
    beacon.says(said("b", "Two"))
    beacon.batches["answers"][0]["cursor"] = "1"
    kept = hear(moving_clock)
    assert [tip.text for tip in kept] == ["One", taking.UNREADABLE, taking.UNREADABLE, "Two"]
    assert all(tip.raw_sha256 for tip in kept)


def test_what_stood_there_before_is_backlog_and_calls_nobody(channel, beacon, moving_clock, world):
    old = said("a", "I will kill her if you come near")
    moving_clock.move(minutes=5)
    case = make_case()
    make_appeal(case=case, channels=[channel])
    beacon.says(old, said("b", "I will kill her tonight"))
    collect_tips.run()
    read_tips.run()
    assert [tip.backlog for tip in tips()] == [True, True]
    assert told() == []
    moving_clock.move(minutes=2)
    beacon.says(said("c", "I will kill her tonight"))
    collect_tips.run()
    read_tips.run()
    assert [tip.backlog for tip in tips()] == [True, True, False]
    assert told() != []


def test_a_fresh_answer_to_our_own_post_is_never_backlog(channel, case, beacon):
    make_delivery(case, channel, state=DeliveryState.SENT, remote_id="p1", out_count=1)
    beacon.says(said("a", "Saw her", in_reply_to="p1"), said("b", "Hello"))
    collect_tips.run()
    assert [tip.backlog for tip in tips()] == [False, True]


def test_backlog_that_changes_is_news(channel, case, beacon, moving_clock):
    beacon.says(said("a", "Hello"))
    collect_tips.run()
    beacon.says(said("a", "I will kill her tonight"))
    (tip,) = hear(moving_clock)
    read_tips.run()
    assert (tip.backlog, told() != []) == (False, True)
