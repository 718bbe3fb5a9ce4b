"""Texts that the guard is tried on, and the appeals that they belong to."""

import json
from datetime import date
from functools import lru_cache
from pathlib import Path

from campaigns.cases.holdback import Detail, Guard, Said
from campaigns.cases.said import Severity, Someone

HERE = Path(__file__).parent


@lru_cache(maxsize=8)
def appeals():
    return json.loads((HERE / "appeals.json").read_text(encoding="utf-8"))


def cases():
    return json.loads((HERE / "cases.json").read_text(encoding="utf-8"))


def forms():
    """Short texts, one for each form in which a thing can be said or only seem to be."""
    return json.loads((HERE / "forms.json").read_text(encoding="utf-8"))


def prose():
    """Two hundred texts as offices write them, in English and French."""
    said = _lines("prose.txt")
    return [{"case": case, "expect": expect, "text": text} for case, expect, text in said]


def siblings():
    """What is said in other words, scripts, orders and languages, and what only looks near."""
    return [
        {
            "case": case.rstrip("!"),
            "closed": case.endswith("!"),
            "expect": expect,
            "texts": text.replace("\\n", "\n").split(" // "),
        }
        for case, expect, text in _lines("siblings.txt")
    ]


def _lines(name):
    lines = (HERE / name).read_text(encoding="utf-8").split("\n")
    return [line.split("|", 2) for line in lines if line and not line.startswith("#")]


def comes_out(case, hits):
    """Say whether the guard did what a case expects: `block`, `warn_or_block`, `block:rule`."""
    wanted, _, rule = case["expect"].partition(":")
    return verdict(hits) in wanted.split("_or_") and (not rule or rule in rules(hits))


@lru_cache(maxsize=8)
def guard_of(name, *, closed=False):
    """The guard of appeal A (a missing child) or B (a shooting); "any" stands for A."""
    appeal = appeals()["A" if name == "any" else name]
    details = [
        Detail(number, each["detail"], tuple(each["terms"]))
        for number, each in enumerate(appeal["withheld"], start=1)
    ]
    people = [
        Someone(
            tuple(each["names"]),
            date.fromisoformat(each["birth_date"]) if "birth_date" in each else None,
        )
        for each in appeal["people"]
    ]
    return Guard(details, people, closed=closed, missing=appeal["missing"])


def read(name, *texts, closed=False, where="text"):
    return guard_of(name, closed=closed).read([Said(where, text) for text in texts])


def verdict(hits):
    if any(hit.severity is Severity.BLOCK for hit in hits):
        return "block"
    return "warn" if hits else "pass"


def rules(hits):
    return {f"holdback:H{hit.detail_id}" if hit.detail_id else hit.rule for hit in hits}
