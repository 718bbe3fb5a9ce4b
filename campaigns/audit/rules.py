"""What of an audit entry is sealed by its hash."""

from datetime import UTC
from typing import Any

from campaigns.audit.model import AuditEntry

LEDGER = "audit"


def content_of(entry: AuditEntry) -> dict[str, Any]:
    """Return what the hash of an entry covers, as JSON values."""
    return {
        "chain": entry.chain,
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor_id": entry.actor_id,
        "actor": entry.actor,
        "verb": entry.verb,
        "about_type": entry.about_type,
        "about_id": entry.about_id,
        "detail": entry.detail,
    }
