"""`flask` commands: what is done from a terminal."""

import sys
from pathlib import Path

import click
from flask import current_app, render_template
from flask.cli import ScriptInfo, pass_script_info, with_appcontext
from flask_migrate import Migrate, revision, upgrade

from app.scheduler import Scheduler
from campaigns.audit import proof as audit_proof
from campaigns.cases.queries import list_references
from campaigns.demonstration import story
from campaigns.demonstration.actions import demonstrate, make_first_user, new_password
from campaigns.kernel import settings
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import db
from campaigns.kernel.errors import Invalid
from campaigns.kernel.schema import check_known
from campaigns.media.mending import mend_all
from campaigns.media.poster import check_machine
from campaigns.media.queries import read_asset
from campaigns.timeline import proof as timeline_proof
from campaigns.users.actions import create_user
from campaigns.users.model import Role
from campaigns.users.queries import list_people
from config import Config


def _config() -> Config:
    config: Config = current_app.config["SEARCHLIGHT"]
    return config


ASKS = "-"
MIGRATIONS = "campaigns/migrations"
SIGN_IN = "sign-in.txt"
PHOTO = Path("static/img/demo/child.jpg")


@click.command()
@click.option("--demonstration", is_flag=True, help="Play the demonstration in a new house.")
@with_appcontext
def prepare(*, demonstration: bool) -> None:
    """Bring the database to this version's tables; make the first people of a new house."""
    problem = check_known(MIGRATIONS)
    if problem:
        sys.exit(f"Searchlight cannot start: {problem}")
    click.echo(check_machine() or "", nl=False, err=True)
    with_migrations()
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
@pass_script_info
@with_appcontext
def scheduler(info: ScriptInfo) -> None:
    """Run the timetable until stopped."""
    Scheduler(info.load_app(), _config()).run()


@click.command("first-user")
@click.option("--username", prompt=True)
@click.option("--name", prompt=True)
@click.option("--email", prompt=True)
@click.option(
    "--role",
    type=click.Choice([Role.ADMINISTRATOR.value, Role.SUPERVISOR.value]),
    default=Role.ADMINISTRATOR.value,
    show_default=True,
)
@click.option("--password", help="Left out: one is made and printed. '-': you are asked for it.")
@with_appcontext
def first_user(username: str, name: str, email: str, role: str, password: str | None) -> None:
    """Make someone who can let the others in; they set up a second factor when they sign in."""
    if password == ASKS:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    made = password or new_password()
    try:
        create_user(username, name, email, Role(role), made, actor=HOUSE)
    except Invalid as error:
        sys.exit(" ".join([error.message, *error.fields.values()]))
    click.echo(f"{name} can sign in at {settings.current().public_url}/staff/sign-in")
    if not password:
        click.echo(f"Password: {made}")


@click.command("verify-timeline")
@click.argument("case_reference", required=False)
@with_appcontext
def verify_timeline(case_reference: str | None) -> None:
    """Check that no line of either ledger was altered or removed; exit code 1 if one was."""
    references = list_references()
    if case_reference is not None:
        references = {key: ref for key, ref in references.items() if ref == case_reference}
        if not references:
            sys.exit(f"There is no case called {case_reference}.")
    broken = 0
    for ledger, proof in (("timeline", timeline_proof), ("audit", audit_proof)):
        every = [] if case_reference else proof.list_chains()
        for chain in sorted({*every, *references}):
            seq = proof.verify(chain)
            if seq is not None:
                broken += 1
                about = references.get(chain, f"case {chain}" if chain else "the house")
                click.echo(f"The {ledger} of {about} is broken at entry {seq}.")
    if broken:
        sys.exit(1)
    click.echo("Both ledgers hold: no line was altered or removed.")


@click.command("check-files")
@with_appcontext
def check_files() -> None:
    """Read every kept file against its hash and make damaged pictures anew; 1 if some are lost."""
    lost = mend_all()
    for asset_id in lost:
        asset = read_asset(asset_id)
        click.echo(f"{asset.kind.label} {asset_id} of case {asset.case_id} is missing or damaged.")
    if lost:
        sys.exit(1)
    click.echo("Every kept file is what it was.")


@click.command()
@click.argument("message")
@with_appcontext
def draw_migration(message: str) -> None:
    """Draw the next migration from the models, and number it; read it before you keep it."""
    with_migrations()
    known = Path(MIGRATIONS, "versions").glob("[0-9]*.py")
    revision(message=message, autogenerate=True, rev_id=f"{len(list(known)) + 1:04}")


def with_migrations() -> None:
    """Give the app what it needs to migrate."""
    Migrate(current_app, db, directory=MIGRATIONS, render_as_batch=True)
