"""The chain under the ledgers: no number twice, not even on its first day."""

from concurrent.futures import ThreadPoolExecutor

from campaigns.kernel import chain
from campaigns.kernel.db import atomic, db


@atomic
def add(number, words):
    return chain.append("test", number, {"words": words})


def test_each_line_seals_the_one_before(app):
    first, second = add(1, "a"), add(1, "b")
    assert (first.seq, first.prev_hash) == (1, chain.START)
    assert (second.seq, second.prev_hash) == (2, first.hash)
    assert chain.head("test", 1) == chain.Link(2, "", second.hash)
    assert chain.heads("test") == [1]


def test_many_first_lines_at_once_are_numbered_one_by_one(app):
    def write(number):
        with app.app_context():
            return add(number % 2, f"{number}").seq

    with ThreadPoolExecutor(8) as pool:
        seqs = sorted(pool.map(write, range(24)))
    assert seqs == sorted([*range(1, 13), *range(1, 13)])


def test_a_line_that_was_taken_back_leaves_no_gap(app):
    add(1, "a")

    @atomic
    def fail():
        chain.append("test", 1, {"words": "b"})
        raise RuntimeError

    try:
        fail()
    except RuntimeError:
        db.session.rollback()
    assert add(1, "c").seq == 2


def test_lines_without_a_head_are_a_break(app):
    link = add(1, "a")
    lines = [(link, {"words": "a"})]
    assert chain.first_break(lines, chain.head("test", 1)) is None
    assert chain.first_break(lines, None) == 2
    assert chain.first_break([], None) is None
    assert chain.first_break([], link) == 1
