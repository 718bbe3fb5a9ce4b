"""What sending costs, before it is sent: by the platform's own prices, in US cents."""

import io
from collections.abc import Mapping
from typing import Any

from campaigns.platforms.base import Media, Platform, Post


def estimate(snapshot: Mapping[str, Any], platform: Platform) -> float | None:
    """Return what saying a whole thread is charged; None where a platform charges nothing."""
    if platform.cost_of is None:
        return None
    prices = {each.what: each.cents for each in platform.prices}
    charged = [what for part in snapshot["parts"] for what in platform.cost_of(_post(part))]
    return sum(prices.get(what, 0.0) for what in charged)


def _post(part: Mapping[str, Any]) -> Post:
    """Return a part as it is charged: nobody is charged by the bytes of a file."""
    media = tuple(
        Media(each["type"], each["alt"], 0, io.BytesIO, each["sha256"]) for each in part["media"]
    )
    return Post(part["text"], media, title=part.get("title", ""))
