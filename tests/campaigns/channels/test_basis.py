"""Collecting stays off until a named person records on what it rests; publishing does not wait."""

from dataclasses import replace
from datetime import timedelta

import pytest

from campaigns.audit.model import AuditEntry
from campaigns.channels import basis, basis_queries
from campaigns.jobs import collect_tips, send_deliveries
from campaigns.kernel import clock, settings
from campaigns.kernel.db import db
from campaigns.kernel.errors import Invalid, NotAllowed, WrongState
from campaigns.tips.model import Tip
from campaigns.users.model import Role
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.deliveries import make_delivery
from tests.factories.users import make_user
from tests.fakes.bluesky import CREDENTIALS
from tests.fakes.bluesky import TRIED as BLUESKY

LAW = ("Police Act, section 12", "Jean Roy, data protection officer")


@pytest.fixture
def person(app):
    return make_user(Role.PRESS_OFFICER)


def deaf(**given):
    return make_channel(
        platform="bluesky",
        handle=CREDENTIALS["handle"],
        credentials=CREDENTIALS,
        collects=False,
        **given,
    )


def test_an_account_speaks_but_takes_nothing_in_until_a_basis_is_recorded(bluesky, person):
    settings.install(replace(settings.current(), rehearsal=False))
    channel = deaf()
    case = make_case(rehearsal=False)
    make_appeal(case=case, channels=[channel])
    make_delivery(case, channel, "Have you seen Mira?")
    send_deliveries.run(1)
    assert len(bluesky.posts()) == 1
    BLUESKY.heard(bluesky)
    listings = len(bluesky.records)
    collect_tips.run(1)
    assert db.session.query(Tip).count() == 0
    assert len(bluesky.records) == listings
    assert not basis.may_collect(channel.id)
    basis.record_basis(channel.id, *LAW, by=person)
    assert basis.may_collect(channel.id)


def test_an_exercise_needs_no_basis_and_takes_none(person):
    channel = make_channel()
    assert basis.may_collect(channel.id)
    with pytest.raises(WrongState):
        basis.record_basis(channel.id, *LAW, by=person)


def test_a_basis_that_is_over_or_ended_counts_no_more(person, moving_clock):
    channel = deaf()
    basis.record_basis(channel.id, *LAW, until=clock.now() + timedelta(days=1), by=person)
    moving_clock.at += timedelta(days=1)
    assert not basis.may_collect(channel.id)
    basis.record_basis(channel.id, *LAW, by=person)
    basis.end_basis(channel.id, by=person)
    assert not basis.may_collect(channel.id)
    with pytest.raises(WrongState):
        basis.end_basis(channel.id, by=person)
    verbs = [each.verb for each in db.session.query(AuditEntry)]
    assert verbs.count("collecting_basis_recorded") == 2
    assert verbs.count("collecting_basis_ended") == 1


def test_another_basis_takes_the_place_of_the_one_before_and_both_stay_on_record(person):
    channel = deaf()
    basis.record_basis(channel.id, *LAW, by=person)
    basis.record_basis(channel.id, "Court order 7/2026", "Judge Ito", by=person)
    newest, first = basis_queries.list_of_channel(channel.id)
    assert (first.ended_by_id, newest.ended_at) == (person.id, None)
    assert basis_queries.find_standing(channel.id).words == "Court order 7/2026"


@pytest.mark.parametrize(
    ("given", "field"),
    [(("", "Jean Roy"), "words"), (("A law", " "), "person"), (("x" * 4_001, "J"), "words")],
)
def test_a_basis_without_words_or_a_name_is_refused_beside_the_field(person, given, field):
    channel = deaf()
    with pytest.raises(Invalid) as wrong:
        basis.record_basis(channel.id, *given, by=person)
    assert field in wrong.value.fields


def test_a_day_that_has_passed_is_refused_and_so_is_who_may_not(person):
    channel = deaf()
    with pytest.raises(Invalid) as wrong:
        basis.record_basis(channel.id, *LAW, until=clock.now(), by=person)
    assert "until" in wrong.value.fields
    with pytest.raises(NotAllowed):
        basis.record_basis(channel.id, *LAW, by=make_user(Role.TRIAGER))
