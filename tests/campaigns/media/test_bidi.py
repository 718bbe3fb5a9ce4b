import pytest

from campaigns.media import bidi


def _seen(text: str, *, rtl: bool) -> str:
    """Return the text as the eye meets it, each right-to-left piece turned round."""
    pieces = list(zip(text, bidi.levels(text, rtl=rtl), strict=True))
    return "".join(char for char, _ in bidi.in_visual_order(pieces))


@pytest.mark.parametrize(
    ("text", "rtl", "seen"),
    [
        ("Mira, 7", False, "Mira, 7"),
        ("אב", True, "בא"),
        ("אב 12 גד", True, "דג 12 בא"),
        ("אב 12:30", True, "12:30 בא"),
        ("at אב today", False, "at בא today"),
        ("אב Toronto גד", True, "דג Toronto בא"),
        ("(אב)", True, ")בא("),
    ],
)
def test_a_line_is_put_in_the_order_in_which_it_is_seen(text, rtl, seen):
    assert _seen(text, rtl=rtl) == seen


def test_the_first_strong_letter_tells_the_direction():
    assert bidi.is_rtl("7 – يوسف")
    assert not bidi.is_rtl("7 – Mira يوسف")
    assert not bidi.is_rtl("416-555-0143")


def test_a_mark_goes_with_its_letter():
    assert bidi.levels("نداءً", rtl=True) == [1] * len("نداءً")
