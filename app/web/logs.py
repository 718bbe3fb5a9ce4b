"""What is written down about requests: never a public tipster's address, agent or time."""

import logging

import structlog
from flask import Flask

from campaigns.kernel import discretion


def init_app(_app: Flask) -> None:
    """Write JSON lines to stderr, without keys; werkzeug's access lines are off."""
    discretion.watch_logs()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            discretion.censor,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(),
    )
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
