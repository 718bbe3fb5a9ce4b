"""What people text to our number, read from Twilio's list of messages.

The list comes newest first. The cursor is the moment of the newest text; each hearing begins ten
minutes before it, since a text can take that long to be listed.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from twilio.rest import Client

from campaigns.kernel import clock
from campaigns.kernel.errors import PlatformError
from campaigns.platforms import fetching
from campaigns.platforms.base import Batch, Incoming, IncomingMedia, Told
from campaigns.platforms.sms import HOST

OVERLAP = timedelta(minutes=10)
MOST = 1_000
KEPT = ("sid", "from_", "to", "body", "num_media", "direction", "status")


def listed(client: Client, number: str, begin: datetime | None) -> list[Any]:
    """Return the messages to our number since a moment, newest first."""
    since = {} if begin is None else {"date_sent_after": begin - OVERLAP}
    return list(client.messages.list(to=number, limit=MOST, **since))


def heard(rows: list[Any], since: str | None, files_of: Callable[[str], list[Any]]) -> Batch:
    """Return them as the house knows them, oldest first."""
    told = [row for row in rows if str(row.direction) == "inbound"]
    items = tuple(_incoming(row, files_of) for row in reversed(told))
    moments = [row.date_sent for row in rows if row.date_sent is not None]
    newest = max(moments).isoformat() if moments else since
    missed = f"More than {MOST:,} texts came at once; older ones were left." * (len(rows) == MOST)
    return Batch(items, newest, missed)


def _incoming(row: Any, files_of: Callable[[str], list[Any]]) -> Incoming:
    raw = json.dumps({name: str(getattr(row, name, "")) for name in KEPT}).encode()
    return Incoming(
        ref=str(row.sid),
        author=str(row.from_),
        text=row.body or "",
        at=row.date_sent or clock.now(),
        private=True,
        media=tuple(_files(row, files_of)),
        raw=raw,
        told=Told.MESSAGE,
        author_ref=str(row.from_),
    )


def _files(row: Any, files_of: Callable[[str], list[Any]]) -> list[IncomingMedia]:
    if not int(row.num_media or 0):
        return []
    try:
        return files_of(str(row.sid))
    except PlatformError as error:
        words = f"{row.num_media} pictures could not be fetched: {error.message}"
        return [IncomingMedia("pictures", b"", trouble=words)]


def fetched(account: str, message: str, media: str, key: str) -> IncomingMedia:
    """Fetch one picture; our key goes to Twilio only, not to where it sends us on to."""
    path = f"2010-04-01/Accounts/{account}/Messages/{message}/Media/{media}"
    got = fetching.fetch(f"https://{HOST}/{path}", headers={"Authorization": key})
    return IncomingMedia(f"{media}", got.content, trouble=got.trouble)
