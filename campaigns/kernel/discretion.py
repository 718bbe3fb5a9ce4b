"""Keeps keys out of words: what was learnt to be a secret is struck out wherever people can read.

A platform may quote our own key in what it says, a library may log a whole request, and one
platform's key stands in its addresses. So every key is learnt before it is used, and what goes into
an error's words or a log line is looked through first. The process forgets all when it ends.
"""

import logging
import threading
from collections.abc import Iterable, MutableMapping
from typing import Any
from urllib.parse import quote

STRUCK = "•••"
LEAST_CHARS = 8  # shorter ones would strike out words that are no secret
MOST = 20_000
# These write whole requests, addresses and keys into what they log below a warning.
TALKATIVE = (
    "atproto", "googleapiclient", "google.auth", "google_auth_httplib2", "h11", "h2", "httpcore",
    "httpx", "mastodon", "oauthlib", "requests", "requests_oauthlib", "tweepy", "twilio", "urllib3",
)  # fmt: skip

_learnt: dict[str, None] = {}
_learning = threading.Lock()


def learn(secrets: Iterable[str]) -> None:
    """Strike these out from now on, as they are and as they stand in an address."""
    found = {form for each in secrets for form in (each, quote(each, safe=""))}
    with _learning:
        for each in found:
            if len(each) >= LEAST_CHARS:
                _learnt.pop(each, None)
                _learnt[each] = None  # the newest last
        while len(_learnt) > MOST:
            del _learnt[next(iter(_learnt))]


def hide(text: str) -> str:
    """Return a text with every secret that is known struck out, the longest first."""
    with _learning:
        there = [each for each in _learnt if each in text]
    for each in sorted(there, key=len, reverse=True):
        text = text.replace(each, STRUCK)
    return text


def hide_in(value: Any) -> Any:
    """Return a value with the secrets in its texts struck out, however deep they lie."""
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, dict):
        return {name: hide_in(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(hide_in(each) for each in value)
    return value


def censor(_logger: object, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """Strike secrets out of a line of ours, before it is written (a structlog processor)."""
    return {name: hide_in(each) for name, each in event.items()}


class _Record(logging.LogRecord):
    """A line that a library logs: its words and its traceback without secrets."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.msg, self.args = hide(super().getMessage()), None
        if self.exc_info:
            self.exc_text = hide(logging.Formatter().formatException(self.exc_info))


def watch_logs() -> None:
    """Look through whatever is logged in this process, and have libraries keep to warnings."""
    logging.setLogRecordFactory(_Record)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
