"""Rehearsal: the wall where the exercise's public reads and answers."""

from flask import Blueprint

bp = Blueprint("wall", __name__)
