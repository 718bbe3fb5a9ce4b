"""Staff pages: pause and kill switches."""

from flask import Blueprint

bp = Blueprint("switches", __name__, url_prefix="/switches")
