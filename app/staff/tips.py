"""Staff pages: the triage list and a tip."""

from flask import Blueprint

bp = Blueprint("tips", __name__, url_prefix="/cases/<int:case_id>/tips")
