"""Where a platform that fetches for itself may have what a post carries, while it is on its way.

The address is made of the hash of the very bytes that were approved: who has not seen them cannot
guess it. It opens when sending has begun and closes when the post is out, held or called back.
"""

import re

from campaigns.deliveries import said_queries
from campaigns.deliveries.keeping_back import why_kept_back
from campaigns.kernel import settings

_KEY = re.compile(r"[0-9a-f]{64}")


def address_of(key: str) -> str:
    """Return where a file may be fetched; nothing where we have no public https address."""
    base = settings.current().public_url
    return f"{base}/m/going/{key}" if base.startswith("https://") else ""


def find_type(key: str) -> str | None:
    """Return the content type of a file that may be fetched now, or None."""
    if not _KEY.fullmatch(key):
        return None
    for delivery in said_queries.list_on_their_way(key):
        carried = [each for part in delivery.snapshot["parts"] for each in part["media"]]
        stills = [each["thumbnail"] for each in carried if each.get("thumbnail")]
        found = [each for each in (*carried, *stills) if each.get("sha256") == key]
        if found and not why_kept_back(delivery):
            return str(found[0]["type"])
    return None
