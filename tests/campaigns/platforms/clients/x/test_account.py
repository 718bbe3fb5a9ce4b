"""An X account through the unmodified tweepy, against a network at HTTP level."""

from datetime import UTC, datetime, timedelta

import pytest

from campaigns.kernel import clock
from campaigns.kernel.errors import (
    Gone,
    Limited,
    Rejected,
    Unauthorised,
    Unreachable,
)
from campaigns.platforms import registry
from campaigns.platforms.base import Absent, CannotTell, Found, NoDesk, Post, Walk
from campaigns.platforms.clients.x.weighing import has_link, weigh
from campaigns.platforms.x import cost_of
from tests.campaigns.platforms.clients.x.things import LONG_AGO, film, mira, posting
from tests.fakes.world import Answer, Fault
from tests.fakes.x import APP, OURS, THEIRS, opened


def test_it_knows_who_it_is_with_keys_of_both_sorts(account, in_browser):
    assert account.check().handle == in_browser.check().handle == "missingmira"


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("see https://example.org/a/very/long/address/that/goes/on now", 31),
        ("Mira.example is plain", 21),
        ("police.uk", 23),
        ("日本", 4),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", 2),
        ("e\u0301", 1),
        ("", 0),
    ],
)
def test_words_are_counted_as_x_does(text, weight):
    assert weigh(text) == weight


@pytest.mark.parametrize(
    ("text", "weight", "linked"),
    [
        ("a.b.c." * 5_000, 30_000, False),
        ("http://" + "a" * 4_000, 4_007, False),
        ("https://police.uk/" + "(a" * 2_000, 23, True),
        ("\u65e5" * 100 + "https://police.uk/mira," + "\u65e5" * 3, 230, True),
        ("\U0001f600" * 500, 1_000, False),
        ("\ud800", 2, False),
    ],
)
def test_what_the_library_never_ends_with_is_weighed_too(text, weight, linked):
    assert (weigh(text), has_link(text)) == (weight, linked)


def test_a_link_costs_more_and_so_does_a_description():
    assert cost_of(Post("Seen? https://police.uk/mira", (mira(),))) == ("post_link", "describe")
    assert cost_of(Post("Seen? mira.example", (mira(""), film()))) == ("post",)


def test_pictures_go_with_their_words_and_parts_hang_together(account, x):
    first = account.publish(Post("one & <two>", tuple(mira(f"alt {at}") for at in range(4))))
    second = account.publish(Post("two", reply_to=first.ref))
    top, below = x.standing()
    assert [x.media[ref].alt for ref in top.media] == ["alt 0", "alt 1", "alt 2", "alt 3"]
    assert (top.text, below.parent, second.ref) == ("one & <two>", first.ref, below.ref)


def test_five_pictures_are_refused_in_words_of_x(account):
    with pytest.raises(Rejected, match="at most 4"):
        account.publish(Post("five", tuple(mira() for _ in range(5))))


@pytest.mark.parametrize(
    ("fault", "out"),
    [
        (Fault.DROP_BEFORE, 0),
        (Fault.COMMIT_DROP, 1),
        (Fault.COMMIT_500, 1),
        (Fault.S503, 0),
        (Fault.MALFORMED, 1),
    ],
)
@pytest.mark.parametrize("beneath", [False, True])
def test_what_became_of_a_broken_call_is_read_from_our_timeline(account, x, fault, out, beneath):
    above = account.publish(Post("Above")).ref if beneath else None
    words = (
        "Mira & Tom? <7> https://police.uk/mira?a=1&b=2 www.police.uk/ \u2764\ufe0f\n\n#FindMira"
    )
    post = Post(words, (mira(),), above, journey=Walk())
    x.world.arm(fault, posting)
    with pytest.raises(Unreachable):
        account.publish(post)
    assert isinstance(account.reconcile(post, LONG_AGO), Found if out else Absent)
    assert len(x.standing()) == out + beneath


def test_a_post_elsewhere_with_the_same_words_is_not_taken_for_ours(account):
    above = account.publish(Post("Above")).ref
    account.publish(Post("Seen?", reply_to=above))
    assert isinstance(account.reconcile(Post("Seen?"), LONG_AGO), Absent)
    bare = account.reconcile(Post("Seen?", (mira(),), above), LONG_AGO)
    assert isinstance(bare, CannotTell), "X may keep to itself what hangs on it"
    assert isinstance(account.reconcile(Post("Seen?", reply_to=above), LONG_AGO), Found)


def test_where_only_the_link_is_another_a_person_decides(account, x):
    post = Post("Seen? https://police.uk/mira%20v")
    x.say(OURS, "Seen? https://police.uk/mira+v")
    assert isinstance(account.reconcile(post, LONG_AGO), CannotTell)
    assert isinstance(account.reconcile(Post("Seen? here"), LONG_AGO), Absent)


def test_the_same_words_once_more_are_refused_when_they_are_another_post(account, x):
    older = account.publish(Post("Seen?"))
    x.standing()[0].at = clock.now() - timedelta(days=1)
    with pytest.raises(Rejected, match=f"change them.* stand at .*{older.ref}"):
        account.publish(Post("Seen?"))


