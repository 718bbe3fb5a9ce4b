from dataclasses import replace

from campaigns.media.design_files import design_of
from campaigns.media.poster import draw
from campaigns.media.sheet import Row
from campaigns.media.table import LABEL, rows_of, texts_of
from tests.factories.posters import MIRA, SHEETS

ROWS = (
    Row("height", "Height", "121 cm"),
    Row("hair", "Hair", "light brown"),
    Row("eyes", "Eyes", "hazel"),
    Row("clothing", "Clothing", "red coat"),
)
SHEET = replace(SHEETS["three photos"], rows=ROWS)
BOX = next(box for box in design_of("plain", "portrait").boxes if box.name == "table")


def _said(without):
    return [text.words for text in texts_of(SHEET, BOX, without) if text.role != LABEL]


def test_other_names_and_who_is_with_them_stand_before_what_they_look_like():
    fields = [row.field for row in rows_of(SHEET)]
    assert fields == ["last_seen", "aliases", "companion", "height", "hair", "eyes", "clothing"]
    assert [row.words for row in rows_of(SHEET)][1:3] == ["Lena Dunmore", "a woman, 33"]


def test_short_lines_are_put_into_one_before_anything_is_left_out():
    whole = _said(0)
    close = _said(1)
    assert whole[3:] == ["121 cm", "light brown", "hazel", "red coat", *MIRA.facts]
    looks = "121 cm\u00a0· light brown hair\u00a0· hazel eyes"
    assert close[3:] == [looks, "red coat", *MIRA.facts]
    assert _said(2) == close[:-1]
    assert _said(99) == close[: BOX.keeps]


def test_what_was_put_into_one_line_does_not_count_as_left_out():
    facts = ("A fact that is not short at all, told at length " * 2,) * 2
    long = replace(SHEET, facts=facts, rehearsal=False)
    said = " ".join(draw(long, "square", "plain").warnings)
    assert "A fact that is not short" in said
    assert "hazel" not in said
    assert "121 cm" not in said
