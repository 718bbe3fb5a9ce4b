"""Tends the kept files: sweeps what no row names, makes missing pictures anew, misses originals.

Bytes are kept before their row, and a row may fail; nobody names those bytes then. They are swept
when they have lain for longer than any upload takes and no row of any table names them. Whoever
keeps the same bytes again meanwhile renews them first, so that nobody sweeps them meanwhile.
"""

from datetime import timedelta

import structlog

from campaigns.jobs import alarms
from campaigns.jobs.naming_queries import named
from campaigns.kernel import clock
from campaigns.kernel.db import let_go
from campaigns.media import mending, queries, storage
from campaigns.media.arriving import clear_left_over
from campaigns.media.storage import BLOCKS

GRACE = timedelta(hours=26)  # times are kept to the hour
MISSING = "files.missing"

log = structlog.get_logger()


def run() -> None:
    """Look once at everything that lies there."""
    place = storage.shelf()
    before = clock.now() - GRACE
    broken_off = clear_left_over(before) + place.clear_broken_off(before)
    used = queries.keys_in_use()  # first: what a row names by now lies there already
    lying = {each.name: each.put_at for each in place.lying()}
    suspects = {_key_of(name) for name, put_at in lying.items() if put_at < before} - used
    orphans = suspects - named(suspects)
    let_go()
    swept = sum(place.remove(name, before) for name in lying if _key_of(name) in orphans)
    if swept or broken_off:
        log.info("files swept", swept=swept, broken_off=broken_off)
    _make_good(used - set(lying))


def _key_of(name: str) -> str:
    return name.removesuffix(BLOCKS)


def _make_good(missing: set[str]) -> None:
    """Make missing pictures anew; say so where an original is gone."""
    gone = mending.mend_all(missing) if missing else []
    if gone:
        named_ones = ", ".join(str(each) for each in gone[:10])
        alarms.sound(MISSING, f"{len(gone)} kept files are missing or damaged: {named_ones}")
    else:
        alarms.rest(MISSING)
