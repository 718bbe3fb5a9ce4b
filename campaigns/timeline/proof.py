"""Show that a case's line of time is whole: no line altered, none removed, none put in."""

from campaigns.kernel import chain
from campaigns.kernel.chain import Link
from campaigns.timeline import queries
from campaigns.timeline.rules import LEDGER, content_of


def list_chains() -> list[int]:
    """Return every case whose chain has a head."""
    return chain.heads(LEDGER)


def verify(case_id: int) -> int | None:
    """Return the number of the first entry that was altered or is missing; None if all hold."""
    lines = (
        (Link(entry.seq, entry.prev_hash, entry.hash), content_of(entry))
        for entry in queries.stream(case_id)
    )
    return chain.first_break(lines, chain.head(LEDGER, case_id))
