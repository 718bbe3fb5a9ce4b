"""Staff pages: the family, for their liaison."""

from flask import Blueprint

bp = Blueprint("family", __name__, url_prefix="/cases/<int:case_id>/family")
