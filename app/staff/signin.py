"""Staff pages: signing in and out, enrolment, invitations."""

from flask import Blueprint

bp = Blueprint("signin", __name__)
