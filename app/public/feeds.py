"""Public feeds: Atom, RSS, JSON."""

from flask import Blueprint

bp = Blueprint("feeds", __name__)
