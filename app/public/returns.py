"""Public pages: coming back with a codename."""

from flask import Blueprint

bp = Blueprint("returns", __name__)
