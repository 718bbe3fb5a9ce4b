"""Public pages: live appeals, an appeal, is this official?"""

from flask import Blueprint

bp = Blueprint("appeals", __name__)
