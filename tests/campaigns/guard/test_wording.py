"""What must not be said is a table that a force makes its own."""

import pytest

from campaigns.audit.model import AuditEntry
from campaigns.cases.holdback import Said
from campaigns.cases.oversharing import SHIPPED, read_force_table, shipped
from campaigns.guard import guarding, queries, wording
from campaigns.kernel.db import db
from campaigns.kernel.errors import Invalid, NotAllowed, WrongState
from campaigns.users.model import Role
from tests.factories.cases import make_case
from tests.factories.users import make_user

GANG = """
[[rule]]
key = "gang_name"
title = "Name of a gang"
severity = "block"
when = "always"
why = "It is advertising."
instead = "Say “a group”."
[rule.words]
en = ["Eastgate boys"]
"""


def rule(**changed):
    said = {
        "key": '"gang_name"', "title": '"Gang"', "severity": '"block"', "when": '"always"',
        "why": '"Why."', "instead": '"Say so."', "words": '{en = ["Eastgate boys"]}',
    }  # fmt: skip
    said = {name: value for name, value in {**said, **changed}.items() if value}
    return "\n".join(["[[rule]]", *(f"{name} = {value}" for name, value in said.items())])


def test_a_force_adds_a_rule_and_the_guard_reads_by_it_at_once(app):
    case, chief = make_case(), make_user(Role.SUPERVISOR)
    said = [Said("text", "It was the Eastgate Boys.")]
    assert guarding.check(case.id, said) == []
    wording.write_wording(SHIPPED + GANG, "Agreed", seen=0, by=chief)
    (hit,) = guarding.check(case.id, said)
    assert (hit.rule, hit.severity.value, hit.instead) == ("gang_name", "block", "Say “a group”.")
    (line,) = db.session.scalars(db.select(AuditEntry).filter_by(about_type="wording"))
    assert line.detail == {"version": 1, "why": "Agreed"}


def test_a_rule_is_switched_off_and_back_again(app):
    case, chief = make_case(), make_user(Role.ADMINISTRATOR)
    said = [Said("text", "She was born 14 May 2018.")]
    off = SHIPPED.replace(
        'key = "full_dob"\ntitle = "Full date of birth"\nseverity = "warn"',
        'key = "full_dob"\ntitle = "Full date of birth"\nseverity = "off"',
    )
    assert off != SHIPPED
    wording.write_wording(off, "Ours say it", seen=0, by=chief)
    assert guarding.check(case.id, said) == []
    wording.write_wording(SHIPPED, "Back", seen=1, by=chief)
    assert [hit.rule for hit in guarding.check(case.id, said)] == ["full_dob"]
    assert [each.version for each in queries.list_wordings()] == [2, 1]


def test_a_built_in_rule_that_is_left_out_works_as_shipped():
    table = read_force_table(GANG)
    assert {each.key for each in table} == {"gang_name"} | {
        each.key for each in shipped() if each.built_in
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[rule", "It cannot be read"),
        ("x = 1", "There is no rule in it"),
        ("rule = [1]", "Rule 1: it is no rule"),
        (rule(why=""), "Rule 1 (“Gang”): “why” is missing or empty."),
        (rule(instead='" "'), "Rule 1 (“Gang”): “instead” is missing or empty."),
        (rule(severity='"loud"'), "“severity” must be one of block, warn, off."),
        (rule(severity="[]"), "“severity” must be one of block, warn, off."),
        (rule(colour='"red"'), "“colour” is not known here."),
        (rule(words=""), "give at least one word or phrase."),
        (rule(words='{en = ["the"]}'), "“the” stands in almost every text"),
        (rule(words='{en = ["a"]}'), "“a” is too short"),
        (rule(words='{en = [""]}'), "“” has no letter in it"),
        (rule(words="{en = [1]}"), "words and phrases stand in quotes"),
        (rule(words='{tlh = ["nuqneH"]}'), "“tlh” is not a language"),
        (rule(built_in="true"), "“built_in” stays as it was shipped"),
        (rule(title='"' + "x" * 61 + '"'), "more than 60 characters"),
        (rule() + "\n" + rule(), "Rule 2 (“Gang”): “gang_name” is in the table already."),
    ],
)  # fmt: skip
def test_a_broken_table_is_refused_with_its_row_named(text, words):
    with pytest.raises(Invalid) as refused:
        read_force_table(text)
    assert words in refused.value.fields["text"]


def test_who_comes_second_is_told_and_who_says_no_reason_is_asked(app):
    chief = make_user(Role.SUPERVISOR)
    with pytest.raises(Invalid, match="Say why"):
        wording.write_wording(GANG, " ", seen=0, by=chief)
    with pytest.raises(Invalid, match="Nothing is different"):
        wording.write_wording(SHIPPED, "Why", seen=0, by=chief)
    wording.write_wording(GANG, "Ours", seen=0, by=chief)
    with pytest.raises(WrongState):
        wording.write_wording(SHIPPED, "Back", seen=0, by=chief)


def test_an_investigator_does_not_change_it(app):
    with pytest.raises(NotAllowed):
        wording.write_wording(GANG, "Mine", seen=0, by=make_user())
