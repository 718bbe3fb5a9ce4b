"""API: cases and appeals."""

from flask import Blueprint

bp = Blueprint("cases", __name__)
