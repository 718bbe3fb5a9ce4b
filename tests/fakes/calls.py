"""Calls of the outside world as they come in, and what is said to them."""

import json
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs


def snake(name: str) -> str:
    """Return a method's name there (sendMessage) as a fake writes it (send_message)."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


@dataclass(frozen=True)
class Request:
    """One call as it arrived."""

    method: str
    host: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict:
        return json.loads(self.body or b"{}")

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}

    def one(self, name: str, otherwise: str = "") -> str:
        """Return one value of the query."""
        return self.query.get(name, [otherwise])[0]


@dataclass(frozen=True)
class Answer:
    """What a fake says."""

    status: int = 200
    body: bytes | dict | list = b""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
