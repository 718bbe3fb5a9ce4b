"""Sets the staff pages side by side under /staff."""

from flask import Blueprint, Flask
from flask_wtf.csrf import CSRFError

from app.staff import (
    account,
    account_plans,
    audit,
    brand,
    calendar,
    cases,
    channel_alarms,
    channels,
    clearances,
    closure,
    collecting,
    connecting,
    consents,
    deliveries,
    family,
    films,
    guard,
    home,
    launch,
    media,
    moderation,
    notices,
    own_films,
    people,
    poster_places,
    poster_words,
    posters,
    press,
    publicity,
    questions,
    quiet_hours,
    registrations,
    residue,
    rules,
    signin,
    switches,
    timeline,
    tip_entry,
    tips,
    updates,
    urgent,
    wording,
)
from campaigns.kernel.errors import NotSignedIn

bp = Blueprint("staff", __name__, url_prefix="/staff")
PAGES = (
    account,
    account_plans,
    audit,
    brand,
    calendar,
    cases,
    channel_alarms,
    channels,
    clearances,
    closure,
    collecting,
    connecting,
    consents,
    deliveries,
    family,
    films,
    guard,
    home,
    launch,
    media,
    moderation,
    notices,
    own_films,
    people,
    poster_places,
    poster_words,
    posters,
    press,
    publicity,
    quiet_hours,
    questions,
    registrations,
    residue,
    rules,
    signin,
    switches,
    timeline,
    tip_entry,
    tips,
    updates,
    urgent,
    wording,
)
for _page in PAGES:
    bp.register_blueprint(_page.bp)
bp.register_error_handler(NotSignedIn, signin.ask_again)
bp.register_error_handler(CSRFError, signin.ask_for_fresh_token)


def init_app(app: Flask) -> None:
    """Hang every page family."""
    app.register_blueprint(bp)
