"""The one true line, and the drawing."""

from datetime import UTC, datetime

import pytest

from campaigns.deliveries import telling
from campaigns.deliveries.model import (
    Deed,
    Delivery,
    DeliveryAttempt,
    DeliveryStage,
    DeliveryState,
)
from campaigns.platforms.going import WITHOUT

AT = datetime(2026, 5, 16, 12, tzinfo=UTC)
S = DeliveryState


def delivery(state, **given):
    parts = [{"text": "One", "media": []}, {"text": "Two", "media": []}]
    return Delivery(
        **{
            "state": state,
            "released": True,
            "overdue": False,
            "held": False,
            "out_count": 0,
            "snapshot": {"parts": parts},
            **given,
        }
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (delivery(S.PLANNED, released=False), "It is planned, and waits for approval."),
        (delivery(S.PLANNED, overdue=True), "It missed its time. It goes only when you say so."),
        (delivery(S.PLANNED, held=True), "The guard holds it."),
        (delivery(S.PLANNED, out_count=1), "goes by itself. 1 part of 2 is out."),
        (delivery(S.SENT, out_count=2), "It is out."),
        (delivery(S.WITHDRAWN), "It was withdrawn before it was sent."),
        (delivery(S.WITHDRAWN, out_count=1), "1 part of 2 is out."),
        (delivery(S.WITHDRAWN, out_count=2, withdraw_proof={"words": "404"}), "is gone"),
        (delivery(S.REJECTED), "It is not out."),
    ],
)
def test_the_line_says_what_is_true_and_no_more(given, words):
    assert words in telling.line(given)


def test_every_state_has_a_line():
    assert all(telling.line(delivery(state)) for state in S)


def test_the_drawing_keeps_the_platform_s_own_words_and_names_parts_of_threads():
    tried = [
        DeliveryAttempt(at=AT, what=Deed.CLAIM, outcome="begun", words="", part=1),
        DeliveryAttempt(at=AT, what=Deed.PUBLISH, outcome="unknown", words="No answer", part=1),
        DeliveryAttempt(at=AT, what=Deed.PERSON, outcome="something new", words="", part=2),
    ]
    steps = telling.steps(delivery(S.UNKNOWN), tried)
    assert [(each.word, each.tone, each.words, each.part) for each in steps] == [
        ("sending", "wait", "", 1),
        ("unknown", "unknown", "No answer", 1),
        ("a person decided", "calm", "", 2),
    ]


def test_what_a_post_had_to_do_without_says_why():
    said = "YouTube said: verify the channel first."
    refused = DeliveryStage(delivery_id=1, part=1, stage=f"{WITHOUT}still", at=AT, value=said)
    (step,) = telling.steps(delivery(S.SENT), [], [refused])
    assert (step.word, step.words) == ("goes on without its still", said)
