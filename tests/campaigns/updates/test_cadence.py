"""When an appeal speaks again, across the nights on which the clocks jump."""

from datetime import UTC, date, datetime, timedelta

import pytest

from campaigns.cases.model import CaseKind, Risk
from campaigns.kernel.zones import to_local
from campaigns.updates.cadence import (
    Anchors,
    Step,
    Template,
    next_yearly,
    once,
    template_for,
    wall,
    yearly,
)

TORONTO = "America/Toronto"


def at(text, zone=TORONTO):
    return wall(datetime.fromisoformat(text), zone)


def local(beats, zone=TORONTO):
    return {beat.key: f"{to_local(beat.at, zone):%a %Y-%m-%d %H:%M}" for beat in beats}


def test_the_witness_appeal_is_back_at_the_same_weekday_and_hour():
    anchors = Anchors(at("2026-05-15T23:25"), TORONTO, event_at=at("2026-05-15T22:40"))
    assert local(once(Template.WITNESS, anchors)) == {
        "now": "Fri 2026-05-15 23:25",
        "t+3h": "Sat 2026-05-16 02:25",
        "t+24h": "Sat 2026-05-16 23:25",
        "t+72h": "Mon 2026-05-18 23:25",
        "t+7d": "Fri 2026-05-22 22:40",
        "t+30d": "Sun 2026-06-14 23:25",
    }


def test_that_evening_is_left_out_when_it_is_over():
    early = Anchors(at("2025-07-20T15:00"), TORONTO)
    late = Anchors(at("2025-07-20T21:00"), TORONTO)
    assert local(once(Template.MISSING_HIGH, early))["evening"] == "Sun 2025-07-20 19:00"
    assert "evening" not in local(once(Template.MISSING_HIGH, late))


@pytest.mark.parametrize(
    ("start", "key", "expected"),
    [
        # Toronto: clocks skip 02:00-03:00 on 8 March 2026, and show 01:00-02:00 twice on 1 Nov.
        ("2026-03-07T02:30", "t+24h", "Sun 2026-03-08 03:00"),
        ("2026-03-07T15:00", "t+24h", "Sun 2026-03-08 15:00"),
        ("2026-03-07T23:30", "t+3h", "Sun 2026-03-08 03:30"),
        ("2026-10-29T15:00", "t+72h", "Sun 2026-11-01 15:00"),
        ("2026-10-31T23:30", "t+3h", "Sun 2026-11-01 01:30"),
        ("2026-10-18T09:00", "t+30d", "Tue 2026-11-17 09:00"),
    ],
)
def test_steps_keep_to_the_clock_on_the_wall_and_hours_to_the_hours(start, key, expected):
    beats = once(Template.MISSING_HIGH, Anchors(at(start), TORONTO))
    assert local(beats)[key] == expected


def test_a_time_that_comes_twice_is_the_first_one_and_a_skipped_one_moves_on():
    assert at("2026-11-01T01:30") == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert at("2026-03-08T02:30") == datetime(2026, 3, 8, 7, 0, tzinfo=UTC)
    # A whole day that never was: Samoa went from 29 to 31 December 2011.
    assert at("2011-12-30T12:00", "Pacific/Apia") == datetime(2011, 12, 30, 10, 0, tzinfo=UTC)


def test_birthdays_and_anniversaries_come_every_year_and_never_in_the_first_one():
    anchors = Anchors(
        at("2025-07-20T15:00"), TORONTO, at("2025-07-12T14:10"), birth_date=date(2018, 5, 14)
    )
    since = at("2025-07-20T15:00")
    beats = list(yearly(Template.MISSING_HIGH, anchors, since, since + timedelta(days=800)))
    assert local(beats) == {
        "birthday-2026": "Thu 2026-05-14 08:00",
        "birthday-2027": "Fri 2027-05-14 08:00",
        "anniversary-2026": "Sun 2026-07-12 10:00",
        "anniversary-2027": "Mon 2027-07-12 10:00",
    }
    assert local(next_yearly(Template.MISSING_HIGH, anchors, at("2026-05-14T09:00"))) == {
        "anniversary-2026": "Sun 2026-07-12 10:00",
        "birthday-2027": "Fri 2027-05-14 08:00",
    }


def test_whoever_was_born_on_a_leap_day_has_a_birthday_every_year():
    anchors = Anchors(at("2026-01-01T12:00"), TORONTO, birth_date=date(2016, 2, 29))
    beats = yearly(Template.MISSING, anchors, at("2026-01-01T12:00"), at("2028-12-31T12:00"))
    assert [f"{to_local(beat.at, TORONTO):%m-%d}" for beat in beats] == ["02-28", "02-28", "02-29"]


@pytest.mark.parametrize(
    "zone", ["America/Toronto", "Europe/Lisbon", "Pacific/Apia", "Asia/Kolkata"]
)
def test_a_yearly_step_stands_at_its_hour_in_every_zone_and_year(zone):
    anchors = Anchors(datetime(2024, 1, 1, tzinfo=UTC), zone, datetime(2023, 3, 12, 7, tzinfo=UTC))
    until = datetime(2040, 1, 1, tzinfo=UTC)
    beats = list(yearly(Template.SLOW, anchors, anchors.starts_at, until))
    assert len(beats) == 16
    assert {to_local(beat.at, zone).hour for beat in beats} == {10}


def test_each_kind_of_case_has_its_rhythm():
    assert template_for(CaseKind.MISSING, Risk.HIGH) is Template.MISSING_HIGH
    assert template_for(CaseKind.MISSING, Risk.STANDARD) is Template.MISSING
    assert template_for(CaseKind.WITNESS, Risk.STANDARD) is Template.WITNESS
    assert template_for(CaseKind.REMAINS, Risk.STANDARD) is Template.SLOW
    assert Step.BIRTHDAY.label == "Birthday"
