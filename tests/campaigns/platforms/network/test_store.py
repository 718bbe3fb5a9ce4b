"""The network's store: what it said it took is there, whatever happens to the process."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from campaigns.platforms.network import crowd, front, record
from campaigns.platforms.network.faults import Operation
from campaigns.platforms.network.front import Front
from campaigns.platforms.network.store import Store

PUBLISHER = """
import sys
from pathlib import Path
from campaigns.platforms.network.faults import Operation
from campaigns.platforms.network.front import Front
from campaigns.platforms.network.store import Store
front = Front(Store(Path(sys.argv[1])), "missingmira", "key", 5)
for number in range(10_000):
    print(front.say(Operation.PUBLISH, f"Post {number}", [], None, str(number)), flush=True)
"""


def test_many_lay_the_store_at_once_and_all_write(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: front.make_account(Store(tmp_path), f"find{n:03}"), range(32)))
    assert len(crowd.list_holders(Store(tmp_path))) == 32


def test_a_killed_process_loses_nothing_that_was_acknowledged_and_blocks_nobody(tmp_path):
    store = Store(tmp_path)
    front.make_account(store, "missingmira", "key")
    publisher = subprocess.Popen(
        [sys.executable, "-c", PUBLISHER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    acknowledged = [publisher.stdout.readline() for _ in range(20)]
    os.kill(publisher.pid, signal.SIGKILL)
    rest, _ = publisher.communicate()
    acknowledged += [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    refs = {each.ref for each in record.list_accepted(store, kind="publish")}
    assert {line.strip() for line in acknowledged} <= refs
    assert len(refs) - len(acknowledged) <= 1
    assert Front(store, "missingmira", "key", 5).say(Operation.PUBLISH, "On", [], None, "on")


def test_a_picture_has_a_name_that_cannot_lead_elsewhere(tmp_path):
    store = Store(tmp_path)
    name = store.put(b"\xff\xd8\xff", "jpg")
    assert store.get(name) == b"\xff\xd8\xff"
    (tmp_path / "secret.png").write_bytes(b"no")
    assert store.get("../secret.png") is None
    store.drop([name, "never-there.jpg"])
    assert store.get(name) is None


def test_a_store_whose_folder_was_cleared_is_laid_anew(tmp_path):
    store = Store(tmp_path)
    front.make_account(store, "missingmira")
    for path in tmp_path.glob("network.db*"):
        path.unlink()
    assert crowd.list_holders(store) == []
    assert front.is_free(store, "missingmira")
