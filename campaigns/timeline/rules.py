"""What of a timeline entry is sealed by its hash."""

from datetime import UTC
from typing import Any

from campaigns.timeline.model import TimelineEntry

LEDGER = "timeline"


def content_of(entry: TimelineEntry) -> dict[str, Any]:
    """Return what the hash of an entry covers, as JSON values."""
    return {
        "case_id": entry.case_id,
        "at": entry.at.astimezone(UTC).isoformat(),
        "kind": entry.kind.value,
        "actor_id": entry.actor_id,
        "actor": entry.actor,
        "summary": entry.summary,
        "about_type": entry.about_type,
        "about_id": entry.about_id,
        "detail": entry.detail,
    }
