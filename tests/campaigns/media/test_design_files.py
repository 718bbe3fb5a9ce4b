import pytest

from campaigns.media.design_files import FOLDER, DesignError, design_of, read
from campaigns.media.designs import Edge, Slot

STYLES = FOLDER / "beam" / "styles.toml"
SOURCE = (FOLDER / "beam" / "portrait.toml").read_text(encoding="utf-8")


def test_a_page_like_another_takes_over_what_it_does_not_say():
    a4, portrait = design_of("beam", "a4"), design_of("beam", "portrait")
    assert [box.name for box in a4.boxes] == [box.name for box in portrait.boxes]
    assert a4.roles["title"].largest == 150
    assert a4.roles["title"].colour == portrait.roles["title"].colour
    assert (a4.width, a4.units) == (2480, 1080)


def test_sides_hang_on_lines_and_words_may_give_way():
    boxes = {box.name: box for box in design_of("beam", "portrait").boxes}
    assert boxes["tab"].right == (Edge("kicker.right", 28.0),)
    assert boxes["photos"].left == (Edge("left", 0.0),)
    assert Slot("looks", "facts", may_go=True) in boxes["facts"].slots


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('"split-5"', '"spilt-5"'), "box “beam”, key “top”: there is no line “spilt”"),
        (('"split-5"', '"5 left of"'), "box “beam”, key “top”: “5 left of” is neither"),
        (('of = ["theirs"', 'of = ["thiers"'), "box “foot”, key “of”: the box “thiers”"),
        (('texts = ["title"]', 'texts = ["titel"]'), "key “texts”: there are no words “titel”"),
        (('"title as headline"', '"title as head"'), "there is no style “head”"),
        (('fill = "rule"', 'fill = "red"'), "box “rule”, key “fill”: there is no colour “red”"),
        (('show = "code"', 'show = "qr"'), "box “code”, key “show”: “qr” is none of"),
        (('valign = "middle"', 'valign = "mid"'), "key “valign”: “mid” is none of"),
        (("sink = 24", "sunk = 24"), "box “facts”, key “sunk”: there is no such key"),
        (('name = "rule"', 'name = "foot"'), "box “foot”, key “name”: another box has it"),
        (("margin = 54", "margin = 20"), "key “margin”: the safe margin is at least 5 %"),
        (("margin = 54", "mragin = 54"), "page, key “mragin”"),
        (("height = 1350\n", ""), "page, key “height”: it is missing"),
        (("[0.5, 0, 1, 1]]", "[0.5, 0, 1]]"), "is not four shares"),
        (('when = ["rehearsal"]\n', ""), "an exercise is always marked"),
        (('when = ["rehearsal"]', 'when = ["rehearsals"]'), "there is no condition “rehearsals”"),
        (('show = "exercise"', 'show = "fill"'), "every page marks an exercise"),
        (
            ("[page]", "[styles.title]\nleast = 20\n[page]"),
            "key “least”: 20 is under",
        ),
        (("[page]", "[styles.title]\nlast = 20\n[page]"), "style “title”, key “last”"),
        (("[page]", '[styles.title]\nlines = "x"\n[page]'), "style “title”, key “lines”: 'x'"),
        (("[page]", "[page"), "cannot be read as TOML"),
        (("1 = [[0, 0, 1, 1]]\n", ""), "it does not say where one photo goes"),
        (("places = [810,", 'places = ["x", 810,'), "guide “split”"),
    ],
)
def test_what_is_wrong_is_said_by_file_box_and_key(tmp_path, change, said):
    assert change[0] in SOURCE
    path = tmp_path / "portrait.toml"
    path.write_text(SOURCE.replace(change[0], change[1], 1))
    with pytest.raises(DesignError) as refused:
        read(path, STYLES)
    assert said in refused.value.message
    assert "portrait.toml" in refused.value.message


def test_a_file_that_is_missing_is_said(tmp_path):
    with pytest.raises(DesignError) as refused:
        read(tmp_path / "none.toml", STYLES)
    assert "none.toml: this design's file is missing" in refused.value.message
