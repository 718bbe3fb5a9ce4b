"""Google's keys at HTTP level: codes for lasting keys, lasting keys for short ones, and back."""

import base64
import hashlib
from typing import Any

from tests.fakes.world import Answer, Request

SCOPE = "https://www.googleapis.com/auth/youtube.force-ssl"
REGISTRATION = {"client_id": "our-client", "client_secret": "our-client-secret"}


class Keys:
    """`refresh` and `access`: whose account a key opens; `codes` wait to be turned into keys."""

    def __init__(self, first: dict[str, str]) -> None:
        self._first = first
        self.refresh = dict(first)
        self.access: dict[str, str] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.scope = SCOPE
        self.keys_given = 0
        self._count = 0

    def new(self, sort: str) -> str:
        """Return a name that nothing has yet."""
        self._count += 1
        return f"{sort}{self._count:010d}"

    def answer_key(self, request: Request) -> Answer:
        form = request.form
        if request.path == "/revoke":
            gone = self.refresh.pop(form["token"], None)
            return Answer(200, {}) if gone else Answer(400, {"error": "invalid_token"})
        if {name: form.get(name) for name in REGISTRATION} != REGISTRATION:
            words = "The OAuth client was not found."
            return Answer(401, {"error": "invalid_client", "error_description": words})
        if form["grant_type"] == "authorization_code":
            return self._code(form)
        who = self.refresh.get(form["refresh_token"])
        if who is None:
            words = "Token has been expired or revoked."
            return Answer(400, {"error": "invalid_grant", "error_description": words})
        return Answer(200, self._access(who))

    def _code(self, form: dict[str, str]) -> Answer:
        kept = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if kept is None or (kept["redirect_uri"], kept["challenge"]) != (
            form["redirect_uri"],
            challenge,
        ):
            words = "Malformed auth code."
            return Answer(400, {"error": "invalid_grant", "error_description": words})
        key = self.new("refresh")
        self.refresh[key] = kept["channel"]
        return Answer(200, {**self._access(kept["channel"]), "refresh_token": key})

    def _access(self, who: str) -> dict[str, Any]:
        self.keys_given += 1
        token = self.new("access")
        self.access[token] = who
        return {
            "access_token": token,
            "expires_in": 3599,
            "scope": self.scope,
            "token_type": "Bearer",
        }

    def expire(self) -> None:
        """Let every access token run out."""
        self.access.clear()

    def withdraw_consent(self) -> None:
        """Let every key run out for good."""
        self.access.clear()
        self.refresh.clear()

    def consent_again(self) -> None:
        """Let our lasting key be good again."""
        self.refresh.update(self._first)
