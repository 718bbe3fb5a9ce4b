"""Staff pages: who looked at or changed what."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.web.access import needs
from campaigns.audit import queries
from campaigns.kernel import settings
from campaigns.users import queries as users
from campaigns.users.rules import Permission

bp = Blueprint("audit", __name__, url_prefix="/audit")

PAGE = 50


@bp.get("")
@needs(Permission.SEE_AUDIT)
def index() -> ResponseReturnValue:
    """List what was done and looked at, newest first; by one person or in one case if asked."""
    before = request.args.get("before", type=int)
    person = request.args.get("person", type=int)
    chain = request.args.get("case", type=int)
    found = queries.page(chain, person, before, PAGE + 1)
    shown, older = found[:PAGE], found[PAGE:]
    narrowed: dict[str, Any] = {"person": person, "case": chain}
    return render_template(
        "staff/audit/index.html",
        section="audit",
        entries=shown,
        people=[*users.list_people(), *users.list_leavers()],
        person=person,
        chain=chain,
        older_url=url_for(".index", before=shown[-1].id, **narrowed) if older else "",
        newer_url=url_for(".index", **narrowed) if before else "",
        zone=settings.current().default_zone,
    )
