"""What the fakes of Meta's platforms share: keys, error objects, forms with files, lists."""

import json
from datetime import datetime
from email.parser import BytesParser
from email.policy import HTTP

import pytest

from campaigns.kernel import clock
from campaigns.platforms import http
from campaigns.platforms.graph import calls
from tests.fakes.world import Answer, Request


def no(code: int, words: str, subcode: int = 0, status: int = 400, **more: object) -> Answer:
    error = {"message": words, "type": "OAuthException", "code": code, "fbtrace_id": "A1", **more}
    return Answer(status, {"error": error | ({"error_subcode": subcode} if subcode else {})})


RATE = no(32, "(#32) Page request limit reached")


def nothing(ref: str) -> Answer:
    words = f"Unsupported get request. Object with ID '{ref}' does not exist, cannot be loaded due"
    return no(100, f"{words} to missing permissions, or does not support this operation", 33)


def stamp(at: datetime | None = None) -> str:
    return (at or clock.now()).strftime("%Y-%m-%dT%H:%M:%S+0000")


def fields_of(request: Request) -> tuple[dict[str, str], dict[str, tuple[bytes, str]]]:
    """Return a form's words, and its files with their types."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/"):
        return request.form, {}
    whole = f"Content-Type: {kind}\r\n\r\n".encode() + request.body
    words, files = {}, {}
    for part in BytesParser(policy=HTTP).parsebytes(whole).iter_parts():
        name = part.get_param("name", header="content-disposition")
        body = part.get_payload(decode=True)
        if part.get_filename():
            files[name] = (body, part.get_content_type())
        else:
            words[name] = body.decode()
    return words, files


def listed(rows: list[dict], request: Request) -> Answer:
    """Return one page of a list."""
    begin, most = int(request.one("after", "0")), int(request.one("limit", "25"))
    end = begin + most
    body: dict = {"data": rows[begin:end]}
    if rows:
        body["paging"] = {"cursors": {"before": str(begin), "after": str(end)}}
        if end < len(rows):
            body["paging"]["next"] = "https://graph.facebook.com/next?access_token=secret"
    return Answer(200, body)


class Door:
    """Who may come in: `keys` by token; `void` are tokens with the subcode of why."""

    def __init__(self) -> None:
        self.keys: dict[str, str] = {}
        self.void: dict[str, int] = {}
        self.made = 500_000

    def who(self, request: Request) -> str | Answer:
        token = request.headers.get("authorization", "").rpartition(" ")[2]
        if token in self.void:
            return no(190, "Error validating access token", self.void[token], status=401)
        if token not in self.keys:
            return no(190, "Invalid OAuth access token.", status=401)
        return self.keys[token]

    def next_id(self) -> str:
        self.made += 1
        return str(self.made)


def loaded(text: str | None, otherwise: object) -> object:
    return json.loads(text) if text else otherwise


@pytest.fixture
def impatient(monkeypatch):
    """Wait for an answer less long than a slow one takes."""
    monkeypatch.setattr(http, "READ_S", 0.3)
    monkeypatch.setattr(calls, "UPLOAD_READ_S", 0.3)
