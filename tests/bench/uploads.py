"""What a file of 2 GB costs on its way in: memory of the web, and time beside a plain copy."""

import http.client
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from app.factory import create_app
from campaigns.kernel.db import Model, db
from campaigns.media.model import MediaAsset
from config import load_config
from tests.bench.table import Row
from tests.conftest import test_env
from tests.factories.appeals import make_appeal
from tests.serving import serving

MB = 1_000_000
SIZE = 2_000 * MB
CHUNK = 1 << 20
EDGE = "----searchlight-bench"


def _content(size: int = SIZE) -> Iterator[bytes]:
    """Yield bytes that no disk can shrink."""
    block = os.urandom(CHUNK)
    for at in range(0, size, CHUNK):
        yield (at.to_bytes(8, "big") + block[8:])[: size - at]


def _body() -> Iterator[bytes]:
    yield (
        f'--{EDGE}\r\nContent-Disposition: form-data; name="text"\r\n\r\nFilm attached.\r\n'
        f'--{EDGE}\r\nContent-Disposition: form-data; name="files"; filename="dash.mp4"\r\n'
        "Content-Type: video/mp4\r\n\r\n"
    ).encode()
    yield from _content()
    yield f"\r\n--{EDGE}--\r\n".encode()


class _Memory:
    """Watches how much memory a process and all below it hold, and keeps the most it saw."""

    def __init__(self, pid: int) -> None:
        self._pid, self._stop = pid, threading.Event()
        self.before_mb = self.peak_mb = self._now_mb()
        self._watch = threading.Thread(target=self._run)
        self._watch.start()

    def _now_mb(self) -> float:
        waiting, total = [self._pid], 0
        while waiting:
            pid = waiting.pop()
            waiting += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("VmRSS:"):
                    total += int(line.split()[1])
        return total / 1024

    def _run(self) -> None:
        while not self._stop.wait(0.05):
            self.peak_mb = max(self.peak_mb, self._now_mb())

    def end(self) -> float:
        """Return how much more than before there was at most, in megabytes."""
        self._stop.set()
        self._watch.join()
        return self.peak_mb - self.before_mb


def _server_pid(port: int) -> int:
    """Return the server's own process: our child that listens there."""
    me = os.getpid()
    found = Path(f"/proc/{me}/task/{me}/children").read_text().split()
    for pid in map(int, found):
        if str(port) in Path(f"/proc/{pid}/cmdline").read_text().split("\0"):
            return pid
    raise SystemExit("The server cannot be found.")


def _send(port: int, slug: str) -> float:
    length = sum(len(part) for part in (next(iter(_body())), f"\r\n--{EDGE}--\r\n".encode())) + SIZE
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    headers = {"Content-Type": f"multipart/form-data; boundary={EDGE}", "Content-Length": length}
    begun = time.perf_counter()
    line.request("POST", f"/a/{slug}/tip", _body(), headers)
    answer = line.getresponse()
    if answer.status != 200:
        raise SystemExit(f"The upload answered {answer.status}: {answer.read()[:300]!r}")
    answer.read()
    return time.perf_counter() - begun


def _copy_s(folder: Path) -> float:
    """Return how long it takes to write and sync as many bytes, and nothing else."""
    begun = time.perf_counter()
    with (folder / "plain").open("wb") as file:
        for chunk in _content():
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    took = time.perf_counter() - begun
    (folder / "plain").unlink()
    return took


def rows() -> list[Row]:
    """Measure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if shutil.disk_usage(folder).free < 3 * SIZE:
            raise SystemExit("The bench of uploads needs 6 GB of free disk.")
        env = test_env(folder, LOW_DISK_MB="0", TIP_RESERVE_MB="0")
        app = create_app(load_config(env))
        with app.app_context():
            Model.metadata.create_all(db.engine)
            slug = make_appeal().slug
            db.session.remove()
        floor = _copy_s(folder)
        with serving(env) as port:
            memory = _Memory(_server_pid(port))
            took = _send(port, slug)
            grown = memory.end()
        with app.app_context():
            kept = db.session.query(MediaAsset).one()
            if kept.size_bytes != SIZE:
                raise SystemExit("Not all of the file was kept.")
            db.session.remove()
            db.engine.dispose()
    return [
        Row("2 GB with a tip, more memory of the web", grown, "MB", "<= 120"),
        Row("2 GB with a tip", took, "s", "-", floor, "write and sync"),
    ]
