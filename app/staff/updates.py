"""Staff pages: updates, from draft to approval."""

from flask import Blueprint

bp = Blueprint("updates", __name__, url_prefix="/cases/<int:case_id>/updates")
