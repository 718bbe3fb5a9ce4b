"""Sets the public pages side by side."""

from flask import Blueprint, Flask

from app.public import about, appeals, feeds, returns, tips

bp = Blueprint("public", __name__)
PAGES = (about, appeals, feeds, returns, tips)
for _page in PAGES:
    bp.register_blueprint(_page.bp)


def init_app(app: Flask) -> None:
    """Hang every page family."""
    app.register_blueprint(bp)
