"""Proposals for the name of a dedicated account."""

import pytest

from campaigns.channels.handles import propose


def test_a_missing_person_is_sought_by_first_name_first():
    made = propose("Mira Vance-Holloway", "MP-2025-0417", missing=True)
    assert made[:3] == ["missingmira", "findmira", "helpmira"]
    assert "missingmiravanceholloway" in made
    assert made[-1] == "missingmira0417"


def test_witnesses_are_sought_by_place():
    assert propose("Cherry Street", "WA-2026-0112", missing=False)[0] == "witnesscherry"


@pytest.mark.parametrize("name", ["Zoë Łuczak", "王小明", "مريم", "🙂", ""])
def test_every_name_gives_handles_that_a_platform_takes(name):
    made = propose(name, "MP-2025-0417", missing=True)
    assert made
    assert all(handle.isascii() and handle.isalnum() and len(handle) <= 30 for handle in made)
