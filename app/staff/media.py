"""Staff pages: a case's photos and files."""

from flask import Blueprint

bp = Blueprint("media", __name__, url_prefix="/cases/<int:case_id>/media")
