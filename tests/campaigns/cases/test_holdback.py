import pytest

from campaigns.cases.holdback import TOGETHER, Detail, Guard, Said, Severity
from tests.campaigns.cases.guarded import (
    appeals,
    cases,
    comes_out,
    forms,
    guard_of,
    prose,
    read,
    rules,
    siblings,
    verdict,
)


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['id']} {case['form']}")
def test_a_case_comes_out_as_it_should(case):
    hits = read(case["case"], case["text"])
    assert comes_out(case, hits), hits


def test_every_form_comes_out_as_it_should():
    wrong = [
        (case["text"], case["expect"], hits)
        for case in forms()
        for hits in [read(case["case"], case["text"], closed=case.get("closed", False))]
        if not comes_out(case, hits)
    ]
    assert wrong == []


def test_every_sibling_comes_out_as_it_should():
    wrong = [
        (case["texts"], case["expect"], hits)
        for case in siblings()
        for hits in [read(case["case"], *case["texts"], closed=case["closed"])]
        if not comes_out(case, hits)
    ]
    assert wrong == []


def test_texts_as_offices_write_them_come_out_as_they_should():
    wrong = [
        (case["text"], case["expect"], hits)
        for case in prose()
        for hits in [read(case["case"], case["text"])]
        if not comes_out(case, hits)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "post"),
    [(name, post) for name, appeal in appeals().items() for post in appeal["posts"]],
    ids=lambda value: value if isinstance(value, str) else value["id"],
)
def test_a_post_of_an_appeal_comes_out_as_written(name, post):
    said = [Said(f"part {number}", text) for number, text in enumerate(post["text"], start=1)]
    said += [Said("captions", post["captions"])] if "captions" in post else []
    hits = guard_of(name, closed=post["closed"]).read(said)
    assert verdict(hits) == post["expect"], hits
    assert rules(hits) == set(post["why"])


@pytest.mark.parametrize(
    ("name", "tip"),
    [(name, tip) for name, appeal in appeals().items() for tip in appeal["tips"]],
    ids=lambda value: value if isinstance(value, str) else value["id"],
)
def test_a_tip_touches_what_it_touches(name, tip):
    hits = guard_of(name).touches([Said("message", tip["text"])])
    assert rules(hits) == {f"holdback:{each}" for each in tip["touches"]}


@pytest.mark.parametrize(
    ("name", "tip", "whole"),
    [
        ("A", "A-T09", {"holdback:H1"}),
        ("A", "A-T11", set()),
        ("B", "B-T05", {"holdback:H1", "holdback:H2"}),
        ("B", "B-T09", {"holdback:H3"}),
    ],
)
def test_a_tip_that_says_a_detail_in_several_ways_says_the_whole_of_it(name, tip, whole):
    (text,) = [each["text"] for each in appeals()[name]["tips"] if each["id"] == tip]
    hits = guard_of(name).touches([Said("message", text)])
    assert rules([hit for hit in hits if hit.severity is Severity.BLOCK]) == whole


def test_what_two_posts_say_together_is_found_and_said_to_be_so():
    hits = read("A", "Look for a scar that is shaped like", "a star, says her father")
    assert [(hit.where, hit.severity) for hit in hits] == [(TOGETHER, Severity.BLOCK)]


def test_what_was_posted_before_counts_only_with_what_is_posted_now():
    guard = guard_of("B")
    before = ["They were looking for a white", "A van with a ladder"]
    assert guard.read([Said("text", "Please call us.")], before) == []
    assert rules(guard.read([Said("text", "van. Have you seen it?")], before[:1])) == {
        "holdback:H3"
    }


def test_a_hit_says_where_and_what_in_the_words_of_the_text():
    hit = read("B", "So:  a WHITE,\nrusty VAN drove off", where="part 2")[0]
    assert (hit.where, hit.excerpt, hit.detail_id) == ("part 2", "WHITE,\nrusty VAN", 3)
    assert hit.why
    assert hit.instead


def test_loose_words_warn_and_given_translations_stop():
    detail = Detail(1, "a key under the mat", ("spare key",), ("llave de repuesto",), ("way in",))
    guard = Guard([detail])
    assert verdict(guard.read([Said("text", "hay una llave de repuesto")])) == "block"
    assert verdict(guard.read([Said("text", "they knew the way in")])) == "warn"


def test_a_withheld_fact_is_guarded_without_terms():
    guard = Guard([], facts=["She left her phone in the freezer at home"])
    told = guard.read([Said("text", "her phone was left in the freezer at home")])
    assert verdict(told) == "block"
    assert verdict(guard.read([Said("text", "her phone is switched off")])) == "pass"
