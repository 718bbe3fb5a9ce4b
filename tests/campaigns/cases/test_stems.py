"""Stems are the same whoever asks for them at the same time."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from campaigns.cases.stems import stems

WORDS = ("scars", "casings", "relaciones", "nationalities", "cicatrices", "الندوب", "enfermedades")


@pytest.fixture
def restless():
    """Let threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_many_threads_find_the_stems_that_one_finds(restless):
    alone = [stems.__wrapped__(word) for word in WORDS]

    def many(turn):
        at = turn % len(WORDS)
        return [stems.__wrapped__(WORDS[at]) == alone[at] for _ in range(100)]

    with ThreadPoolExecutor(8) as pool:
        assert all(all(each) for each in pool.map(many, range(28)))
