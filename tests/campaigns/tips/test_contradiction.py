import pytest

from campaigns.tips.contradiction import contradicts

SHOTS = ["seven shots, then a pause, then two more", "7 shots", "nine shots"]


@pytest.mark.parametrize(
    ("said", "differs"),
    [
        ("He fired 30 shots from a motorbike", True),
        ("we heard thirty shots", True),
        ("we heard 7 shots", False),
        ("one shot? no, nine shots", False),
        ("shots were fired", False),
        ("two shots of footage", True),
        ("30 people saw it", False),
        ("", False),
    ],
)
def test_only_another_number_of_the_same_thing_differs(said, differs):
    assert contradicts(said, SHOTS) is differs


def test_a_detail_without_numbers_contradicts_nothing():
    assert not contradicts("three green cars", ["a green rosary"])
