"""The keys of OAuth 2 at X: had for a code, then renewed; a refresh token is good once."""

import base64
from collections.abc import Mapping
from typing import Any

from campaigns.kernel import errors
from campaigns.platforms import http
from campaigns.platforms.clients.x.places import API, HOSTS, LABEL
from campaigns.platforms.clients.x.refusals import words_of
from campaigns.platforms.desk import Credentials


def renewed(stale: Credentials) -> Credentials:
    """Renew an OAuth 2 key; a refresh token is good once."""
    form = {"grant_type": "refresh_token", "refresh_token": stale.get("refresh_token", "")}
    return {**stale, **key_of(post_form("/2/oauth2/token", stale, form), stale)}


def key_of(found: Mapping[str, Any], before: Credentials | None = None) -> dict[str, str]:
    """Return the key in an answer of the token endpoint; what it does not renew stays good."""
    names = ("access_token", "refresh_token")
    lasting = (before or {}).get("refresh_token")
    given = {"refresh_token": lasting, **{name: found[name] for name in names if found.get(name)}}
    if not all(given.get(name) for name in names):
        raise errors.Unreachable(f"{LABEL} gave no lasting key.")
    return {name: str(given[name]) for name in names}


def post_form(path: str, app: Credentials, form: Mapping[str, str]) -> dict[str, Any]:
    """Post to X's sign-in as our registration; only "this grant is void" is Unauthorised."""
    ours = f"{app.get('client_id', '')}:{app.get('client_secret', '')}"
    basic = "Basic " + base64.b64encode(ours.encode()).decode()
    sent = {**form, "client_id": app.get("client_id", "")}
    with http.asking(LABEL), http.client(API, HOSTS) as client:
        answer = client.post(path, data=sent, headers={"Authorization": basic})
    found = http.json_of(LABEL, answer)
    if answer.is_success:
        return found
    said = words_of(found)
    if _is_void(found):
        raise errors.Unauthorised(f"{LABEL} said: {said} Connect the account again.")
    if answer.is_client_error:
        raise errors.Rejected(f"{LABEL} said: {said} Check our registration there.")
    raise errors.Unreachable(f"{LABEL} answered {answer.status_code}: {said}")


def _is_void(found: Mapping[str, Any]) -> bool:
    """Say whether a grant is void; of a refresh token used before X says it in another way."""
    used = "token was invalid" in str(found.get("error_description", ""))
    return found.get("error") == "invalid_grant" or used
