"""Ends clearances whose time or consent is over, warns ahead, and keeps back posts accordingly."""

from campaigns.deliveries import keeping_back, said_queries
from campaigns.kernel.db import let_go
from campaigns.media import clearing


def run() -> None:
    """Look at what ends, then at every case in which a post waits."""
    clearing.end_over()
    clearing.warn_of_ends()
    waiting = said_queries.list_cases_with_planned()
    let_go()
    for case_id in waiting:
        keeping_back.look_again(case_id)
