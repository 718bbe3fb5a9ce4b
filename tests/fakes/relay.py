"""Puts a server that others wrote, running on loopback, into the world under a real host name."""

from collections.abc import Callable

import httpx

from tests.fakes.world import Answer, Request

_OF_THE_LINE = {"content-length", "transfer-encoding", "connection", "content-encoding"}


def relay(port: int) -> Callable[[Request], Answer]:
    """Return a fake that asks the server on this port."""

    client = httpx.Client(trust_env=False, timeout=30)

    def fake(request: Request) -> Answer:
        kept = {k: v for k, v in request.headers.items() if k not in {"host", *_OF_THE_LINE}}
        said = client.request(
            request.method,
            f"http://127.0.0.1:{port}{request.path}",
            params=[(name, value) for name, all_ in request.query.items() for value in all_],
            content=request.body,
            headers={**kept, "host": request.host},
        )
        heads = {k: v for k, v in said.headers.items() if k.lower() not in _OF_THE_LINE}
        return Answer(said.status_code, said.content, heads)

    return fake
