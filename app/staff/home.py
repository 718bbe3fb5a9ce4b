"""Staff pages: the first page after signing in."""

from flask import Blueprint

bp = Blueprint("home", __name__)
