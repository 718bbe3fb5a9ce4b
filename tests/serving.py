"""The real server in tests: granian in processes of its own, on a free port of this machine."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import free_port

ROOT = Path(__file__).parent.parent
WAIT_S = 60


@contextmanager
def serving(settings: Mapping[str, str], *, workers: int = 2, threads: int = 4) -> Iterator[int]:
    """Serve the house with these settings (whole names); yields the port."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if "SEARCHLIGHT_" not in name}
    command = [
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads),
        "--no-access-log", "--log-level", "warning", "wsgi:app",
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT, env={**kept, **settings})
    try:
        _wait(f"http://127.0.0.1:{port}/return")
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _wait(url: str) -> None:
    until = time.monotonic() + WAIT_S
    while True:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
