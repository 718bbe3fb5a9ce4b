"""The outside world for the bench, as a process of its own: a proxy that is every platform.

It speaks TLS as whatever host is asked for, reads a call to its end without keeping it, waits as
long as it was told, and says what Telegram and Mastodon say when all is well.
"""

import asyncio
import json
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count

import trustme

HOSTS = ("api.telegram.org", "social.example.org")
CHUNK = 1 << 20


@dataclass(frozen=True)
class Outside:
    """Where it is, and whom to trust there."""

    port: int
    bundle: str

    @property
    def env(self) -> dict[str, str]:
        """Return what leads every client there."""
        proxy = f"http://127.0.0.1:{self.port}"
        trust = {"SSL_CERT_FILE": self.bundle, "REQUESTS_CA_BUNDLE": self.bundle}
        return {"HTTPS_PROXY": proxy, "https_proxy": proxy, "NO_PROXY": "", **trust}


@contextmanager
def outside(latency_ms: int) -> Iterator[Outside]:
    """Let there be an outside world that answers after so many milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        bundle = f"{folder}/bundle.pem"
        command = [sys.executable, "-m", "tests.bench.outside", bundle, str(latency_ms)]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            yield Outside(int(server.stdout.readline()), bundle)
        finally:
            server.terminate()
            server.wait(10)


class World:
    """Every platform at once."""

    def __init__(self, context: ssl.SSLContext, latency_s: float) -> None:
        self._context, self._latency_s, self._numbers = context, latency_s, count(1)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Be the host that is asked for, until the line breaks."""
        with suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await writer.drain()
            await writer.start_tls(self._context)
            while True:
                await self._one(reader, writer)
        writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.rstrip().split("\r\n")
        heads = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
        small = await self._body(reader, heads)
        await asyncio.sleep(self._latency_s)
        said = json.dumps(self._answer(first.split(" ")[1], small)).encode()
        kind = b"Content-Type: application/json\r\n"
        length = f"Content-Length: {len(said)}\r\n\r\n".encode()
        writer.write(b"HTTP/1.1 200 OK\r\n" + kind + length + said)
        await writer.drain()

    @staticmethod
    async def _body(reader: asyncio.StreamReader, heads: dict[str, str]) -> bytes:
        """Read a body to its end and return it, unless it is large."""
        left, kept = int(heads.get("content-length", 0)), b""
        while left:
            chunk = await reader.read(min(left, CHUNK))
            if not chunk:
                raise asyncio.IncompleteReadError(b"", left)
            left -= len(chunk)
            kept = chunk if not kept and not left else b""
        return kept

    def _answer(self, path: str, body: bytes) -> dict[str, object]:
        number = next(self._numbers)
        if "/bot" in path:
            chat = json.loads(body or b"{}").get("chat_id", "@mira")
            where = {"id": -100, "type": "channel", "username": str(chat).lstrip("@")}
            result = {"message_id": number, "chat": where, "date": 0}
            return {"ok": True, "result": result}
        url = f"https://social.example.org/{number}"
        return {"id": str(number), "url": url, "uri": url, "type": "video"}


async def _main(bundle: str, latency_ms: int) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(bundle)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*HOSTS).configure_cert(context)
    world = World(context, latency_ms / 1_000)
    server = await asyncio.start_server(world.serve, "127.0.0.1", 0, backlog=512, limit=CHUNK)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], int(sys.argv[2])))
