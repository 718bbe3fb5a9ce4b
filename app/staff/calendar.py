"""Staff pages: what will go out when."""

from flask import Blueprint

bp = Blueprint("calendar", __name__, url_prefix="/cases/<int:case_id>/calendar")
