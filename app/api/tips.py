"""API: tips and their triage."""

from apiflask import APIBlueprint

from app.api.shapes import (
    Paging,
    PriorityIn,
    Reply,
    StateIn,
    TipIn,
    TipReceipt,
    TipShape,
    WordsIn,
    many,
)
from app.web.access import current_user, needs
from campaigns.tips import actions, queries, triage
from campaigns.tips.listing import Chosen, Place
from campaigns.tips.receive import NewTip
from campaigns.users.rules import Permission

bp = APIBlueprint("tips", __name__, url_prefix="/cases/<int:case_id>/tips", tag="Tips")


@bp.get("")
@needs(Permission.READ_TIPS)
@bp.input(Paging, location="query", arg_name="paging")
@bp.output(many(TipShape))
def index(case_id: int, paging: Paging) -> Reply:
    """List the tips of a case, newest first; go on with `before` = the last id."""
    after = Place(0, paging.before) if paging.before is not None else None
    return queries.page_tips(case_id, Chosen(), after=after, limit=paging.limit).tips


@bp.post("")
@needs(Permission.ENTER_TIP)
@bp.input(TipIn, arg_name="given")
@bp.output(TipReceipt, status_code=201)
def create(case_id: int, given: TipIn) -> Reply:
    """Enter a tip for its sender; the same `idempotency_key` is the same tip."""
    new = NewTip(case_id=case_id, **given.model_dump(), entered_by=current_user().actor)
    received = actions.receive(new)
    return TipReceipt(
        tip=TipShape.model_validate(received.tip),
        codename=received.codename,
        already=received.already,
    )


@bp.get("/<int:tip_id>")
@needs(Permission.READ_TIPS)
@bp.output(TipShape)
def show(case_id: int, tip_id: int) -> Reply:
    """Show one tip; whoever opens it first is written down."""
    return triage.open_tip(case_id, tip_id, by=current_user())


@bp.post("/<int:tip_id>/claim")
@needs(Permission.TRIAGE_TIPS)
@bp.output(TipShape)
def claim(case_id: int, tip_id: int) -> Reply:
    """Take a tip; who has it already is named in the refusal."""
    triage.claim(case_id, tip_id, by=current_user())
    return queries.get_tip(case_id, tip_id)


@bp.post("/<int:tip_id>/state")
@needs(Permission.TRIAGE_TIPS)
@bp.input(StateIn, arg_name="given")
@bp.output(TipShape)
def set_state(case_id: int, tip_id: int, given: StateIn) -> Reply:
    """Say where a tip stands."""
    triage.set_state(case_id, tip_id, given.state, by=current_user())
    return queries.get_tip(case_id, tip_id)


@bp.post("/<int:tip_id>/priority")
@needs(Permission.TRIAGE_TIPS)
@bp.input(PriorityIn, arg_name="given")
@bp.output(TipShape)
def set_priority(case_id: int, tip_id: int, given: PriorityIn) -> Reply:
    """Say how soon a tip should be dealt with."""
    triage.set_priority(case_id, tip_id, given.priority, by=current_user())
    return queries.get_tip(case_id, tip_id)


@bp.post("/<int:tip_id>/notes")
@needs(Permission.TRIAGE_TIPS)
@bp.input(WordsIn, arg_name="given")
@bp.output(TipShape, status_code=201)
def add_note(case_id: int, tip_id: int, given: WordsIn) -> Reply:
    """Add a note that only staff read."""
    triage.add_note(case_id, tip_id, given.text, by=current_user())
    return queries.get_tip(case_id, tip_id)


@bp.post("/<int:tip_id>/answers")
@needs(Permission.TRIAGE_TIPS)
@bp.input(WordsIn, arg_name="given")
@bp.output(TipShape, status_code=201)
def answer(case_id: int, tip_id: int, given: WordsIn) -> Reply:
    """Answer the sender, where there is a way back to them."""
    actions.answer_sender(case_id, tip_id, given.text, by=current_user())
    return queries.get_tip(case_id, tip_id)
