"""Show that the audit is whole: no line altered, none removed, none put in."""

from campaigns.audit import queries
from campaigns.audit.rules import LEDGER, content_of
from campaigns.kernel import chain as chains
from campaigns.kernel.chain import Link


def list_chains() -> list[int]:
    """Return every chain that has a head or an entry: one a case, and the house's own."""
    return sorted({*chains.heads(LEDGER), *queries.list_chains()})


def verify(chain: int) -> int | None:
    """Return the number of the first entry that was altered or is missing; None if all hold."""
    lines = (
        (Link(entry.seq, entry.prev_hash, entry.hash), content_of(entry))
        for entry in queries.stream(chain)
    )
    return chains.first_break(lines, chains.head(LEDGER, chain))
