"""The keys of X: four of OAuth 1.0a typed in by hand, and those of OAuth 2 that are renewed."""

import base64

from tests.fakes import x_rules as rules
from tests.fakes.world import Answer, Request

OURS, THEIRS = "1001", "2002"
CONSUMER = ("consumer-key", "consumer-secret")
BY_HAND = {f"{OURS}-ours": "ours-secret", f"{THEIRS}-theirs": "theirs-secret"}
APP = {
    "client_id": "our-client",
    "client_secret": "our-client-secret",
    "consumer_secret": CONSUMER[1],
}


class Keys:
    """`bearers` and `refreshers` are OAuth 2 keys by whom they speak for; a code is good once."""

    def __init__(self) -> None:
        super().__init__()
        self.bearers: dict[str, str] = {}
        self.refreshers: dict[str, str] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.by_hand = dict(BY_HAND)
        self.made = 0

    def grant(self, user: str = OURS) -> dict[str, str]:
        """Hand out a pair of OAuth 2 keys."""
        access, refresh = f"access-{self.made}", f"refresh-{self.made}"
        self.made += 1
        self.bearers[access], self.refreshers[refresh] = user, user
        return {"access_token": access, "refresh_token": refresh}

    def expire(self) -> None:
        """Let every OAuth 2 access token run out."""
        self.bearers.clear()

    def revoke(self) -> None:
        """Make every key void."""
        self.bearers.clear()
        self.refreshers.clear()
        self.by_hand.clear()

    def restore(self) -> None:
        """Let the first keys be good (again)."""
        self.made = 0
        self.grant()

    def _is_ours(self, request: Request) -> bool:
        pair = f"{APP['client_id']}:{APP['client_secret']}".encode()
        return request.headers.get("authorization") == "Basic " + base64.b64encode(pair).decode()

    def do_oauth_token(self, request: Request) -> Answer:
        form = request.form
        if not self._is_ours(request):
            return Answer(401, {"error": "invalid_client", "error_description": "Who are you?"})
        if form["grant_type"] == "refresh_token":
            user = self.refreshers.pop(form["refresh_token"], None)
            again = {"grant_type", "refresh_token", "client_id"}
            right = user is not None and set(form) == again
        else:
            kept = self.codes.pop(form["code"], {})
            user = kept.get("user")
            right = user is not None and rules.keeps_promise(form, kept)
        if not right:
            words = "Value passed for the authorization code was invalid."
            return Answer(400, {"error": "invalid_grant", "error_description": words})
        key = self.grant(user)
        return Answer(200, {"token_type": "bearer", "expires_in": 7200, **key})

    def do_oauth_revoke(self, request: Request) -> Answer:
        if not self._is_ours(request):
            return Answer(401, {"error": "invalid_client"})
        self.refreshers.pop(request.form["token"], None)
        return Answer(200, {"revoked": True})
