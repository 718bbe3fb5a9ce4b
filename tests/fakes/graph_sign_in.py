"""The sign-in with Facebook at HTTP level: from a code to a person's key, and to their pages."""

from campaigns.platforms import facebook, instagram
from tests.fakes.graph import listed, no
from tests.fakes.world import Answer, Request

APP, SECRET, ENDS = "900", "app-secret", 1_790_000_000


class SignIn:
    """The sign-in of a person who runs pages: what they allowed, and what they are given."""

    def __init__(self, keys: dict[str, str], pages: list[dict]) -> None:
        self.keys, self.pages = keys, pages
        self.allowed = {*facebook.SCOPES, *instagram.SCOPES}
        self.revoked = False

    def exchange(self, request: Request) -> Answer:
        if request.one("client_secret") != SECRET:
            return no(1, "Error validating client secret.")
        if request.one("code") == "the-code":
            return self._key("short")
        if request.one("fb_exchange_token") == "short":
            return self._key("long")
        return no(100, "This authorization code has been used.")

    def _key(self, name: str) -> Answer:
        self.keys |= {name: "person", f"{APP}|{SECRET}": "app"}
        return Answer(200, {"access_token": name, "token_type": "bearer", "expires_in": 5_183_944})

    def of_person(self, path: str, request: Request) -> Answer:
        if path == "debug_token":
            ends = {"expires_at": 0, "data_access_expires_at": ENDS, "user_id": "42"}
            return Answer(200, {"data": ends})
        if path == "me/permissions" and request.method == "DELETE":
            self.revoked = True
            return Answer(200, {"success": True})
        if path == "me/permissions":
            rows = [{"permission": each, "status": "granted"} for each in sorted(self.allowed)]
            return listed(rows, request)
        return listed(self.pages, request)
