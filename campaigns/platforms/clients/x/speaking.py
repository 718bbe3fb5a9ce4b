"""tweepy as we use it: with limits of time, never twice, its errors in the house's words."""

import contextlib
import logging
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from functools import partial
from http import HTTPStatus
from typing import Any

import requests
import tweepy
from requests.auth import AuthBase

from campaigns.kernel import clock, errors
from campaigns.platforms import http
from campaigns.platforms.base import Credentials, Desk
from campaigns.platforms.clients.x.keys import post_form, renewed
from campaigns.platforms.clients.x.places import API, HOSTS, LABEL
from campaigns.platforms.clients.x.refusals import RunOut, body_of, refusal, reset_of

# These libraries write whole requests, keys and all, into their debug logs.
for _name in ("tweepy", "requests_oauthlib", "oauthlib"):
    logging.getLogger(_name).setLevel(logging.INFO)

# What tweepy stumbles over when an answer is not what X says it is.
_UNREADABLE = (ValueError, TypeError, AttributeError, KeyError)

Call = Callable[[tweepy.Client], Any]


class _Bearer(AuthBase):
    """Signs a call with an OAuth 2 key."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Speaker:
    """One account's key; each call goes out once, and once more if the key had run out."""

    def __init__(self, credentials: Credentials, desk: Desk) -> None:
        self._key, self._desk = credentials, desk
        self.by_hand = bool(credentials.get("access_secret"))  # OAuth 1.0a
        self.skew_s: float | None = None
        self._me: dict[str, Any] | None = None

    def me(self) -> dict[str, Any]:
        """Ask who we are."""
        fields = ["name", "username", "description"]
        found = self.ask(
            lambda api: api.get_me(user_fields=fields, user_auth=self.by_hand), "calls"
        )
        if not isinstance(found.get("data"), dict):
            raise errors.Unreachable(f"{LABEL} did not say whose key this is.")
        self.paid("read_user")
        self._me = found["data"]
        return self._me

    @property
    def own_id(self) -> str:
        """Return the account's lasting number; the four keys begin with it."""
        if self._me is not None:
            return str(self._me["id"])
        known = self._key.get("user_id") or self._key.get("access_token", "").partition("-")[0]
        return known if known.isdecimal() else str((self._me or self.me())["id"])

    def make_sure(self) -> None:
        """Ask who we are where only the look of a key says so: before what hangs on it."""
        if not self._key.get("user_id") and self._me is None:
            self.me()

    def paid(self, what: str, times: int = 1) -> None:
        """Count what X charges."""
        if times:
            self._desk.paid(what, times)

    def ask(self, call: Call, bucket: str) -> dict[str, Any]:
        """Make one call through the library; return the object that X answers with."""
        answer = self._answer(call, bucket)
        found = body_of(answer)
        if not isinstance(found, dict):
            raise errors.Unreachable(
                f"{LABEL} answered {answer.status_code} with what is no answer."
            )
        return found

    def send(self, method: str, path: str, bucket: str = "media", **what: Any) -> requests.Response:
        """Make one call that the library does not know."""

        def go(api: tweepy.Client) -> requests.Response:
            signed = self._auth()
            answer: requests.Response = api.session.request(
                method, f"{API}{path}", auth=signed, **what
            )
            if not HTTPStatus.OK <= answer.status_code < HTTPStatus.MULTIPLE_CHOICES:
                raise refusal(answer)
            return answer

        return self._answer(go, bucket)

    def _auth(self) -> AuthBase:
        if not self.by_hand:
            return _Bearer(self._key.get("access_token", ""))
        names = ("consumer_key", "consumer_secret", "access_token", "access_secret")
        by_hand = tweepy.OAuth1UserHandler(*(self._key.get(name, "") for name in names))
        auth: AuthBase = by_hand.apply_auth()
        return auth

    def _answer(self, call: Call, bucket: str) -> requests.Response:
        try:
            return self._once(call, bucket)
        except RunOut as error:
            if not self._key.get("refresh_token"):
                raise errors.Unauthorised(error.message) from error
        self._key = self._desk.renew(self._key, renewed)
        try:
            return self._once(call, bucket)
        except RunOut as error:
            raise errors.Unauthorised(error.message) from error

    def _once(self, call: Call, bucket: str) -> requests.Response:
        api = self._open(bucket)
        try:
            with http.asking(LABEL):
                answer: requests.Response = call(api)
        except tweepy.HTTPException as error:
            raise refusal(error.response) from error
        except _UNREADABLE as error:
            raise errors.Unreachable(f"{LABEL} answered with what is no answer.") from error
        return answer

    def _open(self, bucket: str) -> tweepy.Client:
        """Return the library with our way out, telling the desk what each answer says."""
        key = self._key
        api = tweepy.Client(
            bearer_token=key.get("access_token", ""),
            consumer_key=key.get("consumer_key", ""),
            consumer_secret=key.get("consumer_secret", ""),
            access_token=key.get("access_token", ""),
            access_token_secret=key.get("access_secret", ""),
            return_type=requests.Response,
        )
        api.user_agent = "Searchlight/1"
        api.session = http.session(HOSTS)
        api.session.headers["User-Agent"] = api.user_agent
        api.session.hooks["response"].append(partial(self._note, bucket))
        return api

    def _note(self, bucket: str, answer: requests.Response, **_how: Any) -> None:
        left = answer.headers.get("x-rate-limit-remaining", "")
        most = answer.headers.get("x-rate-limit-limit", "")
        if left.isdecimal():
            limit = int(most) if most.isdecimal() else None
            self._desk.told(bucket, int(left), limit, reset_of(answer))
        else:
            self._desk.spent(bucket)
        with contextlib.suppress(ValueError, TypeError):  # a date that is none tells nothing
            theirs = parsedate_to_datetime(answer.headers.get("Date", ""))
            self.skew_s = (theirs - clock.now()).total_seconds()
            self._desk.clock_skew(self.skew_s)

    def revoke(self) -> None:
        """Give the key back."""
        if self.by_hand:
            self.send("POST", "/1.1/oauth/invalidate_token.json", "calls")
            return
        token = self._key.get("refresh_token") or self._key.get("access_token", "")
        post_form("/2/oauth2/revoke", self._key, {"token": token})
