"""Servers for the bench: the whole house by script/serve.py, or one WSGI app by granian."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import free_port

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


def _wait(url: str, within_s: float = 30) -> None:
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise SystemExit(f"{url} did not answer.")


@contextmanager
def house(data: Path, *more: str, **settings: str) -> Iterator[tuple[str, subprocess.Popen]]:
    """Run web and scheduler on a data folder, as script/server does; yields address and process."""
    port = free_port()
    env = {**os.environ, **{f"SEARCHLIGHT_{name}": value for name, value in settings.items()}}
    command = [sys.executable, "script/serve.py", "--port", str(port), "--data", str(data), *more]
    server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{url}/healthz", 90)
        yield url, server
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def plain(target: str) -> Iterator[str]:
    """Run one WSGI app with the same server and the same number of workers and threads."""
    port = free_port()
    command = [BIN / "granian", "--interface", "wsgi", "--port", str(port), "--workers", "2"]
    command += ["--blocking-threads", "4", "--no-access-log", "--log-level", "warning", target]
    server = subprocess.Popen(command, cwd=ROOT)
    try:
        _wait(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(30)


def requests_per_second(url: str, seconds: int = 4, *headers: str) -> float:
    """Ask for one address as fast as it answers (wrk, 1 thread, 16 connections)."""
    if shutil.which("wrk") is None:
        raise SystemExit("The bench needs wrk: apt-get install wrk.")
    asked = [part for header in headers for part in ("-H", header)]
    done = subprocess.run(
        ["wrk", "-t1", "-c16", f"-d{seconds}s", *asked, url],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors.*", done.stdout)
    if failed:
        raise SystemExit(f"{url}: {failed[0]}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])


def memory_mb(process: subprocess.Popen) -> float:
    """Return the proportional memory (PSS) of a process and all below it, in megabytes."""
    waiting, total = [process.pid], 0
    while waiting:
        pid = waiting.pop()
        waiting += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024
