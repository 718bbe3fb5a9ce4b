"""API: updates, from draft to approval."""

from apiflask import APIBlueprint

from app.api.shapes import ApprovalIn, ReasonIn, Reply, UpdateIn, UpdateShape, many
from app.web.access import current_user, needs
from campaigns.updates import actions, queries
from campaigns.users.rules import Permission

bp = APIBlueprint("updates", __name__, url_prefix="/cases/<int:case_id>/updates", tag="Updates")


@bp.get("")
@needs(Permission.SEE_CASE)
@bp.output(many(UpdateShape))
def index(case_id: int) -> Reply:
    """List the updates of a case, newest first."""
    return list(queries.list_updates(case_id))


@bp.post("")
@needs(Permission.WRITE_UPDATE)
@bp.input(UpdateIn, arg_name="given")
@bp.output(UpdateShape, status_code=201)
def create(case_id: int, given: UpdateIn) -> Reply:
    """Write a draft."""
    return actions.write_update(case_id, **given.model_dump(), by=current_user())


@bp.get("/<int:update_id>")
@needs(Permission.SEE_CASE)
@bp.output(UpdateShape)
def show(case_id: int, update_id: int) -> Reply:
    """Show one update."""
    return queries.get_update(case_id, update_id)


@bp.post("/<int:update_id>/submit")
@needs(Permission.WRITE_UPDATE)
@bp.output(UpdateShape)
def submit(case_id: int, update_id: int) -> Reply:
    """Freeze the words as each channel will carry them, and ask for approval."""
    return actions.submit_update(case_id, update_id, by=current_user())


@bp.post("/<int:update_id>/approve")
@needs(Permission.APPROVE_UPDATE)
@bp.input(ApprovalIn, arg_name="given")
@bp.output(UpdateShape)
def approve(case_id: int, update_id: int, given: ApprovalIn) -> Reply:
    """Approve exactly what was seen, as someone other than its author."""
    return actions.approve_update(case_id, update_id, given.content_hash, by=current_user())


@bp.post("/<int:update_id>/send-back")
@needs(Permission.APPROVE_UPDATE)
@bp.input(ReasonIn, arg_name="given")
@bp.output(UpdateShape)
def send_back(case_id: int, update_id: int, given: ReasonIn) -> Reply:
    """Send an update back to its author, with the reason."""
    return actions.send_back(case_id, update_id, given.reason, by=current_user())


@bp.post("/<int:update_id>/withdraw")
@needs(Permission.WRITE_UPDATE)
@bp.output(UpdateShape)
def withdraw(case_id: int, update_id: int) -> Reply:
    """Withdraw an update; what has not gone out will not."""
    return actions.withdraw_update(case_id, update_id, by=current_user())
