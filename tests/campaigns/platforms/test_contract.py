"""What every platform must do, whichever it is: a new one is tried here as soon as its file lies
beside the others. Its file under tests/fakes/ offers `<platform>_account`: an open account at a
counterpart on loopback, behind the platform's own client library."""

from dataclasses import replace
from io import BytesIO

import pytest

from campaigns.kernel import clock, errors
from campaigns.platforms import registry, rehearsal
from campaigns.platforms.base import (
    Absent,
    Answers,
    CanMeasure,
    CannotTell,
    Edits,
    Found,
    HasProfile,
    Listens,
    LooksBack,
    Media,
    NoDesk,
    Post,
    Profile,
    Recipient,
    Scope,
    Withdraws,
    picture,
)


@pytest.fixture
def rehearsal_account(app):
    return rehearsal.PLATFORM.open(rehearsal.make_account("missingmira"), NoDesk())


def least(platform, text, **more) -> Post:
    """Return the least that can be said there: words, and what they must carry (`Limits.needs`)."""
    if platform.limits.needs == "film":
        film = Media("video/mp4", "Police speak", 900, lambda: BytesIO(bytes(900)), "ab" * 32)
        return Post(text, (film,), title="Have you seen Mira?", **more)
    if platform.limits.needs and "reply_to" not in more:  # later parts need not carry it
        drawn = picture(b"\xff\xd8\xff drawn", "image/jpeg", "Mira, smiling")
        return Post(text, (replace(drawn, url="https://appeals.example.org/m/going/1"),), **more)
    to = {"email": "reader@example.org", "phone": "+14165550101"}.get(platform.addresses)
    return Post(text, to=(Recipient(1, to),) if to else (), **more)


@pytest.fixture(params=sorted(registry.all_platforms()))
def platform(request, app):
    return registry.platform(request.param)


@pytest.fixture
def account(platform, request):
    return request.getfixturevalue(f"{platform.name}_account")


def test_a_platform_says_what_it_is_and_what_it_asks_for(platform):
    assert platform.name.isidentifier()
    assert platform.label
    assert platform.limits.text_max > 0
    assert platform.limits.count("abc") == 3
    names = [field.name for field in platform.credentials]
    assert len(names) == len(set(names))
    assert any(field.secret for field in platform.credentials)


def test_there_is_no_platform_that_is_not_there(app):
    with pytest.raises(errors.NotFound):
        registry.platform("carrier_pigeon")


def test_an_account_knows_who_it_is(account):
    assert account.check().handle


def test_what_was_published_is_found_again_and_nothing_else(account, platform):
    since = clock.now()
    post = least(platform, "Have you seen Mira?", key="1-1-abc")
    receipt = account.publish(post)
    assert receipt.ref
    found = account.reconcile(post, since)
    other = account.reconcile(least(platform, "Never said", key="2-1-abc"), since)
    if isinstance(found, CannotTell):  # who cannot read what it said never claims to know
        assert isinstance(other, CannotTell)
        return
    assert isinstance(found, Found)
    assert found.receipt == receipt
    assert isinstance(other, Absent)


def test_a_thread_hangs_together(account, platform):
    first = account.publish(least(platform, "Part one", key="1-1"))
    if platform.limits.thread:
        second = account.publish(least(platform, "Part two", key="1-2", reply_to=first.ref))
        assert second.ref != first.ref


def test_a_text_that_is_too_long_is_a_clean_no(account, platform):
    with pytest.raises(errors.Rejected):
        account.publish(least(platform, "x" * (platform.limits.text_max + 1)))


def test_what_is_withdrawn_is_gone_with_proof_however_often(account, platform):
    receipt = account.publish(least(platform, "Have you seen Mira?"))
    if isinstance(account, Withdraws):
        assert account.withdraw(receipt.ref).words
        assert account.withdraw(receipt.ref).words
        assert not isinstance(account, LooksBack) or account.look_for(receipt.ref).words
    if isinstance(account, Withdraws) and isinstance(account, Edits):
        with pytest.raises(errors.Gone):
            account.edit(receipt.ref, least(platform, "Once more"))


def test_what_stands_there_is_seen_when_it_is_looked_for(account, platform):
    receipt = account.publish(least(platform, "Have you seen Mira?"))
    assert isinstance(account, LooksBack) == isinstance(account, Withdraws)
    if isinstance(account, LooksBack):
        assert account.look_for(receipt.ref) is None


def test_hearing_begins_empty_and_its_cursor_goes_back_in(account):
    for stream in account.streams if isinstance(account, Listens) else ():
        batch = account.replies(stream, None, Scope())
        assert batch.items == ()
        assert account.replies(stream, batch.cursor, Scope()).items == ()


def test_an_answer_to_what_is_not_there_is_gone(account):
    if isinstance(account, Answers):
        with pytest.raises(errors.Gone):
            account.answer(Post("Thank you", reply_to="999999"))


def test_a_profile_can_be_set_and_a_post_counted(account, platform):
    if isinstance(account, HasProfile):
        _check_name_is_set(account)
    if isinstance(account, CanMeasure):
        assert account.measure(account.publish(least(platform, "Seen?")).ref).likes == 0


def _check_name_is_set(account):
    """A name is set, or it is said that a person has to change it by hand."""
    refused = ""
    try:
        account.set_profile(Profile(display_name="Help find Mira"))
    except errors.Rejected as error:
        refused = error.message
    assert "by hand" in refused or account.check().display_name == "Help find Mira"