def test_what_x_says_it_has_already_is_found_by_reading(account, x, world):
    post = Post("Seen?", journey=Walk())
    world.arm(Fault.COMMIT_DROP, posting)
    with pytest.raises(Unreachable):
        account.publish(post)
    assert account.publish(post).ref == x.standing()[0].ref


def test_what_x_says_it_has_but_does_not_show_is_for_a_person_to_decide(account, x, world):
    post = Post("Seen?", journey=Walk())
    world.arm(Fault.COMMIT_DROP, posting)
    with pytest.raises(Unreachable):
        account.publish(post)
    x.standing()[0].at = LONG_AGO
    with pytest.raises(Unreachable, match="duplicate"):
        account.publish(post)
    assert isinstance(account.reconcile(post, clock.now()), CannotTell)


def test_a_key_that_ran_out_is_renewed_once_and_kept_before_it_is_used(x):
    kept = []

    class Desk(NoDesk):
        def renew(self, stale, fetch, /):
            kept.append(fetch(stale))
            return kept[-1]

    account = opened({**APP, **x.grant(), "user_id": OURS}, Desk())
    x.expire()
    account.publish(Post("Seen?"))
    assert [key["refresh_token"] for key in kept] == ["refresh-2"]
    assert len(x.standing()) == 1


def test_a_key_that_was_taken_away_is_unauthorised_and_nothing_is_said(account, in_browser, x):
    x.revoke()
    for each in (account, in_browser):
        with pytest.raises(Unauthorised, match="Connect the account again"):
            each.publish(Post("Seen?"))
    assert x.standing() == []


def test_only_a_void_grant_is_unauthorised(in_browser, x, world):
    x.expire()
    for fault in (Fault.S503, Fault.DROP_BEFORE, Fault.MALFORMED):
        world.arm(fault, lambda request: request.path == "/2/oauth2/token")
        with pytest.raises(Unreachable):
            in_browser.check()
        if fault is Fault.MALFORMED:
            x.refreshers["refresh-1"] = OURS  # what was rotated unread is lost; played back here
    assert in_browser.check().handle == "missingmira"


def test_too_fast_says_until_when(account, world):
    reset = int(datetime(2026, 5, 16, 13, tzinfo=UTC).timestamp())
    said = Answer(429, {"title": "Too Many Requests"}, {"x-rate-limit-reset": str(reset)})
    world.arm(Fault.S429, posting, answer_429=said)
    with pytest.raises(Limited) as slow:
        account.publish(Post("Seen?"))
    assert slow.value.retry_at.timestamp() == reset


@pytest.mark.parametrize(
    ("answer", "error", "advice"),
    [
        ((403, "Your account is suspended and is not permitted"), Unauthorised, "must appeal"),
        ((403, "Your app lacks the oauth1 app permissions"), Unauthorised, "make new keys"),
        ((403, "You have reached your daily limit for posts"), Limited, "daily limit"),
        ((402, "Your credits are depleted"), Limited, "Buy credit"),
        ((400, "Something else"), Rejected, "Something else"),
        ((401, "Timestamp out of bounds."), Limited, "clock of this house"),
    ],
)
def test_each_no_says_what_to_do(account, world, answer, error, advice):
    status, detail = answer
    said = Answer(status, {"title": "No", "detail": detail})
    world.arm(Fault.S429, posting, answer_429=said)
    with pytest.raises(error, match=advice):
        account.publish(Post("Seen?"))


def test_an_answer_is_given_only_where_x_lets_us(account, x):
    x.only_if_mentioned = True
    talk = x.say(THEIRS, "I saw her")
    with pytest.raises(Rejected, match=r"by hand at|from x\.com by hand"):
        account.answer(Post("Where?", reply_to=talk.ref))
    talk.text = "@missingmira I saw her"
    assert account.answer(Post("Where?", reply_to=talk.ref)).ref in x.posts


def test_what_is_taken_down_is_proved_gone_however_often(account, world):
    receipt = account.publish(Post("Seen?"))
    world.arm(Fault.COMMIT_DROP, lambda request: request.method == "DELETE")
    with pytest.raises(Unreachable):
        account.withdraw(receipt.ref)
    assert account.withdraw(receipt.ref).status == 404
    assert account.withdraw(receipt.ref).status == 404


def test_what_stands_on_the_account_is_listed(account, x):
    account.publish(Post("one & two"))
    x.say(OURS, "by hand https://police.uk/mira")
    texts = [own.text for own in account.own_posts(LONG_AGO)]
    assert texts == ["one & two", "by hand https://police.uk/mira"]


def test_what_is_left_and_what_it_cost_is_told_to_the_desk(x):
    told = []

    class Desk(NoDesk):
        def told(self, bucket, remaining, limit, resets_at, /):
            told.append((bucket, remaining, limit))

        def paid(self, what, times=1, /):
            told.append((what, times))

    opened(desk=Desk()).publish(Post("Seen? https://police.uk/"))
    assert told == [("posts", 99, 100), ("post_link", 1)]
    assert registry.platform("x").limits.text_max == 280


def test_a_post_that_was_taken_away_cannot_be_answered(account):
    with pytest.raises(Gone, match="is gone"):
        account.publish(Post("Seen?", reply_to="99"))
