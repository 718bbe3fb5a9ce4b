"""Our own registration at a platform (client id and secret): asked for once, kept sealed."""

from collections.abc import Mapping

from campaigns.audit import actions as audit
from campaigns.channels import queries, rules
from campaigns.channels.model import AppRegistration
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid
from campaigns.platforms import registry
from campaigns.platforms.base import Platform
from campaigns.users.model import User
from campaigns.users.rules import Permission, check_can


def read(platform: Platform) -> dict[str, str]:
    """Return what we are registered with; empty where nobody has said so yet."""
    return queries.read_registration(platform.name) if platform.app_fields else {}


def need(platform: Platform) -> dict[str, str]:
    """Return what we are registered with, or say that this comes first."""
    found = read(platform)
    if not found:
        raise Invalid(
            f"{platform.label} does not know us yet: an administrator first enters the registration"
            f" of this house at {platform.label}."
        )
    return found


@atomic
def register(platform_name: str, given: Mapping[str, str], *, by: User) -> AppRegistration:
    """Keep our registration; a secret that is left empty stays as it is."""
    check_can(by, Permission.MANAGE_REGISTRATIONS)
    platform = registry.platform(platform_name)
    row = db.session.get(AppRegistration, platform.name)
    known = row.credentials if row else {}
    kept = {
        field.name: given.get(field.name, "").strip()
        or (known.get(field.name, "") if field.secret else "")
        for field in platform.app_fields
    }
    rules.check_credentials(platform.app_fields, kept)
    if row is None:
        row = AppRegistration(
            platform=platform.name, credentials=kept, set_by_id=by.id, set_at=clock.now()
        )
        db.session.add(row)
    else:
        row.credentials, row.set_by_id, row.set_at = kept, by.id, clock.now()
    db.session.flush()
    audit.record("app_registered", actor=by.actor, detail={"platform": platform.name})
    return row


@atomic
def forget(platform_name: str, *, by: User) -> None:
    """Forget our registration; accounts that need it to renew their keys will say so."""
    check_can(by, Permission.MANAGE_REGISTRATIONS)
    row = db.session.get(AppRegistration, platform_name)
    if row is not None:
        db.session.delete(row)
        audit.record("app_unregistered", actor=by.actor, detail={"platform": platform_name})
