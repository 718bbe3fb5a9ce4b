"""Sets the rehearsal network's pages under /rehearsal."""

from flask import Blueprint, Flask

from app.rehearsal import wall

bp = Blueprint("rehearsal", __name__, url_prefix="/rehearsal")
PAGES = (wall,)
for _page in PAGES:
    bp.register_blueprint(_page.bp)


def init_app(app: Flask) -> None:
    """Hang every page family."""
    app.register_blueprint(bp)
