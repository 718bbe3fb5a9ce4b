import re

import pytest

from campaigns.appeals.address import mint_slug, read_code


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("FindMiraV", "find-mira-v-"),
        ("CherryStreetWitness", "cherry-street-witness-"),
        ("Find_نور_الهدى", "find-"),
        ("寻找", ""),
    ],
)
def test_an_address_is_readable_and_ends_at_random(words, start):
    slugs = {mint_slug(words) for _ in range(50)}
    assert len(slugs) == 50
    assert all(re.fullmatch(rf"{start}[0-9a-z]{{5}}", slug) for slug in slugs)


@pytest.mark.parametrize(
    "typed", ["7KQ0-XM41", "7kq0xm41", " 7kq0 - xm41 ", "7KQO-XM4I", "7kqo xm4l", "7KQ0–XM41"]
)
def test_a_code_is_read_whatever_way_it_was_typed(typed):
    assert read_code(typed) == "7KQ0-XM41"


def test_nothing_typed_is_no_code():
    assert read_code(" - ") == ""
