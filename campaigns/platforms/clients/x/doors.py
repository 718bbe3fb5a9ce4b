"""The two doors between X and us: signing in with OAuth 2 (PKCE), and webhooks.

X asks about once an hour whether we are we (CRC), and signs each call with the app's API key
secret. It calls only those with an Account Activity subscription; looking is what counts.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlencode

from campaigns.kernel.errors import Rejected, Unreachable
from campaigns.platforms import http
from campaigns.platforms.clients.x.keys import key_of, post_form
from campaigns.platforms.clients.x.places import API, HOSTS, LABEL
from campaigns.platforms.clients.x.refusals import words_of
from campaigns.platforms.desk import Credentials
from campaigns.platforms.doors import Call, Leaving, Offered, Reply

SCOPES = (
    "tweet.read tweet.write tweet.moderate.write users.read media.write mute.read mute.write"
    " offline.access"
)
VERIFIER_BYTES = 48
SIGNED = "x-twitter-webhooks-signature"


class XSignIn:
    """Connects an account in the browser."""

    def begin(self, app: Credentials, redirect_uri: str, state: str, /) -> Leaving:
        """Return where the account's user says yes; the verifier stays with us."""
        verifier = secrets.token_urlsafe(VERIFIER_BYTES)
        digest = hashlib.sha256(verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": app.get("client_id", ""),
            "redirect_uri": redirect_uri,
            "scope": SCOPES,
            "state": state,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        return Leaving(
            f"https://x.com/i/oauth2/authorize?{urlencode(query)}", {"verifier": verifier}
        )

    def finish(
        self,
        app: Credentials,
        redirect_uri: str,
        keep: Mapping[str, str],
        query: Mapping[str, str],
        /,
    ) -> tuple[Offered, ...]:
        """Turn the code that the browser brought back into a key, and ask whose it is."""
        if "code" not in query:
            why = query.get("error_description") or query.get("error") or "no code came back"
            raise Rejected(f"{LABEL} did not connect the account: {why}.")
        form = {
            "grant_type": "authorization_code",
            "code": query["code"],
            "redirect_uri": redirect_uri,
            "code_verifier": keep["verifier"],
        }
        key = key_of(post_form("/2/oauth2/token", app, form))
        who = _whose(key["access_token"])
        return (Offered(f"@{who['username']}", {**key, "user_id": str(who["id"])}),)


def _whose(token: str) -> Mapping[str, str]:
    with http.asking(LABEL), http.client(API, HOSTS) as client:
        answer = client.get("/2/users/me", headers={"Authorization": f"Bearer {token}"})
    found = http.json_of(LABEL, answer)
    if not answer.is_success:
        raise http.refusal(LABEL, answer.status_code, words_of(found))
    who = found.get("data")
    if not isinstance(who, dict) or not {"id", "username"} <= set(who):
        raise Unreachable(f"{LABEL} did not say whose key this is.")
    return who


class XHook:
    """Hears X calling us."""

    def challenge(self, call: Call, credentials: Credentials, /) -> Reply | None:
        """Prove that we hold the app's secret."""
        asked = call.query.get("crc_token")
        if call.method != "GET" or not asked:
            return None
        body = json.dumps({"response_token": _signature(asked.encode(), credentials)})
        return Reply(HTTPStatus.OK, body.encode(), "application/json")

    def is_genuine(self, call: Call, credentials: Credentials, /) -> bool:
        """Say whether X signed these very bytes."""
        if not credentials.get("consumer_secret"):
            return False
        given = call.headers.get(SIGNED, "")
        return hmac.compare_digest(given.encode(), _signature(call.body, credentials).encode())

    def once(self, call: Call, /) -> str:
        """Return a name for these very bytes."""
        return hashlib.sha256(call.body).hexdigest()


def _signature(content: bytes, credentials: Credentials) -> str:
    secret = credentials.get("consumer_secret", "").encode()
    return "sha256=" + base64.b64encode(hmac.digest(secret, content, "sha256")).decode()
