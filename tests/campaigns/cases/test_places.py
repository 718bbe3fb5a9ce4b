"""Coordinates as people give them."""

import pytest

from campaigns.cases.places import parse_point, show_point
from campaigns.kernel.errors import Invalid


@pytest.mark.parametrize(
    "typed",
    [
        "43.64, -79.43",
        " 43.64 -79.43 ",
        "43.64;-79.43",
        "43.64,\N{MINUS SIGN}79.43",
        "geo:43.64,-79.43?z=12",
        "https://www.openstreetmap.org/?mlat=43.64&mlon=-79.43#map=12/1/2",
        "https://www.openstreetmap.org/#map=15/43.64/-79.43",
        "https://maps.example/place/Parkdale/@43.64,-79.43,15z",
        "https://maps.example/?q=43.64,-79.43",
    ],
)
def test_coordinates_are_read_however_they_are_given(typed):
    assert parse_point(typed) == (43.64, -79.43)


def test_nothing_is_no_place():
    assert parse_point("  ") is None


@pytest.mark.parametrize("typed", ["Parkdale", "43.64", "91, 0", "0, 181", "nan, nan", "1e5, 2"])
def test_what_is_no_place_is_refused_at_its_field(typed):
    with pytest.raises(Invalid) as refused:
        parse_point(typed, "where")
    assert "where" in refused.value.fields


def test_coordinates_are_shown_as_they_would_be_typed():
    assert show_point(43.6401, -79.439) == "43.6401, -79.439"
    assert parse_point(show_point(43.640123, -79.439871)) == (43.640123, -79.439871)
    assert show_point(None, 1.0) == ""
