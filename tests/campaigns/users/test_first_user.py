"""`flask first-user`: the way into a new house."""

import re

from campaigns.users import queries, signin
from campaigns.users.model import Role

GIVEN = ["--username", "kim", "--name", "Kim Ode", "--email", "kim@p.example"]


def run(app, *args, **more):
    return app.test_cli_runner().invoke(args=["first-user", *GIVEN, *args], **more)


def test_a_password_is_made_and_printed(app):
    done = run(app)
    assert done.exit_code == 0
    assert "http://localhost/staff/sign-in" in done.output
    password = re.search(r"Password: (\S+)", done.output).group(1)
    assert signin.sign_in("kim", password)
    assert queries.find_user("kim").role is Role.ADMINISTRATOR


def test_a_password_that_is_given_is_not_printed(app):
    done = run(app, "--password", "seven rivers lamp", "--role", "supervisor")
    assert "seven" not in done.output
    assert queries.find_user("kim").role is Role.SUPERVISOR


def test_it_can_ask_for_the_password(app):
    done = run(app, "--password", "-", input="seven rivers lamp\nseven rivers lamp\n")
    assert done.exit_code == 0
    assert signin.sign_in("kim", "seven rivers lamp")


def test_what_cannot_be_taken_is_said(app):
    run(app)
    done = run(app)
    assert done.exit_code == 1
    assert "Someone has this username." in done.output
    assert "12 characters" in run(app, "--password", "short").output
