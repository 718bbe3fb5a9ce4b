"""Staff pages: one's own account: password, second factor, API keys."""

from flask import Blueprint

bp = Blueprint("account", __name__, url_prefix="/account")
