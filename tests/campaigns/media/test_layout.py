import pytest

from campaigns.kernel.errors import Invalid
from campaigns.media.design_files import design_of
from campaigns.media.designs import STEPS
from campaigns.media.layout import Setter, Text, fitted

PORTRAIT = design_of("beam", "portrait")
SETTER = Setter(PORTRAIT, rtl=False)


def test_texts_take_the_largest_size_that_fits():
    roomy = fitted(SETTER, [Text("headline", "title", "Mira")], 900, 400)
    tight = fitted(SETTER, [Text("headline", "title", "Mira")], 900, 80)
    assert roomy.sets[0].lines[0].size == PORTRAIT.roles["title"].largest
    assert tight.sets[0].lines[0].size < roomy.sets[0].lines[0].size


def test_texts_in_a_column_stand_beneath_one_another():
    texts = [Text("facts", "facts", f"fact {number}", mark=True) for number in range(3)]
    column = fitted(SETTER, texts, 600, 400)
    tops = [each.top for each in column.sets]
    assert tops == sorted(tops)
    assert tops[0] == 0
    assert column.height <= 400


def test_the_least_size_is_never_passed():
    role = PORTRAIT.roles["facts"]
    assert role.size(STEPS - 1) == pytest.approx(role.least)
    with pytest.raises(Invalid):
        fitted(SETTER, [Text("facts", "facts", "one fact")], 600, role.least * 0.8)


def test_the_text_that_is_too_long_is_the_one_that_is_named():
    texts = [Text("companion", "companion", "short"), Text("facts", "facts", "long " * 60)]
    with pytest.raises(Invalid) as refused:
        fitted(SETTER, texts, 600, 300)
    assert set(refused.value.fields) == {"facts"}


def test_one_character_too_many_is_said_in_the_singular():
    def words_of(count: int) -> str:
        try:
            fitted(SETTER, [Text("phone", "phone", "m" * count)], 400, 200)
        except Invalid as error:
            return error.fields["phone"]
        return ""

    first = next(words for words in map(words_of, range(1, 200)) if words)
    assert "is 1 character too long" in first
