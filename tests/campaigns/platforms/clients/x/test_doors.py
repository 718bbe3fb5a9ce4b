"""The doors between X and us: signing in, giving the key back, and X calling us."""

import base64
import hashlib
import hmac
import logging
from urllib.parse import parse_qs, urlsplit

import pytest

from campaigns.kernel.errors import Rejected, Unauthorised, Unreachable
from campaigns.platforms import registry
from campaigns.platforms.base import Measures, Post, Profile
from campaigns.platforms.doors import Call
from tests.campaigns.platforms.clients.x.things import mira, png
from tests.fakes.world import Fault
from tests.fakes.x import APP, OURS, keys_by_hand, opened

BACK = "https://find.police.uk/staff/channels/back/x"


@pytest.fixture
def door(x):
    return registry.platform("x").sign_in


@pytest.fixture
def hook():
    return registry.platform("x").hook


def granted(x, url: str) -> dict[str, str]:
    """Say yes as the account's owner; return what the browser brings back."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert {"offline.access", "media.write", "tweet.write"} <= set(asked["scope"].split())
    x.codes["a-code"] = {
        "user": OURS,
        "challenge": asked["code_challenge"],
        "redirect_uri": asked["redirect_uri"],
    }
    return {"code": "a-code", "state": asked["state"]}


def test_an_account_is_connected_in_the_browser_and_renews_itself(door, x):
    leaving = door.begin(APP, BACK, "a-state")
    back = granted(x, leaving.url)
    (offered,) = door.finish(APP, BACK, leaving.keep, back)
    assert offered.label == "@missingmira"
    assert "expires_at" not in offered.credentials
    x.expire()
    assert opened({**APP, **offered.credentials}).check().handle == "missingmira"


def test_a_code_is_good_once_and_only_with_its_verifier(door, x):
    leaving = door.begin(APP, BACK, "a-state")
    back = granted(x, leaving.url)
    with pytest.raises(Unauthorised, match="code was invalid"):
        door.finish(APP, BACK, {"verifier": "another"}, back)
    with pytest.raises(Unauthorised):
        door.finish(APP, BACK, leaving.keep, back)


def test_a_no_in_the_browser_and_a_wrong_registration_are_said(door, x):
    leaving = door.begin(APP, BACK, "a-state")
    with pytest.raises(Rejected, match="access_denied"):
        door.finish(APP, BACK, leaving.keep, {"error": "access_denied"})
    with pytest.raises(Rejected, match="registration"):
        door.finish({**APP, "client_secret": "x"}, BACK, leaving.keep, granted(x, leaving.url))


def test_a_sign_in_that_breaks_off_says_so(door, x, world):
    leaving = door.begin(APP, BACK, "a-state")
    world.arm(Fault.MALFORMED, lambda request: request.path == "/2/users/me")
    with pytest.raises(Unreachable):
        door.finish(APP, BACK, leaving.keep, granted(x, leaving.url))


def test_a_key_is_given_back(x, x_account):
    key = x.grant()
    opened({**APP, **key, "user_id": OURS}).revoke()
    assert key["refresh_token"] not in x.refreshers
    x_account.revoke()
    with pytest.raises(Unauthorised):
        x_account.check()


def test_a_profile_is_set_with_the_four_keys_only(x, x_account):
    x_account.set_profile(Profile("Help find Mira V", "Police appeal", png(), png()))
    assert x.users[OURS]["description"] == "Police appeal"
    sent = {path.rpartition("_")[2]: form for path, form in x.profile_calls}
    assert base64.b64decode(sent["image.json"]["image"]) == png()
    assert base64.b64decode(sent["banner.json"]["banner"]) == png()
    with pytest.raises(Rejected, match="Edit profile"):
        opened({**APP, **x.grant(), "user_id": OURS}).set_profile(Profile("x"))


def test_a_post_is_measured(x_account):
    ref = x_account.publish(Post("Seen?")).ref
    assert x_account.measure(ref) == Measures(views=70, likes=0, shares=4, replies=2)


def call(body: bytes = b"", method: str = "POST", query=None, headers=None) -> Call:
    return Call(method, f"{BACK}/hook", headers or {}, query or {}, body)


def signature(content: bytes, secret: str = APP["consumer_secret"]) -> str:
    digest = hmac.new(secret.encode(), content, hashlib.sha256).digest()
    return "sha256=" + base64.b64encode(digest).decode()


def test_x_is_told_that_we_are_we(hook):
    reply = hook.challenge(call(method="GET", query={"crc_token": "abc"}), APP)
    assert reply.body.decode() == f'{{"response_token": "{signature(b"abc")}"}}'
    assert reply.content_type == "application/json"
    assert hook.challenge(call(method="GET"), APP) is None
    assert hook.challenge(call(query={"crc_token": "abc"}), APP) is None


def test_only_what_x_signed_is_heard_and_a_repeat_is_known(hook):
    body = '{"for_user_id": "1001", "text": "é"}'.encode()
    signed = {"x-twitter-webhooks-signature": signature(body)}
    genuine = call(body, headers=signed)
    assert hook.is_genuine(genuine, APP)
    assert not hook.is_genuine(call(body + b" ", headers=signed), APP)
    assert not hook.is_genuine(call(body), APP)
    assert not hook.is_genuine(call(body, headers={**signed, **forged(body)}), {})
    assert hook.once(genuine) == hook.once(call(body)) != hook.once(call(body + b" "))


def forged(body: bytes) -> dict[str, str]:
    return {"x-twitter-webhooks-signature": signature(body, "")}


def test_no_key_is_ever_in_a_log(x, caplog):
    caplog.set_level(logging.DEBUG)
    key = x.grant()
    account = opened({**APP, **key, "user_id": OURS})
    x.expire()
    account.publish(Post("Seen?", (mira(),)))
    opened().set_profile(Profile("Mira"))
    secrets = {*key.values(), *x.bearers, *x.refreshers, *APP.values(), *keys_by_hand().values()}
    assert [secret for secret in secrets if secret in caplog.text] == []
