"""Staff pages: accounts on platforms."""

from flask import Blueprint

bp = Blueprint("channels", __name__, url_prefix="/channels")
