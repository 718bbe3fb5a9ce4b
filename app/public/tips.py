"""Public pages: telling us something."""

from flask import Blueprint

bp = Blueprint("tips", __name__)
