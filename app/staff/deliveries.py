"""Staff pages: posts and what is known of each."""

from flask import Blueprint

bp = Blueprint("deliveries", __name__, url_prefix="/cases/<int:case_id>/posts")
