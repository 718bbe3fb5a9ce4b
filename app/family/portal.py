"""Family pages: where things stand, messages, before you post."""

from flask import Blueprint

bp = Blueprint("portal", __name__)
