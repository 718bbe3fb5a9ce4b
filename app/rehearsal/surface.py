"""Sets the rehearsal network's pages under /rehearsal, and the trainer's panel among staff pages.

The wall has no cookie, so its forms can borrow nobody's name. The panel is for people who are
signed in, and who someone is is known under /staff only.
"""

from flask import Blueprint, Flask

from app.rehearsal import trainer, wall

bp = Blueprint("rehearsal", __name__, url_prefix="/rehearsal")
PAGES = (wall,)
for _page in PAGES:
    bp.register_blueprint(_page.bp)


def init_app(app: Flask) -> None:
    """Hang every page family."""
    app.register_blueprint(bp)
    app.register_blueprint(trainer.bp)
