"""Staff pages: who works here; invitations and leavers."""

from flask import Blueprint

bp = Blueprint("people", __name__, url_prefix="/people")
