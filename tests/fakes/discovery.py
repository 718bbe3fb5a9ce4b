"""The discovery document inside google-api-python-client, as a judge of requests.

What it does not describe is refused: a path, a parameter, a property of a body, a word that is not
in a list, a required thing left out, a file of a kind that is not taken.
"""

import json
from dataclasses import dataclass
from email import message_from_bytes
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import googleapiclient

from tests.fakes.world import Request

KINDS = {"string": str, "boolean": bool, "integer": int, "number": (int, float)}


class Unlike(Exception):
    """A request that the document does not describe."""


@cache
def document() -> dict[str, Any]:
    """Return the document of YouTube's API."""
    place = Path(googleapiclient.__file__).parent / "discovery_cache/documents/youtube.v3.json"
    return json.loads(place.read_text())


@dataclass(frozen=True)
class Deed:
    """What a request asks for: a method's name ("videos.insert"), its body, its file."""

    name: str
    body: dict[str, Any]
    file: bytes
    file_type: str


@cache
def _methods() -> dict[tuple[str, str], tuple[str, dict[str, Any]]]:
    found = {}
    for resource, row in document()["resources"].items():
        for name, method in row.get("methods", {}).items():
            named = (f"{resource}.{name}", method)
            found[(method["httpMethod"], f"/{method['path']}")] = named
            if "mediaUpload" in method:
                path = method["mediaUpload"]["protocols"]["simple"]["path"]
                found[(method["httpMethod"], path)] = named
    return found


def deed_of(request: Request) -> Deed:
    """Return what a request asks for, or raise Unlike."""
    name, method = _methods().get((request.method, request.path), ("", None))
    if method is None:
        raise Unlike(f"{request.method} {request.path} is not in the document")
    _check_query(request, method)
    body, file, file_type = _split(request)
    if file_type and not any(fnmatch(file_type, kind) for kind in method["mediaUpload"]["accept"]):
        raise Unlike(f"{name} takes no {file_type}")
    if body and "request" not in method:
        raise Unlike(f"{name} takes no body")
    if "request" in method:
        _check(body, document()["schemas"][method["request"]["$ref"]], name)
    return Deed(name, body, file, file_type)


def _check_query(request: Request, method: dict[str, Any]) -> None:
    known = {**document()["parameters"], **method["parameters"]}
    for name, values in request.query.items():
        if name not in known:
            raise Unlike(f"{name} is no parameter of {method['id']}")
        row = known[name]
        for value in values:
            if "enum" in row and value not in row["enum"]:
                raise Unlike(f"{name} cannot be {value}")
            if row["type"] == "integer" and int(value) > int(row.get("maximum", value)):
                raise Unlike(f"{name} is at most {row['maximum']}")
            if row["type"] == "boolean" and value not in {"true", "false"}:
                raise Unlike(f"{name} is true or false, not {value}")
    for name, row in method["parameters"].items():
        if row.get("required") and name not in request.query:
            raise Unlike(f"{name} is missing")


def _split(request: Request) -> tuple[dict[str, Any], bytes, str]:
    """Return a request's JSON and its file."""
    kind = request.headers.get("content-type", "")
    if request.one("uploadType") == "media":
        return {}, request.body, kind
    if request.one("uploadType") == "resumable":
        return request.json, b"", request.headers["x-upload-content-type"]
    if kind.startswith("multipart/related"):
        head = f"Content-Type: {kind}\r\n\r\n".encode()
        words, file = message_from_bytes(head + request.body).get_payload()
        return (
            json.loads(words.get_payload()),
            file.get_payload(decode=True),
            file.get_content_type(),
        )
    return request.json if request.body else {}, b"", ""


def _check(given: Any, schema: dict[str, Any], where: str) -> None:
    if "$ref" in schema:
        schema = document()["schemas"][schema["$ref"]]
    kind = schema["type"]
    if kind == "object":
        if not isinstance(given, dict):
            raise Unlike(f"{where} is an object")
        for name, value in given.items():
            if name not in schema.get("properties", {}):
                raise Unlike(f"{where} has no {name}")
            _check(value, schema["properties"][name], f"{where}.{name}")
    elif kind == "array":
        for each in given:
            _check(each, schema["items"], where)
    elif not isinstance(given, KINDS[kind]):
        raise Unlike(f"{where} is a {kind}, not {given!r}")
    elif "enum" in schema and given not in schema["enum"]:
        raise Unlike(f"{where} cannot be {given}")
