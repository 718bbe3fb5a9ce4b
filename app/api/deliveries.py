"""API: deliveries, and what is known of each."""

from apiflask import APIBlueprint

from app.api.shapes import AttemptShape, DeliveryShape, DeliveryWhole, Paging, Reply, many
from app.web.access import needs
from campaigns.deliveries import queries
from campaigns.users.rules import Permission

bp = APIBlueprint(
    "deliveries", __name__, url_prefix="/cases/<int:case_id>/deliveries", tag="Deliveries"
)


@bp.get("")
@needs(Permission.SEE_CASE)
@bp.input(Paging, location="query", arg_name="paging")
@bp.output(many(DeliveryShape))
def index(case_id: int, paging: Paging) -> Reply:
    """List the deliveries of a case, newest first; go on with `before` = the last id."""
    return queries.page_posts(case_id, before_id=paging.before, limit=paging.limit)


@bp.get("/<int:delivery_id>")
@needs(Permission.SEE_CASE)
@bp.output(DeliveryWhole)
def show(case_id: int, delivery_id: int) -> Reply:
    """Show one delivery with everything that was tried."""
    delivery = queries.get_delivery(case_id, delivery_id)
    attempts = [AttemptShape.model_validate(each) for each in queries.list_attempts(delivery.id)]
    shape = DeliveryShape.model_validate(delivery)
    return DeliveryWhole(**shape.model_dump(), attempts=attempts)
