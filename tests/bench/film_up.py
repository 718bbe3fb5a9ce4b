"""What a film of 1 GB costs on its way up to YouTube: memory of the sender, and time.

The sender is a process of its own with the whole app in it; YouTube is played here, over TLS.
"""

import contextlib
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import trustme

from app.factory import create_app
from campaigns.media import storage
from campaigns.media.opened import open_kept
from campaigns.platforms.base import Media, Post
from config import load_config
from tests.bench.table import Row
from tests.conftest import test_env
from tests.fakes.world import World, proxied
from tests.fakes.youtube import API, KEYS, UPLOADS, YouTube, opened

MB = 1_000_000
SIZE = 1_000 * MB
BUNDLE = "trusted.pem"
CHUNK = 8 * 1024 * 1024


def _content() -> Iterator[bytes]:
    block = os.urandom(CHUNK)
    for at in range(0, SIZE, CHUNK):
        yield (at.to_bytes(8, "big") + block[8:])[: SIZE - at]


def _send(folder: str, port: int, answer) -> None:
    """Keep a film, then send it; answer the time to read it, to send it, and the memory in all."""
    trust = dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"), f"{folder}/{BUNDLE}")
    os.environ.update(trust, HTTPS_PROXY=f"http://127.0.0.1:{port}")
    with create_app(load_config({**test_env(Path(folder)), **trust})).app_context():
        key = storage.put(_content(), SIZE).key
        begun = time.perf_counter()
        with open_kept(key) as file:
            while file.read(CHUNK):
                pass
        read_s = time.perf_counter() - begun
        film = Media("video/mp4", "A film", SIZE, partial(open_kept, key), key)
        begun = time.perf_counter()
        opened().publish(Post("Have you seen Mira?", (film,), title="Mira"))
        took = time.perf_counter() - begun
    answer.send((read_s, took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def rows() -> list[Row]:
    """Measure."""
    platform, world, made = YouTube(), World(), trustme.CA()
    world.serve(platform, API, UPLOADS, KEYS)
    world.keeps_calls = False
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as open_until_done:
        port = open_until_done.enter_context(proxied(world, made))
        made.cert_pem.write_to_path(f"{folder}/{BUNDLE}")
        hears, says = get_context("spawn").Pipe(duplex=False)
        sender = get_context("spawn").Process(target=_send, args=(folder, port, says))
        sender.start()
        says.close()
        read_s, took, memory = hears.recv()
        sender.join()
    if [row["size"] for row in platform.videos.values()] != [SIZE]:
        raise SystemExit("Not all of the film arrived.")
    return [
        Row("1 GB film to YouTube, memory of the sender in all", memory, "MB", "<= 350"),
        Row("1 GB film to YouTube", took, "s", "-", read_s, "read from where it is kept"),
    ]
