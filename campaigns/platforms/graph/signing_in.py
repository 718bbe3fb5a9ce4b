"""Signing in with Facebook: a person's key, made long-lived, opens the pages that they run.

A page's own key does not run out, but what a person lets an app see ends after 90 days without a
sign-in; the earlier of the two ends is what the house watches. What the person did not say yes to
is named at once, before anything is connected.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from campaigns.kernel.errors import Rejected
from campaigns.platforms.base import Credentials, Field, NoDesk
from campaigns.platforms.doors import Leaving, Offered
from campaigns.platforms.graph.calls import VERSION, Graph, Row

DIALOG = f"https://www.facebook.com/{VERSION}/dialog/oauth"
HOSTS = frozenset({"graph.facebook.com", "graph-video.facebook.com", "rupload.facebook.com"})
PAGE_FIELDS = "id,name,access_token,tasks,instagram_business_account{id,username}"
APP_FIELDS = (
    Field("app_id", "App ID", "developers.facebook.com, your app, Settings, Basic", secret=False),
    Field("app_secret", "App secret", "On the same page"),
    Field("verify_token", "Verify token", "A word of your own, for the app's webhooks"),
)


class FacebookSignIn:
    """Connects what a person's pages give access to; `offers` says what that is."""

    def __init__(
        self,
        label: str,
        scopes: tuple[str, ...],
        offers: Callable[[Row], Iterable[Offered]],
        none: str = "None of your pages can be connected.",
    ) -> None:
        self._label, self._scopes, self._offers, self._none = label, scopes, offers, none

    def begin(self, app: Credentials, redirect_uri: str, state: str, /) -> Leaving:
        """Return where the person says yes."""
        query = {
            "client_id": app.get("app_id", ""),
            "redirect_uri": redirect_uri,
            "state": state,
            "response_type": "code",
            "scope": ",".join(self._scopes),
            "auth_type": "rerequest",  # asks again for what was declined before
        }
        return Leaving(f"{DIALOG}?{urlencode(query)}", {})

    def finish(
        self,
        app: Credentials,
        redirect_uri: str,
        keep: Mapping[str, str],
        query: Mapping[str, str],
        /,
    ) -> tuple[Offered, ...]:
        """Turn the code into a person's key, and that into those of their pages."""
        del keep
        if "code" not in query:
            raise Rejected(query.get("error_description") or f"{self._label} gave no code.")
        ours = {"client_id": app["app_id"], "client_secret": app["app_secret"]}
        short = self._key({**ours, "redirect_uri": redirect_uri, "code": query["code"]})
        renewing = {"grant_type": "fb_exchange_token", "fb_exchange_token": short}
        key = self._key({**ours, **renewing})
        graph = self._graph(key, app["app_secret"])
        self._check_rights(graph)
        shared = {"user_token": key, **self._ends(app, key)}
        rows = [row for page in graph.pages("me/accounts", {"fields": PAGE_FIELDS}) for row in page]
        if not rows:
            raise Rejected(
                "You run no page there, or chose none when you were asked: choose it, or have"
                " someone give you full control of the page."
            )
        found = [each for row in rows for each in self._offers(row)]
        if not found:
            raise Rejected(self._none)
        return tuple(Offered(each.label, {**shared, **each.credentials}) for each in found)

    def _graph(self, key: str, secret: str = "") -> Graph:
        return Graph(self._label, HOSTS, key, NoDesk(), secret=secret)

    def _key(self, asked: Mapping[str, Any]) -> str:
        graph = self._graph("")
        return graph.ref_of(graph.get("oauth/access_token", asked), "access_token")

    def _check_rights(self, graph: Graph) -> None:
        rows = [row for page in graph.pages("me/permissions", {}) for row in page]
        given = {row.get("permission") for row in rows if row.get("status") == "granted"}
        missing = [scope for scope in self._scopes if scope not in given]
        if missing:
            raise Rejected(f"Not everything was allowed. Sign in again and allow: {missing}.")

    def _ends(self, app: Credentials, key: str) -> dict[str, str]:
        """Return when the key ends, and whose it is."""
        graph = self._graph(f"{app['app_id']}|{app['app_secret']}")
        row = graph.get("debug_token", {"input_token": key}).get("data") or {}
        ends = [row.get("expires_at"), row.get("data_access_expires_at")]
        known = [int(each) for each in ends if each]
        end = {"expires_at": str(min(known))} if known else {}
        return {"user_id": str(row.get("user_id", "")), **end}
