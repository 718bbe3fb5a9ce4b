"""Calls to the Graph API with one key: what it answers, what it says is left, what it refuses.

The key travels in a header, and in the form of what changes something; with it goes the proof that
we hold the app's secret, where we do. Only where somebody on the way took the header off, and Meta
asks for a key, does it stand in an address, as Meta's own examples have it. Pages of a list are
asked for by their cursor: the ready-made address of the next page carries the key.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from campaigns.kernel import clock
from campaigns.kernel.errors import Unreachable
from campaigns.platforms import http
from campaigns.platforms.base import Desk
from campaigns.platforms.graph import refusals

VERSION = "v26.0"
HOME = f"https://graph.facebook.com/{VERSION}"
ALL = 100  # percent: what is left of an allowance is told as what is used of it
PAGE = 100
UPLOAD_READ_S = 120.0
_PLACES = ("after", "until", "offset", "__paging_token")
_USED = ("call_count", "total_time", "total_cputime")

Row = dict[str, Any]


class Graph:
    """One key at one of Meta's doors."""

    def __init__(
        self,
        label: str,
        hosts: frozenset[str],
        token: str,
        desk: Desk,
        *,
        home: str = HOME,
        secret: str = "",
    ) -> None:
        self.label, self.desk, self.home = label, desk, home
        self._hosts, self._token = hosts, token
        proof = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        self._proof = {"appsecret_proof": proof} if secret and token else {}

    def get(self, path: str, asked: Mapping[str, Any] | None = None) -> Row:
        """Ask for something."""
        return self._call("GET", path, params={**(asked or {}), **self._proof})

    def post(
        self,
        path: str,
        form: Mapping[str, Any],
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        *,
        home: str = "",
    ) -> Row:
        """Change something, once."""
        given = {name: _plain(value) for name, value in form.items() if value is not None}
        key = {"access_token": self._token} if self._token else {}
        sent: Any = {"data": {**given, **self._proof, **key}, "files": files}
        return self._call("POST", path, home=home, **sent)

    def send(
        self, address: str, content: Iterable[bytes], headers: Mapping[str, str], home: str
    ) -> Row:
        """Send a file's bytes as they are."""
        heads = {**headers, "Authorization": f"OAuth {self._token}"}
        with http.asking(self.label), http.client(home, self._hosts, UPLOAD_READ_S) as client:
            answer = client.post(address, content=content, headers=heads)
        return self._read(answer)

    def delete(self, path: str) -> Row:
        """Take something away."""
        return self._call("DELETE", path, params=self._proof)

    def _call(self, method: str, path: str, *, home: str = "", **sent: Any) -> Row:
        answer = self._asked(method, path, home or self.home, sent)
        if self._token and refusals.saw_no_key(answer):
            shown = {**sent.get("params", {}), "access_token": self._token}
            answer = self._asked(method, path, home or self.home, {**sent, "params": shown})
        return self._read(answer)

    def _asked(self, method: str, path: str, address: str, sent: Mapping[str, Any]) -> Any:
        read_s = UPLOAD_READ_S if sent.get("files") else http.READ_S
        heads = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        with http.asking(self.label), http.client(address, self._hosts, read_s) as client:
            return client.request(method, path.lstrip("/"), headers=heads, **sent)

    def _read(self, answer: httpx.Response) -> Row:
        retry_at = self._note(answer.headers)
        if not answer.is_success:
            raise refusals.refused(self.label, answer, retry_at)
        found = http.json_of(self.label, answer)
        error = found.get("error")
        if isinstance(error, dict):
            raise refusals.named(self.label, error, answer.status_code, retry_at)
        return found

    def _note(self, headers: httpx.Headers) -> datetime | None:
        """Tell the desk what is left; return when calls are taken again, if they are not now."""
        with suppress(ValueError, TypeError, KeyError):  # a date that is none tells nothing
            theirs = parsedate_to_datetime(headers["date"])
            self.desk.clock_skew((theirs - clock.now()).total_seconds())
        app = _json(headers.get("x-app-usage"))
        if isinstance(app, dict) and app:
            self.desk.told("app", ALL - _most_used(app), ALL, None)
        uses = _json(headers.get("x-business-use-case-usage"))
        lists = uses.values() if isinstance(uses, dict) else ()
        rows = [row for each in lists if isinstance(each, list) for row in each]
        if not rows:
            return http.retry_after(headers)
        minutes = max(_wait_of(row) for row in rows)
        until = clock.after(seconds=60 * minutes) if minutes else None
        self.desk.told("calls", ALL - max(map(_most_used, rows)), ALL, until)
        return until or http.retry_after(headers)

    def pages(self, path: str, asked: Mapping[str, Any]) -> Iterator[list[Row]]:
        """Give a list page by page, for as long as whoever asks goes on and there is more."""
        more: dict[str, str] = {}
        while True:
            found = self.get(path, {"limit": PAGE, **asked, **more})
            yield rows_of(found)
            before, more = more, _onwards(found.get("paging"))
            if not more or more == before:
                return

    def ref_of(self, found: Row, name: str = "id") -> str:
        """Return what something that was made is called; without a name, nothing is sure."""
        ref = found.get(name)
        if not isinstance(ref, str | int) or not ref:
            raise Unreachable(f"{self.label} answered, but did not say what it made.")
        return str(ref)


def rows_of(found: Any) -> list[Row]:
    """Return the rows of a list, however empty."""
    rows = found.get("data") if isinstance(found, dict) else None
    return rows if isinstance(rows, list) else []


def moment(given: Any) -> datetime:
    """Read a moment as Meta writes it."""
    return datetime.fromisoformat(str(given))


def _onwards(paging: Any) -> dict[str, str]:
    """Return how the next page is asked for; some lists are paged by time and not by cursor."""
    address = paging.get("next") if isinstance(paging, dict) else None
    if not address:
        return {}
    cursor = (paging.get("cursors") or {}).get("after")
    if cursor:
        return {"after": str(cursor)}
    given = dict(parse_qsl(urlsplit(str(address)).query))
    return {name: given[name] for name in _PLACES if name in given}


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, dict | list) else str(value)


def _json(text: str | None) -> Any:
    try:
        return json.loads(text or "null")
    except ValueError:
        return None


def _wait_of(row: Any) -> int:
    found = row.get("estimated_time_to_regain_access") if isinstance(row, dict) else None
    return refusals.number(found)


def _most_used(row: Any) -> int:
    used = [row.get(name) for name in _USED] if isinstance(row, dict) else []
    return min(ALL, max((int(each) for each in used if isinstance(each, int | float)), default=0))
