"""One process that sends a large film from where files are kept, and prints its peak memory in MB.

Run by the bench; with "bare" it only opens the house, which is the floor.
"""

import os
import resource
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from app.factory import create_app
from campaigns.deliveries.carry import media_of
from campaigns.kernel import settings
from campaigns.media import storage
from campaigns.platforms import registry
from campaigns.platforms.base import NoDesk, Post
from config import load_config
from tests.conftest import test_env

CHUNK = 1 << 20
KEY = {"server": "social.example.org", "access_token": "key-of-the-bench"}


def _film(size: int) -> Iterator[bytes]:
    """Yield bytes that stand for a film."""
    for at in range(0, size, CHUNK):
        yield bytes(min(CHUNK, size - at))


def main(folder: str, size: int, *, bare: bool) -> None:
    """Keep the film, send it, and print how much memory that took at most."""
    app = create_app(load_config(test_env(Path(folder))))
    bundle = os.environ["BENCH_BUNDLE"]
    settings.install(replace(settings.current(), rehearsal=False, trusted=(bundle,)))
    with app.app_context():
        account = registry.platform("mastodon").open(KEY, NoDesk())
        if not bare:
            kept = storage.put(_film(size), size)
            frozen = {"sha256": kept.key, "type": "video/mp4", "alt": "Police speak"}
            account.publish(Post("Have you seen Mira?", (media_of(frozen),), key="1-1"))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), bare="bare" in sys.argv[3:])
