"""Runs Searchlight on one machine: keys, tables, first seed, then web and scheduler until Ctrl-C.

Started by script/server inside .venv. It uses nothing but the standard library, so that what it
costs beside the two processes it minds is next to nothing.
"""

import argparse
import base64
import contextlib
import ctypes
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
VERSIONS = ROOT / "campaigns" / "migrations" / "versions"
READY_WITHIN_S = 60
STOP_WITHIN_S = 15


def say(words: str) -> None:
    """Say something to whoever started us, at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def stop(words: str) -> None:
    """Say in one sentence why it cannot start, and end."""
    sys.exit(f"Searchlight cannot start: {words}")


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(prog="script/server", description="Run Searchlight here.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1", help="address to serve on (loopback)")
    parser.add_argument("--data", default="var", help="folder for database, keys and files")
    parser.add_argument("--empty", action="store_true", help="start without the demonstration")
    return parser.parse_args()


def check_folder(data: Path) -> None:
    """Refuse a folder that cannot be written."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        probe = data / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        stop(f"the folder {data} cannot be written ({error.strerror}); give another with --data.")


def check_port(host: str, port: int) -> None:
    """Refuse a port that someone else holds."""
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            stop(f"port {port} on {host} is taken or not allowed; give another with --port.")


def make_keys(data: Path) -> None:
    """Make the two key files on the first start; only their owner can read them."""
    folder = data / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    for name in ("secret.key", "vault.key"):
        path = folder / name
        if path.exists():
            continue
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(base64.b64encode(secrets.token_bytes(32)).decode())
            file.flush()
            os.fsync(file.fileno())


def is_prepared(data: Path, env: dict[str, str]) -> bool:
    """Say whether the embedded database is there, of this version, and has its first people."""
    database = data / "searchlight.db"
    if env.get("SEARCHLIGHT_DATABASE_URL") or not database.exists():
        return False
    newest = max(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        try:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchall()
            people = connection.execute('SELECT count(*) FROM "user"').fetchone()
        except sqlite3.DatabaseError:
            return False
    return found == [(newest,)] and people != (0,)


def prepare(data: Path, env: dict[str, str], *, demonstration: bool) -> None:
    """Bring the tables to this version and make the first people, where that is still to do."""
    note = data / "sign-in.txt"
    if is_prepared(data, env):
        say(note.read_text() if note.exists() else "")
        return
    command = [str(BIN / "flask"), "--app", "wsgi", "prepare"]
    done = subprocess.run(  # noqa: S603 -- our own command line
        command + (["--demonstration"] if demonstration else []), env=env, cwd=ROOT, check=False
    )
    if done.returncode:
        sys.exit(done.returncode)


def with_parent() -> None:
    """Run in a child: end it when this process is killed, so that nothing keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def start(command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start one of the two processes in its own group, so that Ctrl-C reaches us alone."""
    return subprocess.Popen(  # noqa: S603 -- our own command line
        command,
        env=env,
        cwd=ROOT,
        start_new_session=True,
        preexec_fn=with_parent,  # noqa: PLW1509 -- no thread has been started yet
    )


def sweep(child: subprocess.Popen[bytes]) -> None:
    """Kill what a process that was killed has left behind in its group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def answers(url: str) -> bool:
    """Say whether the web answers."""
    try:
        with contextlib.closing(HTTPConnection(urlsplit(url).netloc, timeout=2)) as line:
            line.request("GET", "/healthz")
            return line.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False


def wait_ready(url: str, child: subprocess.Popen[bytes]) -> None:
    """Wait until the web answers, or say that it ended."""
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        if child.poll() is not None:
            stop("the web process ended; its words are above.")
        if answers(url):
            return
        time.sleep(0.05)
    stop(f"the web process did not answer within {READY_WITHIN_S} seconds.")


class House:
    """The two processes, minded: one that dies is started again; the end ends both."""

    def __init__(self, commands: dict[str, list[str]], env: dict[str, str]) -> None:
        self._commands = commands
        self._env = env
        self._ending = threading.Event()
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: self._ending.set())

    def start(self, name: str) -> subprocess.Popen[bytes]:
        """Start one of the two."""
        self.children[name] = start(self._commands[name], self._env)
        return self.children[name]

    def mind(self) -> None:
        """Keep both running until told to end."""
        while not self._ending.wait(0.5):
            for name, child in list(self.children.items()):
                if child.poll() is not None:
                    sweep(child)
                    say(f"{name} ended ({child.returncode}); starting it again")
                    self.start(name)

    def end(self) -> None:
        """End both cleanly; whoever does not go within the time is killed."""
        for child in self.children.values():
            child.terminate()
        for child in self.children.values():
            try:
                child.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            sweep(child)


def main() -> None:
    """Set up, start, say ready, mind, end."""
    asked = arguments()
    data = Path(asked.data).resolve()
    check_folder(data)
    check_port(asked.host, asked.port)
    make_keys(data)
    url = f"http://{asked.host}:{asked.port}"
    env = {
        "SEARCHLIGHT_PUBLIC_URL": url,
        "SEARCHLIGHT_TOTP": "off",
        **os.environ,
        "SEARCHLIGHT_DATA_DIR": str(data),
    }
    # Kept bytecode saves a third of every start; some shells forbid it.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    # Each thread would else keep a heap of its own that it hardly uses.
    env.setdefault("MALLOC_ARENA_MAX", "2")
    prepare(data, env, demonstration=not asked.empty)
    web = [str(BIN / "granian"), "--interface", "wsgi", "--host", asked.host, "--port"]
    web += [str(asked.port), "--workers", "2", "--blocking-threads", "4", "--no-access-log"]
    web += ["--respawn-failed-workers", "--log-level", "warning", "wsgi:app"]
    scheduler = [str(BIN / "flask"), "--app", "wsgi", "scheduler"]
    house = House({"web": web, "scheduler": scheduler}, env)
    try:
        wait_ready(url, house.start("web"))
        say(f"ready {url}")
        house.start("scheduler")  # after the web: on two cores they would only slow one another
        house.mind()
    finally:
        house.end()


if __name__ == "__main__":
    main()
