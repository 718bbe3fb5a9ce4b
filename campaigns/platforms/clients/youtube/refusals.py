"""What YouTube says when it says no: in its own words, as an error of the house, and what to do."""

import json
from datetime import UTC, datetime, time, timedelta
from http import HTTPStatus
from typing import Any

from campaigns.kernel import clock, errors
from campaigns.kernel.zones import zone
from campaigns.platforms import http
from campaigns.platforms.markup import words_of
from campaigns.platforms.youtube import LABEL, PACIFIC

_DAY_OVER = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "uploadRateLimitExceeded"})
_NOT_KNOWN = frozenset({"processingFailure", "backendError", "internalError", "operationAborted"})
_NO_LONGER_OURS = {
    "insufficientPermissions": "Connect the channel again and tick every box that Google shows.",
    "youtubeSignupRequired": "The Google account has no channel: make one, then connect it again.",
    "accessNotConfigured": "Enable the YouTube Data API for our project in Google's console.",
    "channelClosed": "The channel is closed: its owner must ask YouTube why.",
    "channelSuspended": "The channel is suspended: its owner must ask YouTube why.",
    "authenticatedUserAccountClosed": "Its owner must ask YouTube why.",
    "authenticatedUserAccountSuspended": "Its owner must ask YouTube why.",
    "accountDelegationForbidden": "Connect the channel again with the account that owns it.",
}
# Google's newer errors name the same troubles in `status` and in `details`.
_OF_NEW_STYLE = {
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": "insufficientPermissions",
    "SERVICE_DISABLED": "accessNotConfigured",
    "RATE_LIMIT_EXCEEDED": "rateLimitExceeded",
    "RESOURCE_EXHAUSTED": "rateLimitExceeded",
    "UNAVAILABLE": "backendError",
    "INTERNAL": "backendError",
    "ABORTED": "operationAborted",
}
_WHAT_TO_DO = {
    "commentsDisabled": "Switch comments on for this film in YouTube Studio.",
    "commentTextTooLong": "Shorten the answer.",
    "parentCommentIsPrivate": "The comment was held or hidden; publish it first.",
    "invalidTitle": "Change the title: 1 to 100 characters, no < or >.",
    "invalidDescription": "Change the description: at most 5,000 bytes, no < or >.",
    "mediaBodyRequired": "The file was empty: add it again.",
    "invalidImage": "Use a JPEG or PNG picture of at least 640 pixels width.",
    "uploadLimitExceeded": "Verify the channel's phone number at youtube.com/verify to raise it.",
    "forbidden": "Check in YouTube Studio what this channel may do.",
    "playlistForbidden": "Check in YouTube Studio what this channel may do.",
    "quotaExceeded": "It goes on after midnight Pacific, when the allowance fills again.",
}


class RunOut(errors.PlatformError):
    """The key has run out; nothing was done."""


class DayOver(errors.Limited):
    """The day's allowance is used up."""


class CommentsOff(errors.Rejected):
    """Nobody can speak beneath this film."""


def midnight() -> datetime:
    """Return when the allowances fill again."""
    here = zone(PACIFIC)
    tomorrow = clock.now().astimezone(here).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), here).astimezone(UTC)


def named(status: int, content: bytes) -> errors.PlatformError:
    """Return the house's error for an answer that is no success."""
    reason, words = _read(content)
    said = f"{LABEL} said: {words}" if words else f"{LABEL} answered {status}."
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or reason in _NOT_KNOWN:
        return errors.Unreachable(f"{LABEL} answered {status}: {words}".rstrip(": "))
    if reason in _NO_LONGER_OURS:
        return errors.Unauthorised(f"{said} {_NO_LONGER_OURS[reason]}")
    if status == HTTPStatus.UNAUTHORIZED:
        return RunOut(f"{said} Connect the channel again.")
    return _plain(status, reason, f"{said} {_WHAT_TO_DO.get(reason, '')}".rstrip())


def _plain(status: int, reason: str, said: str) -> errors.PlatformError:
    """Return what a clean no means for what was asked."""
    if reason in _DAY_OVER:
        return DayOver(said, midnight())
    if reason == "uploadLimitExceeded":
        return errors.Limited(said, clock.after(hours=24))
    if reason in _TOO_FAST or status == HTTPStatus.TOO_MANY_REQUESTS:
        return errors.Limited(said, clock.after(seconds=http.WAIT_S))
    if reason == "commentsDisabled":
        return CommentsOff(said)
    return http.refusal(LABEL, status, said.removeprefix(f"{LABEL} said: "))


def _read(content: bytes) -> tuple[str, str]:
    """Return the reason and the words of an error, as far as they can be read."""
    try:
        error: Any = json.loads(content)["error"]
        told = [*(error.get("errors") or []), *(error.get("details") or [])]
        reasons = [str(each["reason"]) for each in told if each.get("reason")]
        reason = reasons[0] if reasons else str(error.get("status", ""))
        return _OF_NEW_STYLE.get(reason, reason), words_of(str(error.get("message", "")))
    except (ValueError, KeyError, TypeError, AttributeError):
        return "", _plain_words(content)


def _plain_words(content: bytes) -> str:
    """Return an error that came as plain text; a page or an object tells a reader nothing."""
    text = content.decode("utf-8", "replace").strip()
    return "" if text[:1] in {"<", "{", "["} else words_of(text)
