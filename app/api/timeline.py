"""API: the timeline of a case."""

from apiflask import APIBlueprint

from app.api.shapes import EntryShape, Paging, Reply, many
from app.web.access import needs
from campaigns.timeline import queries
from campaigns.users.rules import Permission

bp = APIBlueprint("timeline", __name__, url_prefix="/cases/<int:case_id>/timeline", tag="Timeline")


@bp.get("")
@needs(Permission.SEE_CASE)
@bp.input(Paging, location="query", arg_name="paging")
@bp.output(many(EntryShape))
def index(case_id: int, paging: Paging) -> Reply:
    """List what happened, newest first; go on with `before` = the last seq."""
    return queries.page(case_id, before_seq=paging.before, limit=paging.limit)
