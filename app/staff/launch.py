"""Staff pages: the one form that makes a case into an appeal."""

from flask import Blueprint

bp = Blueprint("launch", __name__, url_prefix="/cases/<int:case_id>/launch")
