"""1,500 deliveries at 300 ms of platform latency, in one process on SQLite."""

import tempfile
import time
from pathlib import Path

from app.factory import create_app
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.jobs import send_deliveries
from campaigns.kernel.db import Model, atomic, db
from campaigns.platforms import rehearsal
from campaigns.platforms.network import faults, record
from config import load_config
from tests.bench.table import Row
from tests.conftest import test_env
from tests.factories.deliveries import make_delivery, make_speaking_case

COUNT, ACCOUNTS, SENDERS, LATENCY_MS = 1_500, 10, 32, 300


def rows() -> list[Row]:
    """Send them all and compare with what only waiting for the platform would have taken."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load_config(test_env(Path(folder))))
        with app.app_context():
            Model.metadata.create_all(db.engine)
            _plan()
            faults.set_latency(rehearsal.network(), LATENCY_MS)
            began = time.perf_counter()
            send_deliveries.run(SENDERS)
            took = time.perf_counter() - began
            _check()
            db.session.remove()
            db.engine.dispose()
    waiting = COUNT * LATENCY_MS / 1_000 / SENDERS
    return [
        Row(
            "1,500 deliveries at 300 ms",
            took,
            "s",
            "≤ 25",
            waiting,
            f"waiting alone, {SENDERS} at a time",
        )
    ]


@atomic
def _plan() -> None:
    case, channels = make_speaking_case(*(f"account{n}" for n in range(ACCOUNTS)))
    for n in range(COUNT):
        make_delivery(case, channels[n % ACCOUNTS], f"Post {n}")


def _check() -> None:
    """Refuse to call it a result unless every one is out, once."""
    sent = db.session.query(Delivery).filter_by(state=DeliveryState.SENT).count()
    taken = record.count(rehearsal.network())["publish"]
    if (sent, taken) != (COUNT, COUNT) or record.list_twice(rehearsal.network()):
        raise AssertionError(f"{sent} sent, {taken} taken, of {COUNT}.")
