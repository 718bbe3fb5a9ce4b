"""Staff pages: posters of a case."""

from flask import Blueprint

bp = Blueprint("posters", __name__, url_prefix="/cases/<int:case_id>/posters")
