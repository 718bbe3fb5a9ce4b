"""The outside world on loopback: a proxy that speaks TLS as any host and hands calls to fakes.

The clients are unmodified and use the platforms' real host names; they reach this proxy by
HTTPS_PROXY and trust its certificates by SSL_CERT_FILE and REQUESTS_CA_BUNDLE, as behind a police
network's own proxy. A fake is `handle(Request) -> Answer`; faults happen around it, so that every
platform is tried with the same ones. What no fake answers for is noted in `strays`.
"""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import trustme

from campaigns.kernel import settings
from campaigns.platforms import http
from tests.fakes.calls import Answer, Request


class Fault(StrEnum):
    """What may happen to one call."""

    DROP_BEFORE = "drop before commit"  # the fake never hears of it
    COMMIT_DROP = "commit, then drop"
    COMMIT_500 = "commit, then 500"
    COMMIT_SLOW = "commit, then slow"
    S503 = "503"
    S429 = "429 with reset"
    MALFORMED = "malformed answer"


@dataclass
class Armed:
    """A fault that waits for the calls it is meant for; `skip` lets so many of them pass first."""

    fault: Fault
    meant: Callable[[Request], bool]
    times: int = 1
    skip: int = 0
    answer_429: Answer = field(default_factory=lambda: Answer(429, {"error": "too many"}))
    slow_s: float = 1.0


class World:
    """All fakes by host name, the faults that are armed, and every call that was made."""

    def __init__(self) -> None:
        self.fakes: dict[str, Callable[[Request], Answer]] = {}
        self.calls: list[Request] = []
        self.strays: list[str] = []
        self.armed: list[Armed] = []
        self.keeps_calls = True  # a bench has no room for all that it sends
        self._lock = threading.Lock()

    def serve(self, fake: Callable[[Request], Answer], *hosts: str) -> None:
        """Let a fake answer for these hosts."""
        self.fakes.update(dict.fromkeys(hosts, fake))

    def arm(
        self, fault: Fault, meant: Callable[[Request], bool] = lambda _request: True, **how: object
    ) -> None:
        """Let a fault happen to the next call that it is meant for."""
        self.armed.append(Armed(fault, meant, **how))

    def take(self, request: Request) -> Armed | None:
        """Note a call; return the fault that happens to it."""
        with self._lock:
            if self.keeps_calls:
                self.calls.append(request)
            for armed in self.armed:
                if not armed.meant(request) or armed.times < 1:
                    continue
                if armed.skip:
                    armed.skip -= 1
                    continue
                armed.times -= 1
                return armed
        return None

    def answer(self, request: Request) -> Answer | None:
        """Return what is said; None drops the line."""
        armed = self.take(request)
        fake = self.fakes.get(request.host)
        if fake is None:
            self.strays.append(request.host)
            return Answer(502, b"no such host")
        if armed is None:
            return fake(request)
        if armed.fault is Fault.DROP_BEFORE:
            return None
        if armed.fault is Fault.S503:
            return Answer(503, b"busy")
        if armed.fault is Fault.S429:
            return armed.answer_429
        return self._after(armed, fake(request))

    @staticmethod
    def _after(armed: Armed, said: Answer) -> Answer | None:
        if armed.fault is Fault.COMMIT_DROP:
            return None
        if armed.fault is Fault.COMMIT_500:
            return Answer(500, b"internal error")
        if armed.fault is Fault.COMMIT_SLOW:
            time.sleep(armed.slow_s)
            return said
        status = 200 if said.status == 204 else said.status  # a 204 has no body to be spoiled
        return Answer(status, b"<html>not what you expected")

    def to(self, host: str, method: str = "") -> list[Request]:
        """Return the calls that were made to a host."""
        return [each for each in self.calls if each.host == host and method in {"", each.method}]


class _Proxy:
    """Accepts CONNECT, speaks TLS as the host that was asked for, and serves its calls."""

    def __init__(self, world: World, authority: trustme.CA) -> None:
        self._world, self._authority = world, authority
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more calls."""
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(OSError), line:
            host = self._asked_for(line)
            if host is None:
                return
            line.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with self._context(host).wrap_socket(line, server_side=True) as safe:
                _Handler(safe, host, self._world)

    @staticmethod
    def _asked_for(line: socket.socket) -> str | None:
        head = b""
        while b"\r\n\r\n" not in head:
            got = line.recv(4096)
            if not got:
                return None
            head += got
        verb, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
        return target.rpartition(":")[0] if verb == "CONNECT" else None

    def _context(self, host: str) -> ssl.SSLContext:
        if host not in self._contexts:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._authority.issue_cert(host).configure_cert(context)
            self._contexts[host] = context
        return self._contexts[host]


class _Handler(BaseHTTPRequestHandler):
    """Reads one call after another from an open line."""

    protocol_version = "HTTP/1.1"

    def __init__(self, line: socket.socket, host: str, world: World) -> None:
        self._host, self._world = host, world
        super().__init__(line, ("127.0.0.1", 0), None)

    def _any(self) -> None:
        request = self._read()
        said = self._world.answer(request)
        if said is None:
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(said.status)
        for name, value in {"Content-Type": "application/json", **said.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said.content)))
        self.end_headers()
        self.wfile.write(said.content)

    def __getattr__(self, name: str):
        """Find the one way to answer under every verb that http.server looks for."""
        if name in {"do_GET", "do_POST", "do_PUT", "do_DELETE", "do_PATCH", "do_HEAD"}:
            return self._any
        raise AttributeError(name)

    def _read(self) -> Request:
        parts = urlsplit(self.path)
        return Request(
            method=self.command,
            host=self._host,
            path=parts.path,
            query=parse_qs(parts.query, keep_blank_values=True),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self._body(),
        )

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            body = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body
        body = self.rfile.read(length := int(self.headers.get("Content-Length", 0)))
        if len(body) < length:
            raise ConnectionAbortedError  # half a call is no call
        return body

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def proxied(world: World, authority: trustme.CA) -> Iterator[int]:
    """Let a world be reached by a proxy; yields its port."""
    proxy = _Proxy(world, authority)
    try:
        yield proxy.port
    finally:
        proxy.close()


@pytest.fixture(scope="session")
def authority(tmp_path_factory) -> tuple[trustme.CA, Path]:
    """Who signs the certificates of the world in a test, and the file that says so."""
    made = trustme.CA()
    path = tmp_path_factory.mktemp("trust") / "bundle.pem"
    made.cert_pem.write_to_path(path)
    return made, path


@pytest.fixture
def world(app, authority, monkeypatch) -> Iterator[World]:
    """The outside world of one test; a call that no fake answers for fails the test."""
    made, bundle = authority
    here = World()
    proxy = _Proxy(here, made)
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(name, str(bundle))
    for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    settings.install(replace(settings.current(), trusted=(str(bundle),)))
    yield here
    http.hang_up()
    proxy.close()
    assert here.strays == []
