"""Sets the family pages side by side under /family."""

from flask import Blueprint, Flask

from app.family import portal

bp = Blueprint("family", __name__, url_prefix="/family")
PAGES = (portal,)
for _page in PAGES:
    bp.register_blueprint(_page.bp)


def init_app(app: Flask) -> None:
    """Hang every page family."""
    app.register_blueprint(bp)
