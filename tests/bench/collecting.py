"""300 accounts heard once at 300 ms of platform latency, in one process on SQLite."""

import tempfile
import time
from pathlib import Path

from app.factory import create_app
from campaigns.channels.model import ChannelCursor
from campaigns.jobs import collect_tips
from campaigns.kernel.db import Model, db
from campaigns.platforms import rehearsal
from campaigns.platforms.network import crowd, faults
from campaigns.tips.model import Tip
from config import load_config
from tests.bench.table import Row
from tests.conftest import test_env
from tests.factories.appeals import make_appeal
from tests.factories.channels import make_channel
from tests.factories.users import make_user

ACCOUNTS, LATENCY_MS = 300, 300
CALLS = 3  # an account has two streams; the one with something new is asked once more


def rows() -> list[Row]:
    """Hear them all and compare with what only waiting for the platform would have taken."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load_config(test_env(Path(folder))))
        with app.app_context():
            Model.metadata.create_all(db.engine)
            _say()
            faults.set_latency(rehearsal.network(), LATENCY_MS)
            began = time.perf_counter()
            collect_tips.run()
            took = time.perf_counter() - began
            _check()
            db.session.remove()
            db.engine.dispose()
    waiting = ACCOUNTS * CALLS * LATENCY_MS / 1_000 / collect_tips.WORKERS
    words = f"waiting alone, {collect_tips.WORKERS} at a time"
    return [Row("300 accounts heard at 300 ms", took, "s", "≤ 30", waiting, words)]


def _say() -> None:
    """Make the accounts of one appeal, and let someone write to each."""
    owner, deputy = make_user(), make_user()
    handles = [f"account{number}" for number in range(ACCOUNTS)]
    make_appeal(channels=[make_channel(handle=h, owner=owner, deputy=deputy) for h in handles])
    for handle in handles:
        crowd.write_to(rehearsal.network(), handle, "Sam", "At the metro, this morning")


def _check() -> None:
    """Refuse to call it a result unless every account was heard, and every word came in once."""
    tips = db.session.query(Tip).count()
    streams = db.session.query(ChannelCursor).filter(ChannelCursor.caught_up_at.isnot(None)).count()
    if (tips, streams) != (ACCOUNTS, 2 * ACCOUNTS):
        raise AssertionError(f"{tips} tips of {ACCOUNTS}, {streams} streams of {2 * ACCOUNTS}.")
