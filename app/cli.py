"""`flask` commands: what is done from a terminal."""

import sys

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from app.scheduler import Scheduler
from campaigns.kernel.schema import check_known
from config import Config


def _config() -> Config:
    config: Config = current_app.config["SEARCHLIGHT"]
    return config


@click.command()
@with_appcontext
def prepare() -> None:
    """Bring the database to this version's tables."""
    problem = check_known("campaigns/migrations")
    if problem:
        click.echo(problem, err=True)
        sys.exit(3)
    upgrade()


@click.command()
@with_appcontext
def scheduler() -> None:
    """Run the timetable until stopped."""
    Scheduler(current_app._get_current_object(), _config()).run()  # type: ignore[attr-defined]  # noqa: SLF001 -- Flask's own way to the app behind the proxy


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in (prepare, scheduler):
        app.cli.add_command(command)
