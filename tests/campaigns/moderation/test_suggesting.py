"""What a rule suggests to hide, and what it leaves alone: criticism, above all."""

import json
from pathlib import Path

import pytest

from campaigns.moderation.model import HideWhy
from campaigns.moderation.suggesting import is_criticism, suggestions_for

STORIES = Path(__file__).parents[2] / "stories" / "data"


def said(story: str, tip_id: str) -> str:
    tips = json.loads((STORIES / f"{story}.json").read_text())["tips"]
    return next(tip["text"] for tip in tips if tip["id"] == tip_id)


@pytest.mark.parametrize(
    ("story", "tip_id", "why"),
    [
        ("a_missing_child", "A-T07", HideWhy.ABUSE),
        ("b_witness", "B-T07", HideWhy.NAMES_SOMEONE),
        ("b_witness", "B-T11", HideWhy.SCAM),
        ("b_witness", "B-T08", HideWhy.GRAPHIC),
    ],
)
def test_what_the_stories_want_hidden_is_suggested(story, tip_id, why):
    assert why in [each.why for each in suggestions_for(said(story, tip_id))]


@pytest.mark.parametrize(
    ("story", "tip_id"),
    [("b_witness", "B-T14"), ("a_missing_child", "A-T12"), ("a_missing_child", "A-T01"),
     ("b_witness", "B-T03"), ("b_witness", "B-T04"), ("a_missing_child", "A-T13")],
)  # fmt: skip
def test_criticism_sightings_and_questions_are_left_alone(story, tip_id):
    assert suggestions_for(said(story, tip_id)) == []


@pytest.mark.parametrize(
    "words",
    [
        "Useless cops. You only appeal when it is a rich neighbourhood.",
        "The police are racist and lazy, shame on you",
        "La police est inutile, faites votre travail",
        "Where were you last year when my brother went missing? Waste of our money.",
        "It was the police who let her down",
    ],
)
def test_harsh_words_about_us_suggest_nothing(words):
    assert [each for each in suggestions_for(words) if each.why is not HideWhy.ABUSE] == []


def test_criticism_is_known_as_such():
    assert is_criticism("Useless cops!")
    assert not is_criticism("I saw her by the lake")
