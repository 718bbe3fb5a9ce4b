"""Meta's two doors: signing in with Facebook, and the webhooks of all three platforms."""

import hashlib
import hmac
from urllib.parse import parse_qs, urlsplit

import pytest

from campaigns.kernel.errors import Rejected
from campaigns.platforms import registry
from campaigns.platforms.doors import Call
from campaigns.platforms.graph.hook import MetaHook
from tests.fakes.facebook import KEY, PAGE
from tests.fakes.graph_sign_in import APP, ENDS, SECRET

REGISTERED = {"app_id": APP, "app_secret": SECRET, "verify_token": "a-word"}
BACK = "https://appeals.example.org/staff/channels/back/facebook"


def finish(**query: str):
    door = registry.platform("facebook").sign_in
    return door.finish(REGISTERED, BACK, {}, query or {"code": "the-code"})


def test_the_browser_leaves_with_all_that_is_asked_for(app):
    leaving = registry.platform("facebook").sign_in.begin(REGISTERED, BACK, "a-state")
    query = parse_qs(urlsplit(leaving.url).query)
    assert leaving.url.startswith("https://www.facebook.com/v26.0/dialog/oauth?")
    assert (query["client_id"], query["state"], query["redirect_uri"]) == (
        [APP],
        ["a-state"],
        [BACK],
    )
    assert "pages_manage_posts" in query["scope"][0]
    assert SECRET not in leaving.url


def test_every_page_is_offered_with_its_own_key_and_when_that_ends(facebook):
    first, second = finish()
    assert (first.label, second.label) == ("Missing Mira", "Northbank Police")
    assert first.credentials == {
        "page_id": PAGE,
        "access_token": KEY,
        "user_token": "long",
        "user_id": "42",
        "expires_at": str(ENDS),
    }


def test_what_was_not_allowed_is_named(facebook):
    facebook.sign_in.allowed.remove("pages_messaging")
    with pytest.raises(Rejected, match="pages_messaging"):
        finish()


def test_who_runs_no_page_or_said_no_is_told(facebook):
    facebook.sign_in.pages = []
    with pytest.raises(Rejected, match="no page"):
        finish()
    with pytest.raises(Rejected, match="denied"):
        finish(error="access_denied", error_description="The user denied your request.")
    with pytest.raises(Rejected, match="has been used"):
        finish(code="old")


def call(body: bytes = b"", method: str = "POST", **query: str) -> Call:
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    heads = {"x-hub-signature-256": f"sha256={signature}"}
    asked = {f"hub.{name}": value for name, value in query.items()}
    return Call(method, "https://appeals.example.org/hooks/1", heads, asked, body)


@pytest.mark.parametrize("name", ["facebook", "instagram", "threads"])
def test_a_hook_answers_who_knows_our_word_and_nobody_else(name, app):
    hook = registry.platform(name).hook
    ours = {"mode": "subscribe", "verify_token": "a-word", "challenge": "1158201444"}
    assert hook.challenge(call(method="GET", **ours), REGISTERED).body == b"1158201444"
    for wrong in ({"verify_token": "guess"}, {"mode": "other"}):
        assert hook.challenge(call(method="GET", **ours | wrong), REGISTERED).status == 403
    assert hook.challenge(call(method="GET", **ours), {}).status == 403
    assert hook.challenge(call(b"{}"), REGISTERED) is None


def test_a_call_is_genuine_by_its_raw_bytes_alone():
    hook, body = MetaHook(), b'{"object":"page","entry":[ ]}'
    assert hook.is_genuine(call(body), REGISTERED)
    for forged in (body.replace(b" ", b""), body + b"\n"):
        other = call(body)
        moved = Call("POST", other.url, other.headers, {}, forged)
        assert not hook.is_genuine(moved, REGISTERED)
    assert not hook.is_genuine(call(body), {"app_secret": ""})
    assert not hook.is_genuine(Call("POST", "", {}, {}, body), REGISTERED)
    assert hook.once(call(body)) == hook.once(call(body)) != hook.once(call(b"{}"))
