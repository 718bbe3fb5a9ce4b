"""Public pages: health, counts, and what we do with what you tell us."""

import hmac

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from campaigns.jobs import health, queries
from campaigns.kernel.errors import NotFound
from campaigns.media import room
from config import Config

bp = Blueprint("about", __name__)

_NEVER_KEPT = {"Cache-Control": "no-store"}


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Say that this process is up."""
    return Response("ok\n", content_type="text/plain; charset=utf-8", headers=_NEVER_KEPT)


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Say what works; 503 while something does not."""
    works = health.check()
    said = {**works, "room": room.standing().value}
    return said, 200 if all(works.values()) else 503, _NEVER_KEPT


@bp.get("/privacy")
def privacy() -> ResponseReturnValue:
    """Say in plain words what becomes of what people tell us."""
    return render_template("public/about/privacy.html")


@bp.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Give counts, and nothing but counts, to who holds the token."""
    config: Config = current_app.config["SEARCHLIGHT"]
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    token = config.metrics_token
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        raise NotFound("There is no page here.")
    return Response(_counted(), content_type=CONTENT_TYPE_LATEST, headers=_NEVER_KEPT)


def _counted() -> bytes:
    registry = CollectorRegistry()
    for thing, counts in queries.count_by_state().items():
        gauge = Gauge(
            f"searchlight_{thing}", f"Rows by state: {thing}", ["state"], registry=registry
        )
        for state, count in counts.items():
            gauge.labels(state).set(count)
    failing = Gauge(
        "searchlight_job_failing", "1: its last run went wrong", ["job"], registry=registry
    )
    for run in queries.list_failing():
        failing.labels(run.name).set(1)
    free = Gauge("searchlight_free_bytes", "Free room where files arrive", registry=registry)
    free.set(room.free_bytes())
    works = Gauge("searchlight_works", "1: it works", ["part"], registry=registry)
    for part, good in health.check().items():
        works.labels(part).set(good)
    return generate_latest(registry)
