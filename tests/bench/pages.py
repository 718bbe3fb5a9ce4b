"""Cold start, memory, the appeal's page under load, and a long timeline."""

import re
import shutil
import statistics
import tempfile
import time
import urllib.request
from pathlib import Path

from sqlalchemy import insert

from app.factory import create_app
from campaigns.kernel import chain, clock
from campaigns.kernel.db import Model, atomic, db
from campaigns.timeline.model import EntryKind, TimelineEntry
from config import load_config
from tests.bench.running import house, memory_mb, plain, requests_per_second
from tests.bench.table import Row
from tests.browsing import sign_in
from tests.conftest import test_env
from tests.factories.cases import make_case
from tests.factories.users import make_user

ENTRIES, LOOKS = 100_000, 30


def rows() -> list[Row]:
    """Measure a house with the demonstration in it, and a case with a long story."""
    data = Path(tempfile.mkdtemp())
    try:
        with house(data):
            pass  # the first start makes keys, tables and the demonstration
        return [*_of_house(data), _of_timeline()]
    finally:
        shutil.rmtree(data)


def _of_house(data: Path) -> list[Row]:
    began = time.monotonic()
    with house(data) as (url, server):
        with urllib.request.urlopen(f"{url}/", timeout=10) as answer:
            front = answer.read().decode()
        cold_s = time.monotonic() - began
        slug = re.search(r"/a/[a-z0-9-]+", front)[0]
        page_rps = requests_per_second(url + slug)
        time.sleep(3)
        memory = memory_mb(server)
    with plain("tests.bench.trivial:app") as trivial:
        trivial_rps = requests_per_second(trivial)
    return [
        Row("second start to first page", cold_s, "s", "<= 2 (<= 3 with migration check)"),
        Row("memory, web + scheduler (PSS)", memory, "MB", "<= 300"),
        Row("appeal page", page_rps, "requests/s", ">= 3,000", trivial_rps, "trivial route"),
    ]


def _of_timeline() -> Row:
    """Return the median time of the timeline page at its top, middle and filtered."""
    folder = Path(tempfile.mkdtemp())
    app = create_app(load_config(test_env(folder)))
    with app.app_context():
        Model.metadata.create_all(db.engine)
        user = make_user()
        case_id = make_case(lead=user).id
        _fill(case_id)
        sign_in(client := app.test_client(), user)
    times, floor = [], []
    middle = f"/staff/cases/{case_id}/timeline?before={ENTRIES // 2}"
    filtered = f"/staff/cases/{case_id}/timeline?kind=decision"
    for _ in range(LOOKS):
        looked_at = (f"/staff/cases/{case_id}/timeline", middle, filtered)
        times.extend(_ms(client, address) for address in looked_at)
        floor.append(_ms(client, "/staff/account"))
    with app.app_context():
        db.engine.dispose()
    shutil.rmtree(folder)
    return Row(
        f"timeline page at {ENTRIES:,} entries",
        statistics.median(times),
        "ms",
        "<= 60",
        statistics.median(floor),
        "one's own account page",
    )


def _ms(client, address: str) -> float:
    began = time.perf_counter()
    answer = client.get(address)
    took = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}.")
    return took


@atomic
def _fill(case_id: int) -> None:
    kinds = list(EntryKind)
    at = clock.now()
    lines = [
        {
            "case_id": case_id,
            "seq": seq,
            "at": at,
            "kind": kinds[seq % len(kinds)],
            "actor_id": seq % 40 + 1,
            "actor": f"Person {seq % 40}",
            "summary": f"Something happened, number {seq}",
            "detail": {},
            "prev_hash": chain.START,
            "hash": chain.START,
        }
        for seq in range(10, ENTRIES)
    ]
    db.session.execute(insert(TimelineEntry), lines)
