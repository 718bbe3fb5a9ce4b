"""Staff pages: who looked at or changed what."""

from flask import Blueprint

bp = Blueprint("audit", __name__, url_prefix="/audit")
