"""No key of ours stands in any log, attempt, audit, story, notice or reason: looked for in all of
them, after a day on which everything that can go wrong at a platform went wrong."""

import json
import logging
from dataclasses import replace

import pytest
from sqlalchemy import select

from campaigns.channels import actions as channels
from campaigns.channels import parting
from campaigns.channels.rules import secrets_in
from campaigns.deliveries import take_back
from campaigns.jobs import collect_tips, reconcile_deliveries, send_deliveries
from campaigns.kernel import discretion, settings
from campaigns.kernel.db import Model, atomic, db
from campaigns.kernel.errors import Rejected
from campaigns.platforms import registry
from campaigns.users.model import Role
from tests.campaigns.platforms.test_faults import TRIED
from tests.factories.users import make_user
from tests.fakes.matrix import Matrix
from tests.fakes.world import Answer, Fault

TALKS = sorted(name for name in TRIED if TRIED[name].arm is None)


def everything_kept() -> str:
    """Return every row of every table, as whoever reads the database sees it."""
    db.session.rollback()
    rows = []
    for table in Model.metadata.sorted_tables:
        rows += [str(tuple(row)) for row in db.session.execute(select(table))]
    return "\n".join(rows)


class Gossip:
    """A platform that refuses, and quotes whatever it was sent, headers and all."""

    def __init__(self, secrets: list[str]) -> None:
        self.secrets = secrets

    def __call__(self, request) -> Answer:
        quoted = f"{request.path} {json.dumps(request.headers)} {' '.join(self.secrets)}"
        body = {"error": quoted, "message": quoted, "description": quoted, "detail": quoted}
        return Answer(400, {**body, "ok": False, "error_code": 400})


@pytest.fixture
def loud(world, caplog):
    """A house that speaks for real, and writes down all that its libraries have to say."""
    settings.install(replace(settings.current(), rehearsal=False))
    caplog.set_level(logging.DEBUG)
    loggers = [logging.getLogger(name) for name in discretion.TALKATIVE]
    before = [each.level for each in loggers]
    for each in loggers:
        each.setLevel(logging.DEBUG)
    yield caplog
    for each, level in zip(loggers, before, strict=True):
        each.setLevel(level)


def speak(matrix: Matrix) -> int:
    delivery_id, _ = matrix.plan("post")
    send_deliveries.run(1)
    reconcile_deliveries.run(1)
    return delivery_id


@atomic
def mend(channel_id: int, tried) -> None:
    channel = channels.queries.get_channel(channel_id)
    channel.credentials = {**tried.credentials}


@pytest.fixture(params=TALKS)
def matrix(request, world, moving_clock) -> Matrix:
    """One platform, with all that is needed to try it."""
    tried = TRIED[request.param]
    fake = request.getfixturevalue(tried.fixture)
    return Matrix(request.param, tried, fake, world, moving_clock)


def test_no_key_is_written_down_whatever_happens(matrix, world, loud, capfd):
    tried = matrix.tried
    channel, case = matrix.channel, matrix.case
    secrets = secrets_in(registry.platform(matrix.name), tried.credentials)
    out = speak(matrix)
    channels.test_channel(channel.id)
    collect_tips.run(1)
    for fault in (Fault.S503, Fault.MALFORMED, Fault.COMMIT_DROP):
        world.armed.clear()
        world.arm(fault, slow_s=0, times=3)
        speak(matrix)
    world.armed.clear()
    honest = dict(world.fakes)
    world.fakes.update(dict.fromkeys(honest, Gossip(secrets)))
    speak(matrix)
    channels.test_channel(channel.id)
    take_back.take_down(case.id, out, by=make_user(Role.SUPERVISOR))
    collect_tips.run(1)
    world.fakes.update(honest)
    mend(channel.id, tried)
    tried.revoke(matrix.fake)
    speak(matrix)
    parting.part(channel.id, actor=make_user(Role.PRESS_OFFICER).actor)
    written = capfd.readouterr()
    seen = f"{loud.text}\n{written.out}\n{written.err}\n{everything_kept()}"
    assert secrets
    assert [each for each in secrets if each in seen] == []


def test_every_secret_is_struck_out_of_words_and_addresses():
    discretion.learn(["100200:AAbb/cc", "short"])
    said = Rejected("bot100200:AAbb/cc and 100200%3AAAbb%2Fcc, in short").message
    assert said == "bot••• and •••, in short"
    assert discretion.hide_in({"a": ["100200:AAbb/cc"], "n": 1}) == {"a": ["•••"], "n": 1}


def test_a_traceback_of_a_library_is_looked_through(app, caplog):
    discretion.learn(["sEcReT-token-1"])
    try:
        int("https://host/botsEcReT-token-1/send")
    except ValueError:
        logging.getLogger("some.library").exception("asked %s", "sEcReT-token-1")
    assert "sEcReT" not in caplog.text
    assert "Traceback" in caplog.text


def test_the_libraries_keep_to_warnings_in_a_house_that_is_open(app):
    assert {logging.getLogger(name).level for name in discretion.TALKATIVE} == {logging.WARNING}
