"""The floor for a page: the least that Flask can answer on the same server."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def index():
    """Answer two words."""
    return "hello there"
