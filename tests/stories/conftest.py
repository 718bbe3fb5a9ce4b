"""A whole house for a story: its people, their browsers, its clock and its scheduler's ticks.

Unlike `app`, no context stays open between two requests, as in a real server.
"""

from datetime import datetime

import pytest

from app.factory import create_app
from campaigns.jobs.timetable import timetable
from campaigns.kernel.db import db
from campaigns.platforms import rehearsal
from campaigns.platforms.network import crowd
from campaigns.users.model import Role
from config import load_config
from tests.browsing import sign_in
from tests.conftest import test_env
from tests.factories.users import make_user
from tests.stories.hand import Hand

PEOPLE = {
    "okafor": (Role.INVESTIGATOR, "Const. Okafor"),
    "lindqvist": (Role.SUPERVISOR, "Sgt. Lindqvist"),
    "duarte": (Role.SUPERVISOR, "Insp. Duarte"),
    "marsh": (Role.FAMILY_LIAISON, "DC Marsh"),
    "reyes": (Role.PRESS_OFFICER, "M. Reyes"),
    "novak": (Role.TRIAGER, "J. Novak"),
}


class House:
    """The house in a story."""

    def __init__(self, app, clock):
        self.app = app
        self.clock = clock
        with app.app_context():
            self.ids = {
                username: make_user(role, username=username, name=name).id
                for username, (role, name) in PEOPLE.items()
            }

    def hand(self, username=None):
        """A browser: of someone who works here (signed in afresh), or of anybody."""
        client = self.app.test_client()
        if username is not None:
            with self.app.app_context():
                sign_in(client, type("Person", (), {"id": self.ids[username]}))
        return Hand(client)

    def ask(self, query, *args, **kwargs):
        """Ask the house something past its pages, for what a page does not show."""
        with self.app.app_context():
            return query(*args, **kwargs)

    def tick(self):
        """Let the scheduler look once at everything."""
        for job in timetable(2, 2):
            with self.app.app_context():
                job.run()

    def until(self, moment):
        """Let the time pass up to a moment, stopping wherever something is due."""
        to = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        for stop in self.ask(due_before, to):
            if stop > self.clock():
                self.clock.go(stop)
                self.tick()
        self.clock.go(to)
        self.tick()

    def wall(self):
        """Return what stands on the rehearsal network, oldest first."""
        with self.app.app_context():
            return [each.text for each in crowd.feed(rehearsal.network(), limit=1000)][::-1]

    def answer(self, author, text, pictures=()):
        """Answer the newest post on the wall, and let the house hear it."""
        with self.app.app_context():
            network = rehearsal.network()
            newest = crowd.feed(network)[0]
            crowd.answer(network, newest.id, author, text, pictures)
        self.tick()


def due_before(to):
    """Return the moments up to `to` at which something planned comes due, in order."""
    found = db.session.execute(
        db.text("SELECT DISTINCT not_before FROM delivery WHERE state = 'planned' ORDER BY 1")
    ).scalars()
    moments = [
        moment if isinstance(moment, datetime) else datetime.fromisoformat(f"{moment}+00:00")
        for moment in found
    ]
    return [moment for moment in moments if moment <= to]


@pytest.fixture
def house(data_dir, database_url, moving_clock):
    """A house at the beginning of a story."""
    app = create_app(load_config(test_env(data_dir, DATABASE_URL=database_url)))
    yield House(app, moving_clock)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
