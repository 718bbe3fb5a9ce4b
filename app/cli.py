"""`flask` commands: what is done from a terminal."""

import sys
from pathlib import Path

import click
from flask import Flask, current_app, render_template
from flask.cli import with_appcontext
from flask_migrate import upgrade

from app.scheduler import Scheduler
from campaigns.demonstration import story
from campaigns.demonstration.actions import demonstrate, make_first_user, new_password
from campaigns.kernel import settings
from campaigns.kernel.schema import check_known
from campaigns.media.poster import check_machine
from campaigns.users.queries import list_people
from config import Config


def _config() -> Config:
    config: Config = current_app.config["SEARCHLIGHT"]
    return config


SIGN_IN = "sign-in.txt"
PHOTO = Path("static/img/demo/mira.jpg")


@click.command()
@click.option("--demonstration", is_flag=True, help="Play the demonstration in a new house.")
@with_appcontext
def prepare(demonstration: bool) -> None:  # noqa: FBT001 -- click hands a flag over
    """Bring the database to this version's tables; make the first people of a new house."""
    problem = check_known("campaigns/migrations")
    if problem:
        sys.exit(f"Searchlight cannot start: {problem}")
    click.echo(check_machine() or "", nl=False, err=True)
    upgrade()
    note = settings.current().data_dir / SIGN_IN
    if not list_people():
        _people_a_new_house(note, demonstration=demonstration and settings.current().rehearsal)
    if note.exists():
        click.echo(note.read_text())


def _people_a_new_house(note: Path, *, demonstration: bool) -> None:
    password = new_password()
    if demonstration:
        click.echo("Playing the demonstration (once) ...")
        demonstrate(password, PHOTO)
        words = render_template("report/sign_in.txt", password=password, staff=story.STAFF)
    else:
        make_first_user(password)
        words = render_template("report/first_user.txt", password=password)
    note.touch(mode=0o600)
    note.write_text(words)


@click.command()
@with_appcontext
def scheduler() -> None:
    """Run the timetable until stopped."""
    Scheduler(current_app._get_current_object(), _config()).run()  # type: ignore[attr-defined]  # noqa: SLF001 -- Flask's own way to the app behind the proxy


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in (prepare, scheduler):
        app.cli.add_command(command)
