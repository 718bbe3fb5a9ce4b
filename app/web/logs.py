"""What is written down about requests: never a public tipster's address, agent or time."""

import logging

import structlog
from flask import Flask


def init_app(_app: Flask) -> None:
    """Write JSON lines to stderr; werkzeug's access lines are off."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(),
    )
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
