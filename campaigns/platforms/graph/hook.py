"""Meta's webhooks: its question whether we are we, and the signature over the raw body."""

import hashlib
import hmac
from http import HTTPStatus

from campaigns.platforms.base import Credentials
from campaigns.platforms.doors import Call, Reply

SIGNED = "sha256="


class MetaHook:
    """The same for Facebook, Instagram and Threads; the secret is that of our app there."""

    def challenge(self, call: Call, credentials: Credentials, /) -> Reply | None:
        """Answer `hub.challenge`, if whoever asks knows our verify token."""
        if call.method != "GET" or "hub.challenge" not in call.query:
            return None
        ours, theirs = credentials.get("verify_token", ""), call.query.get("hub.verify_token", "")
        same = hmac.compare_digest(ours.encode(), theirs.encode())
        if not ours or not same or call.query.get("hub.mode") != "subscribe":
            return Reply(HTTPStatus.FORBIDDEN, b"The verify token is not ours.")
        return Reply(HTTPStatus.OK, call.query["hub.challenge"].encode())

    def is_genuine(self, call: Call, credentials: Credentials, /) -> bool:
        """Say whether the body was signed with our app's secret."""
        secret = credentials.get("app_secret", "")
        made = hmac.new(secret.encode(), call.body, hashlib.sha256).hexdigest()
        theirs = call.headers.get("x-hub-signature-256", "")
        return bool(secret) and hmac.compare_digest((SIGNED + made).encode(), theirs.encode())

    def once(self, call: Call, /) -> str:
        """Return the body's hash: Meta repeats a call with the very same body."""
        return hashlib.sha256(call.body).hexdigest()
