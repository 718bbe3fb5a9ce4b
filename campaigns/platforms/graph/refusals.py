"""What Meta's error codes mean, in the house's errors: its own words, and what to do.

Codes (developers.facebook.com/docs/graph-api/guides/error-handling and the rate-limit and Messenger
guides, read 2026): 190, 102 and 104 a key that is void or did not come; 4, 17, 32, 613, 341 and
80000-80014 too many calls; 368 shut out for a time; 10 and 200-299 a right that is missing; 100
with subcode 33 and 803 nothing there; 506 said already; 1 and 2 trouble on their side, with
whatever HTTP status.
Instagram adds (its own list of error codes): -1, -2 and 24 trouble with a container, 9 too many
posts in a day, 25 an account that is shut, 9007 a container that is not ready.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

import httpx

from campaigns.kernel import clock, errors
from campaigns.platforms import http

VOID = frozenset({102, 104, 190})
TOO_MANY = frozenset({4, 17, 32, 341, 613, *range(80_000, 80_015)})
NO_RIGHT = frozenset({10, *range(200, 300)})
NOWHERE = frozenset({33})
THEIR_TROUBLE = frozenset({-2, -1, 1, 2, 24})
MOST_POSTS, SHUT, NOT_READY = 9, 25, 9_007
SHUT_OUT, TWICE, BAD, UNKNOWN_NAME, ASKS = 368, 506, 100, 803, 2_500
WINDOW_OVER = frozenset({2_018_278, 2_018_065, 2_534_022})
WRONG_PLACE = 1_363_037  # of an upload: that chunk is not the next one
TOO_MANY_WAIT_S, LONG_S, SOON_S = 300, 3_600, 5

CONNECT_AGAIN = "Connect the account again."
ANSWER_SOONER = (
    "A private message can be answered within 24 hours of the last one they sent: answer beneath"
    " their comment, or by another way that they gave."
)
_WHY_VOID = {
    458: "Whoever connected it has removed Searchlight from their account.",
    459: "Whoever connected it must first sign in at facebook.com: Meta wants to check something.",
    460: "The password of whoever connected it has changed.",
    463: "The key has run out.",
    464: "Whoever connected it must first confirm their account at facebook.com.",
    467: "The key was taken back.",
    492: "Whoever connected it no longer has a role on the page.",
}


class SaidAlready(errors.Rejected):
    """These very words stand there already, says the platform."""


class WrongPlace(errors.Unreachable):
    """A chunk of an upload is not the one that is wanted; `wanted` says which is."""

    def __init__(self, message: str, wanted: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.wanted = wanted


def refused(label: str, answer: httpx.Response, retry_at: datetime | None) -> errors.PlatformError:
    """Return the house's error for an answer that is no success."""
    error = _error_of(answer)
    if not error:
        return http.refusal(label, answer.status_code, answer.text[:200], retry_at)
    return named(label, error, answer.status_code, retry_at)


def saw_no_key(answer: httpx.Response) -> bool:
    """Say whether Meta asks for a key as if none had come; what is wrong with one has a subcode."""
    error = _error_of(answer)
    asks = _is_void(error) or answer.status_code == HTTPStatus.UNAUTHORIZED
    return answer.is_client_error and asks and not error.get("error_subcode")


def _is_void(error: Mapping[str, Any]) -> bool:
    code = number(error.get("code"))
    return code in VOID or (code == ASKS and "access token" in str(error.get("message")).lower())


def _error_of(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    error = found.get("error") if isinstance(found, dict) else None
    return error if isinstance(error, dict) else {}


def words_of(error: Mapping[str, Any]) -> str:
    """Return Meta's own words: those meant for people first, with the codes to look them up by."""
    said = str(error.get("error_user_msg") or error.get("message") or "no reason given")
    code, subcode = error.get("code"), error.get("error_subcode")
    numbers = f"{code}/{subcode}" if subcode else f"{code}"
    return f"{said} ({numbers})"


def named(
    label: str, error: Mapping[str, Any], status: int, retry_at: datetime | None = None
) -> errors.PlatformError:
    """Return the house's error for an error object of the Graph API."""
    said = f"{label} said: {words_of(error)}"
    waits = _waits(said, number(error.get("code")), status, retry_at)
    return waits or _shut_out(said, error, status) or _plain(said, error, status)


def _waits(
    said: str, code: int, status: int, retry_at: datetime | None
) -> errors.PlatformError | None:
    """Return what is over by itself after a time."""
    waits = {NOT_READY: SOON_S, MOST_POSTS: LONG_S, SHUT_OUT: LONG_S}
    if code in TOO_MANY or status == HTTPStatus.TOO_MANY_REQUESTS:
        waits[code] = TOO_MANY_WAIT_S
    if code not in waits:
        return None
    why = " It keeps the account out for a time: see the page's Support inbox."
    words = said + (why if code == SHUT_OUT else "")
    return errors.Limited(words, retry_at or clock.after(seconds=waits[code]))


def _shut_out(said: str, error: Mapping[str, Any], status: int) -> errors.PlatformError | None:
    """Return what the owner of the account has to mend."""
    code, subcode = number(error.get("code")), number(error.get("error_subcode"))
    if code == SHUT:
        return errors.Unauthorised(f"{said} Sign in to the app and do what it asks for.")
    if _is_void(error) or (status == HTTPStatus.UNAUTHORIZED and code not in THEIR_TROUBLE):
        why = _WHY_VOID.get(subcode, "")
        return errors.Unauthorised(" ".join(filter(None, (said, why, CONNECT_AGAIN))))
    if code in NO_RIGHT and subcode not in WINDOW_OVER:
        words = f"{said} A right is missing: {CONNECT_AGAIN} Say yes to all that is asked for."
        return errors.Unauthorised(words)
    return None


def _plain(said: str, error: Mapping[str, Any], status: int) -> errors.PlatformError:
    code, subcode = number(error.get("code")), number(error.get("error_subcode"))
    is_transient = error.get("is_transient") is True
    if (code == BAD and subcode in NOWHERE) or code == UNKNOWN_NAME:
        return errors.Gone(said)
    if subcode == WRONG_PLACE and isinstance(error.get("error_data"), dict):
        return WrongPlace(said, error["error_data"])
    if code == TWICE:
        return SaidAlready(f"{said} Change the words, if it is to be said again.")
    if is_transient or code in THEIR_TROUBLE or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return errors.Unreachable(said)
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return errors.Gone(said)
    return errors.Rejected(f"{said} {ANSWER_SOONER}" if subcode in WINDOW_OVER else said)


def number(value: Any) -> int:
    """Return a code as a number; 0 where there is none."""
    return int(value) if re.fullmatch(r"-?\d+", str(value)) else 0
