"""Staff pages: closing a case."""

from flask import Blueprint

bp = Blueprint("closure", __name__, url_prefix="/cases/<int:case_id>/close")
