"""The Bot API: one call, its answer or the house's error; the bot's key is in no word of it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx

from campaigns.kernel import clock, errors
from campaigns.platforms import http
from campaigns.platforms.base import Credentials, Desk
from campaigns.platforms.telegram import HOST, LABEL

BASE = f"https://{HOST}"
_SHUT = (
    "not a member",
    "bot was kicked",
    "not enough rights",
    "need administrator",
    "chat not found",
)
_UPLOAD_READ_S = 120.0


class Speaker:
    """One bot and its channel."""

    def __init__(self, credentials: Credentials, desk: Desk) -> None:
        self._token = credentials.get("token", "").strip()
        given = credentials.get("chat", "").strip()
        self.chat = given if given.startswith(("@", "-")) else f"@{given}"
        self._desk = desk

    def ask(
        self,
        method: str,
        what: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
    ) -> Any:
        """Make one call and return its result."""
        given = {name: value for name, value in (what or {}).items() if value is not None}
        body: dict[str, Any] = {"data": given, "files": files} if files else {"json": given}
        read_s = _UPLOAD_READ_S if files else http.READ_S
        try:
            with http.asking(LABEL), http.client(BASE, frozenset({HOST}), read_s) as client:
                answer = client.post(f"/bot{self._token}/{method}", **body)
        except errors.Unreachable as error:
            if http.never_left(error):
                raise errors.Limited(
                    f"{LABEL} could not be reached; nothing was sent.", clock.after(seconds=30)
                ) from None
            raise errors.Unreachable(error.message) from None  # the cause names the key
        return self._result(answer)

    def count(self) -> None:
        """Count a message to the channel."""
        self._desk.spent("messages")

    def file_address(self, path: str) -> str:
        """Return where a file lies; the bot's key is in it, so it is used and never kept."""
        return f"{BASE}/file/bot{self._token}/{path}"

    def _result(self, answer: httpx.Response) -> Any:
        found = http.json_of(LABEL, answer)
        if found.get("ok") is True and "result" in found:
            return found["result"]
        words = str(found.get("description", ""))
        status = int(found.get("error_code") or answer.status_code)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            wait = (found.get("parameters") or {}).get("retry_after") or http.WAIT_S
            raise errors.Limited(f"{LABEL} said: {words}", clock.after(seconds=float(wait)))
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}:
            raise errors.Unauthorised(
                f"{LABEL} does not know this bot token: {words}. Ask BotFather for a new one."
            )
        if any(each in words.lower() for each in _SHUT):
            raise errors.Unauthorised(
                f"{LABEL} said: {words}. Make the bot an administrator of {self.chat} again."
            )
        if "not found" in words.lower():
            raise errors.Gone(f"{LABEL} said: {words}")
        raise http.refusal(LABEL, status, words)
