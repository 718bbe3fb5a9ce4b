from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.kernel import vault
from campaigns.tips import codename


@pytest.fixture(autouse=True)
def _vault():
    vault.install((b"v" * 32,))


def test_there_are_2048_words_of_four_letters_or_more_that_differ_in_the_first_four():
    assert len(codename.WORDS) == 2048
    assert len({word[:4] for word in codename.WORDS}) == 2048
    assert all(word.isalpha() and word.islower() and 4 <= len(word) <= 8 for word in codename.WORDS)


def test_no_word_begins_another_so_a_line_without_spaces_has_one_reading():
    words = sorted(codename.WORDS)
    assert not any(b.startswith(a) for a, b in pairwise(words))


def test_the_words_carry_88_bits():
    words = codename.derive(codename.new_key(), "sent").split()
    assert len(words) * codename.BITS_A_WORD >= 80


def test_the_same_key_and_words_give_the_same_codename_and_anything_else_another():
    key = codename.new_key()
    assert codename.derive(key, "a") == codename.derive(key, "a")
    others = {
        codename.derive(key, "b"),
        codename.derive(codename.new_key(), "a"),
    }
    vault.install((b"w" * 32,))
    others.add(codename.derive(key, "a"))
    assert len(others) == 3
    vault.install((b"v" * 32,))
    assert codename.derive(key, "a") not in others


def test_every_word_is_used():
    seen = {w for n in range(4000) for w in codename.derive("k", str(n)).split()}
    assert len(seen) == 2048


@settings(max_examples=60)
@given(st.integers(), st.sampled_from([" ", "-", "", ", ", "\n", " · ", "_", "1. "]), st.booleans())
def test_a_codename_is_read_however_it_is_written(number, between, loud):
    words = codename.derive("key", str(number))
    typed = between.join(words.split())
    assert codename.read(typed.upper() if loud else typed) == words


@given(st.text())
def test_nothing_that_is_typed_breaks_the_reading(typed):
    assert codename.read(typed) in {"", codename.read(codename.read(typed))}


def test_four_letters_of_each_word_are_enough():
    words = codename.derive("key", "x")
    assert codename.read(" ".join(word[:4] for word in words.split())) == words


def test_accents_of_a_phone_keyboard_do_not_matter():
    assert codename.read("ábout ábout able able able able able able")


@pytest.mark.parametrize("short", [None, "", "abc", "x" * 21])
def test_a_key_that_cannot_be_random_is_replaced(short):
    assert len(codename.sound_key(short)) >= 40
