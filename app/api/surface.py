"""Sets the API side by side under /api/v1."""

from flask import Blueprint, Flask

from app.api import cases

bp = Blueprint("api", __name__, url_prefix="/api/v1")
PAGES = (cases,)
for _page in PAGES:
    bp.register_blueprint(_page.bp)


def init_app(app: Flask) -> None:
    """Hang every page family."""
    app.register_blueprint(bp)
