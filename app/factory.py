"""create_app: the only place that sees everything."""

from apiflask import APIFlask
from flask import Flask
from flask_wtf import CSRFProtect

from app import commands, hooks
from app.api import surface as api
from app.family import surface as family
from app.public import surface as public
from app.rehearsal import surface as rehearsal
from app.staff import surface as staff
from app.web import (
    access,
    addresses,
    errors,
    guarded,
    limits,
    logs,
    pages,
    security,
    templating,
)
from campaigns.kernel import settings, vault, work
from campaigns.kernel.db import db
from campaigns.rounds import roads
from config import Config

csrf = CSRFProtect()
PARTS = (
    addresses,
    access,
    guarded,
    logs,
    security,
    errors,
    limits,
    pages,
    templating,
    commands,
)


def create_app(config: Config) -> Flask:
    """Build the Flask app for one configuration."""
    settings.install(config.settings)
    vault.install(config.vault_keys)
    roads.install()
    app = APIFlask(
        __name__,
        title="Searchlight",
        version="1",
        spec_path="/api/v1/openapi.json",
        docs_path=None,
        json_errors=False,
        template_folder="../templates",
        static_folder="../static",
    )
    app.config.from_mapping(
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(config),
        MAX_CONTENT_LENGTH=config.settings.upload_max_bytes + 1_000_000,
        MAX_FORM_MEMORY_SIZE=2_000_000,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure,
        WTF_CSRF_TIME_LIMIT=None,  # a page left open for a day still sends
        SEARCHLIGHT=config,
    )
    db.init_app(app)
    work.install(app.app_context)
    for part in PARTS:
        part.init_app(app)
    csrf.init_app(app)  # after `access`, so that a refused form knows who sent it
    for surface in (staff, family, public, rehearsal, api, hooks):
        surface.init_app(app)
    # No cookie speaks for anyone on these, so there is nothing for a forged form to borrow.
    for surface in (public, rehearsal, api):
        for page in surface.PAGES:
            csrf.exempt(page.bp)
    csrf.exempt(hooks.bp)
    return app


def _engine_options(config: Config) -> dict[str, object]:
    if config.database_url.startswith("sqlite"):
        return {"hide_parameters": True}
    return {
        "hide_parameters": True,  # what is bound to a query must not reach a log by way of an error
        "pool_size": config.senders + 4,
        "max_overflow": 8,
        "pool_pre_ping": True,
    }
