"""Every layout beside a small picture of how it looked when somebody last looked at it.

After a wanted change: `python -m tests.golden` draws them anew; look at each before you commit it.
"""

import pytest

from tests.golden import DIFFERS, PLACES, SCENES, difference, draw_small, read


@pytest.mark.parametrize("name", sorted(SCENES))
def test_a_layout_looks_as_it_did_when_it_was_last_looked_at(name):
    assert difference(draw_small(name), read(name)) <= DIFFERS


def test_a_box_that_moved_or_words_that_went_are_seen():
    small = draw_small("beam-portrait")
    moved = small.copy()
    width, height = small.size
    part = small.crop((0, height // 2, width, height))
    moved.paste(part, (0, height // 2 + 6))
    assert difference(moved, small) > DIFFERS
    bare = small.copy()
    bare.paste(small.getpixel((2, height - 2)), (0, height - 24, width, height - 10))
    assert difference(bare, small) > DIFFERS


def test_each_golden_picture_has_its_layout():
    assert {path.stem for path in PLACES.glob("*.png")} == set(SCENES)
