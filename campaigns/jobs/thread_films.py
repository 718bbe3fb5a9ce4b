"""Threads the link of each film that is up beneath what was said of it elsewhere."""

from campaigns.deliveries import film_links, queries
from campaigns.kernel import clock
from campaigns.kernel.db import let_go


def run() -> None:
    """Look at every link that waits for its film."""
    waiting = queries.list_unlinked(clock.now())
    let_go()
    for delivery_id in waiting:
        film_links.follow(delivery_id)
        let_go()
