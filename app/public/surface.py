"""Sets the public pages side by side."""

from flask import Blueprint, Flask

from app.public import about, appeals, feeds, following, media, returns, tips
from app.web import cache

bp = Blueprint("public", __name__)
PAGES = (about, appeals, feeds, following, media, returns, tips)
for _page in PAGES:
    bp.register_blueprint(_page.bp)


def init_app(app: Flask) -> None:
    """Hang every page family, with the kept pages before them."""
    app.register_blueprint(bp)
    cache.init_app(app)
