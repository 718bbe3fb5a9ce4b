"""A rules table that cannot be used is refused with the row named."""

import pytest

from campaigns.cases.model import CaseKind, Risk
from campaigns.cases.scopes import Scope
from campaigns.kernel.errors import Invalid
from campaigns.policy.queries import SHIPPED
from campaigns.policy.reading import read
from campaigns.policy.table import Effect


def test_the_shipped_rules_ask_something_in_every_kind_of_case():
    table = read(SHIPPED, 0)
    assert {kind: len(table.questions_for(kind)) for kind in CaseKind} == {
        CaseKind.MISSING: 8, CaseKind.WITNESS: 5, CaseKind.IDENTIFY: 6, CaseKind.REMAINS: 5,
    }  # fmt: skip
    assert Scope.PHOTO in table.consent[CaseKind.MISSING]


def test_someone_who_flees_is_not_published_by_anybody_unless_a_life_hangs_on_it():
    (fleeing,) = [each for each in read(SHIPPED, 0).questions if each.key == "fleeing"]
    follows = fleeing.find("yes").follows
    assert follows[Risk.STANDARD].effect is follows[Risk.MEDIUM].effect is Effect.STOP
    assert (follows[Risk.HIGH].effect, follows[Risk.HIGH].rank) == (Effect.RANK, "superintendent")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('effect = "stop"', 'effect = "halt"', "question 1 (“fleeing”): answer 3: “halt” is not"),
        ('rank = "inspector"', 'rank = "major"', "answer 2: the rank “major” is not among"),
        ('key = "order"', 'key = "fleeing"', "two questions have the key “fleeing”"),
        ('ask = "Could they, or', 'asks = "Could they, or', "question 1 (“fleeing”): “asks” means"),
        ('kinds = ["missing"]', "kinds = []", "question 1 (“fleeing”): kinds is empty"),
        ('high = "inspector"', "", "decider.missing: high: the rank “” is not among"),
        ("confirm_within_h = 12", "confirm_within_h = 0", "whole number from 1"),
        ("[consent]", "[consents]", "“consents” means nothing here"),
        ('missing = ["name"', 'missing = ["surname"', "consent.missing: “surname” is not known"),
        ('[[rank]]\nkey = "constable"', '[[rank]]\nkey = ""', "rank 1: “key” is missing"),
        ("[recheck.tip]", "[recheck.tips]", "recheck: “tips” means nothing here"),
        ('key = "fleeing', "key = fleeing", "It cannot be read"),
        ('effect = "go"', 'effect = "go"\nrank = "inspector"', "make it “rank”"),
    ],
)  # fmt: skip
def test_a_broken_row_is_named(old, new, says):
    assert old in SHIPPED
    with pytest.raises(Invalid) as refused:
        read(SHIPPED.replace(old, new, 1), 1)
    said = refused.value.fields["text"]
    assert any(each in said for each in says.split("|")), said


@pytest.mark.parametrize("text", ["", "x", "rank = 3", "question = [1]", "[[rank]]", "\x00"])
def test_whatever_is_typed_is_refused_in_words(text):
    with pytest.raises(Invalid) as refused:
        read(text, 1)
    assert refused.value.fields["text"]
