"""How surely the guard tells what gives something away, and how long it reads with 50 details."""

import time
from collections.abc import Iterable, Sequence
from itertools import product
from statistics import median
from typing import Any

from campaigns.cases.holdback import Detail, Guard, Said
from tests.bench.table import Row
from tests.campaigns.cases.guarded import forms, guard_of, prose, siblings, verdict

DETAILS, ROUNDS = 50, 5
THINGS = ("glove", "key", "bracelet", "umbrella", "suitcase", "notebook", "candle", "hammer")
LOOKS = ("green", "torn", "wooden", "silver", "striped", "broken", "plastic")


def rows() -> list[Row]:
    """Measure."""
    texts = [case["text"] for case in prose()]
    details = _details()
    guard = Guard(details)
    guard.read([Said("text", " ".join(texts))])  # what it learns of words, it learns once
    read_ms = _ms(lambda text: guard.read([Said("text", text)]), texts)
    new = [f"{text} {number}" for number, text in enumerate(texts)]
    fresh_ms = median(_once_ms(Guard(details), text) for text in new[:20])
    terms = [term.casefold() for each in details for term in each.terms]
    floor_ms = _ms(lambda text: [term in text.casefold() for term in terms], texts)
    return [
        *_sure("prose", prose()),
        *_sure("forms", forms()),
        *_sure("siblings", siblings()),
        Row(
            "guard, a text and 50 details",
            read_ms,
            "ms",
            "<= 5",
            floor_ms,
            "terms letter by letter",
        ),
        Row("guard, the first text of a new guard", fresh_ms, "ms", "<= 5"),
    ]


def _sure(name: str, cases: Sequence[dict[str, Any]]) -> list[Row]:
    """Return how many alarms are right, how many texts raise one, and how many harmless ones do."""
    raised = right = wanted = quiet = noisy = 0
    for case in cases:
        hits = guard_of(case["case"], closed=case.get("closed", False)).read(
            [Said("text", text) for text in case.get("texts") or [case["text"]]]
        )
        bad = case["expect"] != "pass"
        alarm = verdict(hits) != "pass"
        raised += alarm
        wanted += bad
        quiet += not bad
        right += alarm and bad
        noisy += alarm and not bad
    return [
        Row(f"guard on {len(cases)} {name}: precision", 100 * right / raised, "%", ">= 95"),
        Row(f"guard on {len(cases)} {name}: recall", 100 * right / wanted, "%", ">= 95"),
        Row(f"guard on {quiet} harmless {name}: alarms", 100 * noisy / quiet, "%", "<= 5"),
    ]


def _details() -> list[Detail]:
    """Return fifty details of three terms each."""
    found = []
    for number, (look, thing) in enumerate(product(LOOKS, THINGS), start=1):
        terms = (f"{look} {thing}", f"{thing} under the stairs", f"{thing} behind the door")
        found.append(Detail(number, f"a {look} {thing} lay under the stairs of the house", terms))
    return found[:DETAILS]


def _ms(read, texts: Iterable[str]) -> float:
    """Return how long one text takes (the median round, milliseconds)."""
    texts, took = list(texts), []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for text in texts:
            read(text)
        took.append(time.perf_counter() - start)
    return median(took) * 1000 / len(texts)


def _once_ms(guard: Guard, text: str) -> float:
    start = time.perf_counter()
    guard.read([Said("text", text)])
    return (time.perf_counter() - start) * 1000
