"""API: cases and their appeals."""

from apiflask import APIBlueprint

from app.api.shapes import AppealShape, CaseIn, CaseShape, Reply, many
from app.web.access import current_user, needs
from campaigns.appeals import actions as appeals
from campaigns.appeals.queries import get_appeal
from campaigns.cases import actions, queries
from campaigns.users.rules import Permission

bp = APIBlueprint("cases", __name__, url_prefix="/cases", tag="Cases")


@bp.get("")
@needs(Permission.SEE_CASE)
@bp.output(many(CaseShape))
def index() -> Reply:
    """List the cases that you work on."""
    return list(queries.list_cases_of(current_user()))


@bp.post("")
@needs(Permission.OPEN_CASE)
@bp.input(CaseIn, arg_name="given")
@bp.output(CaseShape, status_code=201)
def create(given: CaseIn) -> Reply:
    """Open a case and begin its appeal."""
    actor = current_user().actor
    case = actions.open_case(**given.model_dump(), actor=actor)
    appeals.start_appeal(case.id, actor=actor)
    return case


@bp.get("/<int:case_id>")
@needs(Permission.SEE_CASE)
@bp.output(CaseShape)
def show(case_id: int) -> Reply:
    """Show one case."""
    return queries.get_case(case_id)


@bp.get("/<int:case_id>/appeal")
@needs(Permission.SEE_CASE)
@bp.output(AppealShape)
def appeal(case_id: int) -> Reply:
    """Show the appeal of a case."""
    return get_appeal(case_id)


@bp.post("/<int:case_id>/appeal/launch")
@needs(Permission.EDIT_CASE)
@bp.output(AppealShape)
def launch(case_id: int) -> Reply:
    """Launch the appeal; what is still missing is said in the refusal."""
    return appeals.launch_appeal(case_id, by=current_user())


@bp.post("/<int:case_id>/appeal/pause")
@needs(Permission.STOP_SENDING)
@bp.output(AppealShape)
def pause(case_id: int) -> Reply:
    """Pause the appeal: nothing goes out, tips are still taken."""
    return appeals.pause_appeal(case_id, actor=current_user().actor)


@bp.post("/<int:case_id>/appeal/resume")
@needs(Permission.STOP_SENDING)
@bp.output(AppealShape)
def resume(case_id: int) -> Reply:
    """Take a paused appeal up again."""
    return appeals.resume_appeal(case_id, actor=current_user().actor)
