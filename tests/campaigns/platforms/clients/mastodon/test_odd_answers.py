"""What a Mastodon server may answer that a well-behaved one does not, and what is made of it."""

from json import loads

import pytest

from campaigns.kernel.errors import Limited, Unauthorised, Unreachable
from campaigns.platforms.base import Found, Post, Scope
from campaigns.platforms.going import picture
from tests.campaigns.platforms.clients.mastodon.test_account import LONG_AGO, png, posting, standing
from tests.fakes.mastodon import HOST, PUBLIC_KEY, opened
from tests.fakes.world import Answer, Fault

pytestmark = pytest.mark.usefixtures("mastodon_server")


@pytest.fixture
def account(mastodon_server):
    return opened()


@pytest.fixture
def passer_by(mastodon_server):
    return opened(PUBLIC_KEY)


class Odd:
    """The server, but for one path that answers otherwise."""

    def __init__(self, world, method, path, *said):
        self.before, self.method, self.path, self.said = world.fakes[HOST], method, path, [*said]
        world.serve(self, HOST)

    def __call__(self, request):
        answer = self.before(request)
        if request.method == self.method and self.path in request.path and self.said:
            return self.said.pop(0)(answer)
        return answer


@pytest.mark.parametrize(
    "spoil",
    [
        lambda said: Answer(200, said.body, {"X-RateLimit-Reset": "as soon as I like"}),
        lambda said: Answer(200, said.body, {"X-RateLimit-Reset": "2030-01-01", "Date": "never"}),
        lambda said: Answer(200, {}),
        lambda said: Answer(200, []),
        lambda said: Answer(408, b""),
    ],
)
def test_a_post_that_stands_is_never_said_again_for_an_answer_that_cannot_be_read(
    account, world, spoil
):
    post = Post("Have you seen Mira?", key="7-1")
    Odd(world, "POST", "/api/v1/statuses", spoil)
    with pytest.raises(Unreachable):
        account.publish(post)
    assert isinstance(account.reconcile(post, LONG_AGO), Found)
    assert len(standing(account)) == 1


def test_a_file_that_takes_its_time_is_waited_for_and_uploaded_once(account, world):
    cooking = {"id": "9", "type": "image", "url": None}
    Odd(world, "POST", "/api/v2/media", lambda said: Answer(202, {**loads(said.body), "url": None}))
    Odd(world, "GET", "/api/v1/media/", *[lambda _said: Answer(206, cooking)] * 2)
    post = Post("Seen?", (picture(png(), "image/png", "x"),), key="7-1")
    for _ in range(2):
        with pytest.raises(Limited, match="still preparing"):
            account.publish(post)
    account.publish(post)
    assert len([call for call in world.calls if call.path == "/api/v2/media"]) == 1
    assert standing(account) == ["Seen?"]


def test_a_file_that_the_server_threw_away_is_uploaded_once_more(account, world):
    post = Post("Seen?", (picture(png(), "image/png", "x"),), key="7-1")
    world.arm(Fault.DROP_BEFORE, posting)
    with pytest.raises(Unreachable):
        account.publish(post)
    Odd(world, "GET", "/api/v1/media/", lambda _said: Answer(404, {"error": "Record not found"}))
    with pytest.raises(Limited, match="once more"):
        account.publish(post)
    account.publish(post)
    assert len([call for call in world.calls if call.path == "/api/v2/media"]) == 2


def test_a_server_that_does_not_show_what_was_typed_is_read_as_it_shows_it(account, world):
    post = Post("@passer_by thank you & take care <3", key="7-1")
    world.arm(Fault.COMMIT_DROP, posting)
    with pytest.raises(Unreachable):
        account.publish(post)
    Odd(world, "GET", "/source", lambda _said: Answer(404, {"error": "Record not found"}))
    assert isinstance(account.reconcile(post, LONG_AGO), Found)


def test_an_account_that_its_server_shut_is_broken_and_not_a_post_refused(account, world):
    said = {"error": "Your login is currently disabled"}
    Odd(world, "POST", "/api/v1/statuses", lambda _said: Answer(403, said))
    with pytest.raises(Unauthorised, match="currently disabled"):
        account.publish(Post("Seen?"))


def test_a_reply_whose_file_has_no_address_yet_is_heard_all_the_same(account, passer_by, world):
    passer_by.publish(Post("@missingmira this one?", (picture(png(), "image/png", "a girl"),)))

    def spoil(said):
        rows = loads(said.body)
        rows[0]["status"]["media_attachments"][0] |= {"url": None, "remote_url": None}
        return Answer(200, rows)

    Odd(world, "GET", "/api/v1/notifications", spoil)
    (item,) = account.replies("mentions", None, Scope()).items
    assert (item.unreadable, item.text) == (False, "@missingmira this one?")
    assert "not ready" in item.media[0].fetched().trouble


def test_one_name_for_whom_we_trust_is_enough(account, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    monkeypatch.delenv("SSL_CERT_FILE")
    assert opened().check().handle == f"missingmira@{HOST}"
