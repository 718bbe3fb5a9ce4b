"""Change the rules of publicity. One verb, one transaction; what stood before stays readable."""

from campaigns.audit import actions as audit
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.kernel.text import clean
from campaigns.policy import queries
from campaigns.policy.model import RulesVersion
from campaigns.policy.reading import read
from campaigns.users.model import User
from campaigns.users.rules import Permission, check_can


@atomic
def write_rules(text: str, why: str, *, seen: int, by: User) -> RulesVersion:
    """Put another table in force; one that cannot be read is refused with the row named.

    `seen` is the version that its writer looked at: who comes second is told, and wins nothing.
    """
    check_can(by, Permission.CHANGE_RULES)
    version = queries.current_version() + 1
    if seen != version - 1:
        raise WrongState("Someone else changed the rules a moment ago. Look at them again.")
    text = text.replace("\r\n", "\n").strip() + "\n"
    read(text, version)
    if text == queries.text_of(version - 1):
        raise Invalid("Nothing is different.", {"text": "These are the rules as they stand."})
    if not clean(why):
        raise Invalid("Say why.", {"why": "Say why, and who agreed: others will read it."})
    written = RulesVersion(
        version=version, text=text, why=clean(why), written_by_id=by.id, written_at=clock.now()
    )
    db.session.add(written)
    db.session.flush()
    detail = {"version": version, "why": written.why}
    audit.record(
        "rules of publicity changed", actor=by.actor, about=("rules", version), detail=detail
    )
    return written
