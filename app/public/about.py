"""Public pages: health, and what we do with what you tell us."""

from flask import Blueprint

bp = Blueprint("about", __name__)
