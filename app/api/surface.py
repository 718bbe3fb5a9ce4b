"""Sets the API side by side under /api/v1: the same actions as the pages, JSON in and out.

A personal key goes in `Authorization: Bearer …`; refusals are problem+json (RFC 9457); the
description is at /api/v1/openapi.json (OpenAPI 3.1).
"""

from typing import Any

from apiflask import APIBlueprint, APIFlask
from apiflask.exceptions import HTTPError
from flask.typing import ResponseReturnValue

from app.api import cases, deliveries, timeline, tips, updates
from app.web.errors import problem

bp = APIBlueprint("api", __name__, url_prefix="/api/v1")
PAGES = (cases, deliveries, timeline, tips, updates)
for _page in PAGES:
    bp.register_blueprint(_page.bp)


def _refuse(error: HTTPError) -> ResponseReturnValue:
    """Say which part of what was sent cannot be used."""
    told = error.detail if isinstance(error.detail, dict) else {}
    fields = {
        name: " ".join(words) if isinstance(words, list) else str(words)
        for part in told.values()
        if isinstance(part, dict)
        for name, words in part.items()
    }
    return problem("invalid", "What was sent cannot be used.", error.status_code, fields)


def _ask_for_key(spec: Any) -> Any:
    """Say in the description that every call wants a key."""
    spec["security"] = [{"key": []}]
    return spec


def init_app(app: APIFlask) -> None:
    """Hang every page family, and describe them."""
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        SERVERS=[{"url": "/", "description": "this house"}],
        AUTO_404_RESPONSE=False,
        VALIDATION_ERROR_DESCRIPTION="What was sent cannot be used",
    )
    app.security_schemes = {"key": {"type": "http", "scheme": "bearer"}}
    app.spec_processor(_ask_for_key)
    app.register_error_handler(HTTPError, _refuse)
    app.register_blueprint(bp)
