"""X's no in the house's words: what X said, and what a person can do about it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import requests

from campaigns.kernel import clock, errors
from campaigns.platforms import http
from campaigns.platforms.clients.x.places import LABEL

NO_CREDIT_WAIT_S = 900
DAY_FULL_WAIT_S = 3_600
CLOCK_WAIT_S = 300

# What is found in X's words, and what to do then.
_SHUT = {
    "suspended": "The account is shut there: its owner must appeal at help.x.com.",
    "account is temporarily locked": "Its owner must sign in at x.com and unlock it.",
    "oauth1 app permissions": (
        "Give the app permission to read and write, make new keys, and connect the account again."
    ),
    "client-not-enrolled": "Put the app into a project in X's developer console.",
    "not permitted to use oauth2": "Connect the account again and grant all that is asked for.",
}
_NO = {
    "mentioned or otherwise engaged": (
        "X lets us answer only who mentioned this account. Answer from x.com by hand, or ask them"
        " to mention it."
    ),
    "reply to this conversation is not allowed": (
        "Its author lets only some people answer. Answer from x.com by hand if you are one of them."
    ),
    "subset of x api": "X's plan for this app does not let it do that: do it by hand at x.com.",
}
_DELETED = ("deleted or not visible", "could not find tweet", "not-found", "no status found")
_DAY_FULL = ("daily limit", "over daily")


class Duplicate(errors.Rejected):
    """X has these very words from us already."""


class RunOut(errors.PlatformError):
    """Our key is not known (any more); nothing was done."""


def words_of(body: Any) -> str:
    """Return what X said, from any of the shapes in which it says no."""
    if not isinstance(body, Mapping):
        return ""
    said = [body.get("detail"), body.get("error_description"), body.get("title"), body.get("error")]
    for error in body.get("errors") or []:
        if isinstance(error, Mapping):
            said.insert(0, error.get("message") or error.get("detail"))
    return next((str(each) for each in said if each), "")


def body_of(answer: requests.Response) -> Any:
    """Return what an answer says as JSON; None where it is none."""
    try:
        return answer.json()
    except ValueError:
        return None


def reset_of(answer: requests.Response) -> datetime | None:
    """Return when an allowance fills again, as an answer tells; a day's may be the empty one."""
    days = [f"x-{whose}-limit-24hour" for whose in ("user", "app")]
    empty = [each for each in days if answer.headers.get(f"{each}-remaining") == "0"]
    told = [answer.headers.get(f"{each}-reset", "") for each in (*empty, "x-rate-limit")]
    known = [int(each) for each in told if each.isdecimal()]
    return datetime.fromtimestamp(max(known), UTC) if known else http.retry_after(answer.headers)


def refusal(answer: requests.Response) -> errors.PlatformError:
    """Return the house's error for an answer that is no success."""
    body = body_of(answer)
    words, status = words_of(body), answer.status_code
    said = f"{LABEL} said: {words or status}"
    if status == HTTPStatus.UNAUTHORIZED and "timestamp" in words.lower():
        wrong = f"{said} The clock of this house is wrong: set it."
        return errors.Limited(wrong, clock.after(seconds=CLOCK_WAIT_S))
    if status == HTTPStatus.UNAUTHORIZED:
        return RunOut(f"{said} Connect the account again.")
    if status == HTTPStatus.PAYMENT_REQUIRED:
        buy = f"{said} Buy credit in X's developer console."
        return errors.Limited(buy, clock.after(seconds=NO_CREDIT_WAIT_S))
    if status in {HTTPStatus.FORBIDDEN, HTTPStatus.BAD_REQUEST}:
        return _forbidden(said, json.dumps(body).lower())
    return http.refusal(LABEL, status, words, reset_of(answer))


def _forbidden(said: str, everything: str) -> errors.PlatformError:
    if "duplicate content" in everything:
        return Duplicate(f"{said} X takes the same words only once: change them, or leave it.")
    for sign, advice in _SHUT.items():
        if sign in everything:
            return errors.Unauthorised(f"{said} {advice}")
    for sign, advice in _NO.items():
        if sign in everything:
            return errors.Rejected(f"{said} {advice}")
    if any(sign in everything for sign in _DELETED):
        return errors.Gone(f"{said} What this answers is gone, or hidden from this account.")
    if any(sign in everything for sign in _DAY_FULL):
        return errors.Limited(said, clock.after(seconds=DAY_FULL_WAIT_S))
    return errors.Rejected(said)
