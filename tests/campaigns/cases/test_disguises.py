"""Whatever a withheld detail is dressed up as, it is found; what shares no word with it is not."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.cases.folding import fold_words
from campaigns.cases.said import TOGETHER, Said, Severity
from tests.campaigns.cases.guarded import appeals, guard_of, prose, read, verdict

TERMS = [
    (name, term)
    for name, each in appeals().items()
    for one in each["withheld"]
    for term in one["terms"]
]
LONG = [each for each in TERMS if len(each[1]) > 9 and each[1].isascii()]
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f"
# Cyrillic, Greek, wide and bold letters, and letters with accents.
ALIKE = {
    "a": "\u0430\u0251\uff41\U0001d41a",
    "c": "\u0441\uff43",
    "e": "\u0435\uff45\u00e9",
    "i": "\u0456\uff49\u00ed",
    "o": "\u043e\u03bf\uff4f\u00f3",
    "p": "\u0440\uff50",
    "s": "\u0455\uff53",
    "x": "\u0445\uff58",
    "y": "\u0443",
    "r": "\uff52\U0001d5ff",
    "t": "\uff54\U0001d4fd",
    "n": "\uff4e\u00f1",
    "h": "\u04bb\uff48",
}
LEET = {"a": "4@", "e": "3", "o": "0", "s": "5$", "i": "1"}
term = st.sampled_from(TERMS)
few = settings(max_examples=30, deadline=None, derandomize=True)


def stopped(name, text):
    return verdict(read(name, text)) == "block"


@st.composite
def invisible(draw):
    name, said = draw(term)
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(said)))
        said = said[:at] + draw(st.sampled_from(INVISIBLE)) + said[at:]
    return name, said


@st.composite
def dressed(draw, letters):
    name, said = draw(term)
    swap = [draw(st.sampled_from([c, *letters.get(c, "")])) for c in said]
    return name, "".join(swap)


@st.composite
def slipped(draw):
    """A long term with two neighbouring letters of one of its long words changed over."""
    name, said = draw(st.sampled_from(LONG))
    words = said.split(" ")
    long = [at for at, word in enumerate(words) if len(word) > 6 and word.isalpha()]
    at = draw(st.sampled_from(long)) if long else None
    if at is None:
        return name, said
    word = words[at]
    cut = draw(st.integers(1, len(word) - 3))
    words[at] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    return name, " ".join(words)


@few
@given(invisible())
def test_invisible_letters_hide_nothing(case):
    assert stopped(*case)


@few
@given(dressed(ALIKE))
def test_letters_that_look_alike_hide_nothing(case):
    assert stopped(*case)


@few
@given(dressed(LEET))
def test_digits_for_letters_hide_nothing(case):
    assert stopped(*case)


@few
@given(slipped())
def test_a_slip_of_the_pen_hides_nothing(case):
    assert stopped(*case)


@few
@given(term, st.sampled_from([str.upper, str.title, str.swapcase, str.casefold]))
def test_case_hides_nothing(case, change):
    name, said = case
    assert stopped(name, change(said))


@few
@given(term, st.sampled_from([" ", "-", "_", "  ", "\n", "\u00a0", ".", "+", "%20", "/"]))
def test_what_stands_between_words_hides_nothing(case, between):
    name, said = case
    assert stopped(name, between.join(said.replace("-", " ").split()))


@few
@given(term)
def test_a_hashtag_hides_nothing(case):
    name, said = case
    words = said.replace("-", " ").replace("’", " ").split()
    assert stopped(name, "#" + "".join(word.title() for word in words))
    assert stopped(name, f"see https://example.org/{'-'.join(words)}")
    assert stopped(name, f"{'_'.join(words)}.jpg")


@few
@given(term, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_no_form_of_unicode_hides_anything(case, form):
    name, said = case
    assert stopped(name, unicodedata.normalize(form, said))


@few
@given(term)
def test_letters_set_apart_hide_nothing(case):
    name, said = case
    spaced = " ".join(c for c in said if c.isalnum())
    assert stopped(name, spaced)


@few
@given(st.sampled_from([each for each in TERMS if " " in each[1]]), st.data())
def test_two_posts_say_together_what_neither_says_alone(case, data):
    name, said = case
    words = said.split(" ")
    cut = data.draw(st.integers(1, len(words) - 1))
    parts = [" ".join(words[:cut]), " ".join(words[cut:])]
    hits = guard_of(name).read([Said(f"part {at}", part) for at, part in enumerate(parts)])
    assert any(hit.severity is Severity.BLOCK for hit in hits)
    if not any(stopped(name, part) for part in parts):
        assert any(hit.where == TOGETHER for hit in hits)


@few
@given(st.sampled_from(prose()), term)
def test_a_detail_is_found_in_the_middle_of_anything(case, withheld):
    name, said = withheld
    assert stopped(name, f"{case['text']} {said}. {case['text']}")


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(max_size=400))
def test_no_text_breaks_the_guard_and_every_word_has_its_place(text):
    for word in fold_words(text):
        assert 0 <= word.start < word.end <= len(text)
    for hit in [*read("A", text), *read("B", text, closed=True)]:
        assert hit.excerpt.strip() in text
