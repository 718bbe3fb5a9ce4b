"""Staff pages: a case's timeline and its export."""

from flask import Blueprint

bp = Blueprint("timeline", __name__, url_prefix="/cases/<int:case_id>/timeline")
