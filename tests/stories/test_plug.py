"""The plug is pulled: web and scheduler are killed in the middle of their work, again and again.

Real processes on loopback; the rehearsal network's own record says what was really said.
"""

import hashlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from app.factory import create_app
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.kernel import clock
from campaigns.kernel.db import db
from campaigns.platforms import rehearsal
from campaigns.platforms.network import faults, front, record
from campaigns.tips.model import Tip
from config import load_config
from tests.bench.running import house
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.deliveries import make_delivery

pytestmark = [pytest.mark.processes, pytest.mark.timeout(400)]
SETTLED = {DeliveryState.SENT}
KILLS = 5
WEB_KILLS = 2


@pytest.fixture
def running(tmp_path):
    """A house in real processes on an empty folder, and an app of ours on the same folder."""
    clock.use(None)
    settings = {"LATE_AFTER_S": "3600", "STUCK_AFTER_S": "10", "TICK_S": "0.2"}
    with house(tmp_path, "--empty", **settings) as (url, server):
        env = {f"SEARCHLIGHT_{name}": value for name, value in settings.items()}
        app = create_app(load_config({"SEARCHLIGHT_DATA_DIR": str(tmp_path), **env}))
        with app.app_context():
            yield url, server
            db.session.remove()
            db.engine.dispose()


def children(pid, words):
    """Return the processes below `pid` whose command line has these words."""
    found = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        command = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        if words in command:
            found.append(int(child))
    return found


def test_nothing_is_said_twice_or_lost_when_the_scheduler_is_killed(running):
    _, server = running
    network = rehearsal.network()
    channels = []
    for number in range(4):
        handle = f"voice{number}"
        channels.append(
            make_channel(
                handle=handle,
                credentials={"handle": handle, "key": front.make_account(network, handle)},
            )
        )
    case = make_case()
    make_appeal(case=case, channels=channels)
    faults.set_latency(network, 120)
    planned = [
        make_delivery(case, channels[number % 4], f"Post {number}", f"Post {number}, part two")
        for number in range(24)
    ]
    for kill in range(KILLS):
        time.sleep(0.4 + hashlib.sha256(str(kill).encode()).digest()[0] / 256)  # at odd moments
        for pid in children(server.pid, "scheduler"):
            os.kill(pid, signal.SIGKILL)
    states = wait_until_settled()
    assert states == {DeliveryState.SENT: len(planned)}
    accepted = [each for each in record.list_accepted(network) if each.kind == "publish"]
    assert record.list_twice(network) == []
    assert len(accepted) == 2 * len(planned)


def wait_until_settled(within_s=240):
    """Wait until nothing is under way; return how many deliveries are in which state."""
    until = time.monotonic() + within_s
    while True:
        db.session.rollback()
        db.session.expire_all()
        states = [each.state for each in db.session.query(Delivery)]
        if set(states) <= SETTLED or time.monotonic() > until:
            return {state: states.count(state) for state in set(states)}
        time.sleep(0.5)


def test_no_acknowledged_tip_is_lost_or_doubled_when_the_web_is_killed(running):
    url, server = running
    case = make_case()
    slug = make_appeal(case=case).slug
    acknowledged, over = [], threading.Event()

    def tell(number):
        """Send one tip after another; press again, as people do, until there is a receipt."""
        count = 0
        while not over.is_set():
            count += 1
            text = f"sender {number} saw thing {count}"
            key = first_answer(lambda: httpx.get(f"{url}/a/{slug}/tip", timeout=5))
            key = re.search(r'name="key"[^>]*value="([^"]+)"', key.text)[1]
            receipt = first_answer(
                lambda key=key, text=text: httpx.post(
                    f"{url}/a/{slug}/tip", data={"text": text, "key": key}, timeout=5
                )
            )
            assert "We have it" in receipt.text
            acknowledged.append(text)

    senders = [threading.Thread(target=tell, args=(number,)) for number in range(6)]
    for sender in senders:
        sender.start()
    for _ in range(WEB_KILLS):
        wait_for(acknowledged, len(acknowledged) + 10)
        for pid in children(server.pid, "granian"):
            workers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            for each in [*map(int, workers), pid]:
                os.kill(each, signal.SIGKILL)
    wait_for(acknowledged, len(acknowledged) + 10)
    over.set()
    for sender in senders:
        sender.join(60)
    db.session.rollback()
    kept = [tip.text for tip in db.session.query(Tip)]
    assert len(kept) == len(set(kept))
    assert set(acknowledged) <= set(kept)


def wait_for(acknowledged, count, within_s=60):
    """Wait until so many tips have been acknowledged."""
    until = time.monotonic() + within_s
    while len(acknowledged) < count:
        assert time.monotonic() < until, "The house takes no tips any more."
        time.sleep(0.05)


def first_answer(ask, within_s=60):
    """Ask until the house answers."""
    until = time.monotonic() + within_s
    while True:
        try:
            answer = ask()
        except httpx.TransportError:
            answer = None
        if answer is not None and answer.status_code == 200:
            return answer
        assert time.monotonic() < until, "The house does not come back."
        time.sleep(0.1)


def test_ctrl_c_ends_web_and_scheduler_cleanly(tmp_path):
    with house(tmp_path, "--empty") as (url, server):
        until = time.monotonic() + 20
        while len(below := children(server.pid, "")) < 2:
            assert time.monotonic() < until, "The scheduler did not start."
            time.sleep(0.05)
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 0
        with pytest.raises(httpx.TransportError):
            httpx.get(f"{url}/healthz", timeout=2)
        assert [pid for pid in below if Path(f"/proc/{pid}").exists()] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--data", "/proc/nowhere"], "cannot be written"),
        (["--port", "99999"], "taken or not allowed"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(tmp_path, arguments, words):
    command = [sys.executable, "script/serve.py", "--data", str(tmp_path), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode != 0
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_taken_port_is_said_in_one_sentence(tmp_path):
    with house(tmp_path / "one", "--empty") as (url, _):
        port = url.rpartition(":")[2]
        command = [
            sys.executable,
            "script/serve.py",
            "--data",
            str(tmp_path / "two"),
            "--port",
            port,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode != 0
    assert f"port {port}" in done.stderr


def test_a_database_of_a_newer_version_is_said_in_one_sentence(tmp_path):
    with house(tmp_path, "--empty"):
        pass
    config = load_config({"SEARCHLIGHT_DATA_DIR": str(tmp_path)})
    app = create_app(config)
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(db.text("UPDATE alembic_version SET version_num = '9999'"))
    command = [sys.executable, "script/serve.py", "--data", str(tmp_path), "--port", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode != 0
    assert "newer version (9999)" in done.stderr
    with app.app_context():
        db.engine.dispose()
