"""Sets the staff pages side by side under /staff."""

from flask import Blueprint, Flask

from app.staff import (
    account,
    audit,
    calendar,
    cases,
    channels,
    closure,
    deliveries,
    family,
    home,
    launch,
    media,
    notices,
    people,
    posters,
    signin,
    switches,
    timeline,
    tips,
    updates,
)

bp = Blueprint("staff", __name__, url_prefix="/staff")
PAGES = (
    account,
    audit,
    calendar,
    cases,
    channels,
    closure,
    deliveries,
    family,
    home,
    launch,
    media,
    notices,
    people,
    posters,
    signin,
    switches,
    timeline,
    tips,
    updates,
)
for _page in PAGES:
    bp.register_blueprint(_page.bp)


def init_app(app: Flask) -> None:
    """Hang every page family."""
    app.register_blueprint(bp)
