"""What stories A and B expect of the guard: posts through the form, tips through their door."""

import json
from pathlib import Path

import pytest

from campaigns.cases import publicity_actions, story_actions
from campaigns.cases.given import HoldbackGiven, PersonGiven
from campaigns.cases.model import CaseKind, Outcome, PersonRole
from campaigns.closure import actions as closure
from campaigns.jobs import read_tips
from campaigns.kernel.db import db
from campaigns.kernel.errors import Invalid
from campaigns.notices.queries import list_unread
from campaigns.tips import mark_queries, triage
from campaigns.tips.marks import told_marks
from campaigns.tips.model import MarkKind, Priority, Tip, TipSource, TipState
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.deliveries import make_speaking_case
from tests.factories.media import make_photo
from tests.factories.tips import make_tip
from tests.factories.users import make_user

HERE = Path(__file__).parent / "data"
STORIES = {
    "A": json.loads((HERE / "a_missing_child.json").read_text()),
    "B": json.loads((HERE / "b_witness.json").read_text()),
}
OVER = {"A-P9", "A-P10"}  # story A's words after closing: said as a closing text
POSTS = {f"{name}-{each['id']}": each for name, told in STORIES.items() for each in told["posts"]}
ALARMS = {"A-T06": MarkKind.EXTORTION, "A-T08": MarkKind.PUBLICITY, "A-T15": MarkKind.SUBJECT}


def withheld(case, story, which=("H1", "H2", "H3")):
    """Withhold what the story withholds; return the numbers by the story's names."""
    return {
        each["id"]: publicity_actions.add_holdback(
            case.id,
            HoldbackGiven(each["detail"], tuple(each["terms"]), each["reason"]),
            by=case.lead,
        ).id
        for each in story["holdbacks"]
        if each["id"] in which
    }


def make_story(name, **given):
    """Make the case of a story, live, with its people, and nothing withheld yet."""
    story = STORIES[name]
    press = make_user(Role.PRESS_OFFICER)
    kind = CaseKind.MISSING if name == "A" else CaseKind.WITNESS
    case, channels = make_speaking_case(kind=kind, members=(press,), **given)
    case.press, case.channels, case.story = press, channels, story
    if name == "A":
        who, with_her = story["subject"], story["subject"]["companion"]
        main = PersonGiven(
            name=who["full_name"], public_name=who["public_name"], aliases=tuple(who["aliases"]),
        )  # fmt: skip
        other = PersonGiven(name=with_her["name"], aliases=(with_her["alias"],), relation="mother")
        story_actions.add_person(case.id, PersonRole.MISSING, main, actor=case.lead.actor)
        story_actions.add_person(case.id, PersonRole.COMPANION, other, actor=case.lead.actor)
    return case


def say(case, client, told):
    """Write an update as the story has it and ask for approval; return page and answer."""
    sign_in(client, case.press)
    fields = {"channel_ids": case.channels[0].id, "when": "once"}
    fields |= {
        f"texts-{at}": text for at, text in enumerate(told.get("thread", [told.get("text")]))
    }
    if "captions_excerpt" in told:
        photo = make_photo(case, alt="A girl", publish=True)
        fields |= {"media-0": photo.id, f"alt-0-{photo.id}": told["captions_excerpt"]}
    made = post(client, f"/staff/cases/{case.id}/updates/new", **fields)
    assert made.status_code == 303, "a draft is always kept"
    shown = client.get(made.location).get_data(as_text=True)
    return shown, post(client, f"{made.location}/submit")


@pytest.mark.parametrize("name", sorted(POSTS.keys() - OVER))
def test_every_post_of_the_stories_is_let_through_warned_of_or_stopped(app, client, name):
    told, case = POSTS[name], make_story(name[0])
    withheld(case, case.story)
    shown, answer = say(case, client, told)
    if told["expect"] == "pass":
        assert answer.status_code == 303, (told, answer.get_data(as_text=True)[-3000:])
        assert "What the guard says" not in shown
        return
    assert answer.status_code == 422, told
    assert ("Stops it" if told["expect"] == "block" else "Read this") in shown, told
    for each in case.story["holdbacks"]:
        assert each["detail"] not in shown + answer.get_data(as_text=True), told


def test_after_closing_neither_the_name_nor_the_place_is_said(app):
    case = make_story("A")
    found = (case.id, Outcome.LOCATED_SAFE, "DC Marsh has seen her")
    with pytest.raises(Invalid) as refused:
        closure.propose_closure(*found, by=case.lead, public_text=POSTS["A-P10"]["text"])
    assert set(refused.value.fields) == {"public_text"}
    thanks = POSTS["A-P9"]["text"].replace("#FindMiraV ", "")  # the tag holds her name
    assert closure.propose_closure(*found, by=case.lead, public_text=thanks)


def marks(tip):
    return {each.kind: each.detail_id for each in mark_queries.list_marks([tip.id])}


def touched(tip):
    return {
        each.detail_id for each in mark_queries.list_marks([tip.id])
        if each.kind in {MarkKind.RESTRICTED, MarkKind.PARTIAL}
    }  # fmt: skip


@pytest.mark.parametrize("name", ["A", "B"])
def test_every_tip_of_the_stories_is_marked_as_they_expect(app, name):
    case = make_story(name)
    details = withheld(case, case.story)
    source = {"web": TipSource.WEB}
    tips = {
        each["id"]: make_tip(
            case=case, text=each["text"], anonymous=each["anonymous"],
            source=source.get(each["channel"], TipSource.PHONE),
        )
        for each in case.story["tips"]
    }  # fmt: skip
    read_tips.run()
    wrong = {}
    for each in case.story["tips"]:
        tip, expect = db.session.get(Tip, tips[each["id"]].id), each["expect"]
        named = expect.get("holdback", [])
        wanted = {
            details[one.rstrip("?")] for one in ([named] if isinstance(named, str) else named)
        }
        if touched(tip) != wanted:
            wrong[each["id"]] = (touched(tip), wanted)
        if wanted and tip.priority.value != expect["priority"].removesuffix("_route"):
            wrong[each["id"], "priority"] = (tip.priority, expect["priority"])
        assert tip.state is TipState.NEW
    assert wrong == {}


@pytest.mark.parametrize("name", ["A", "B"])
def test_only_the_alarms_of_the_stories_sound(app, name):
    case = make_story(name)
    tips = {
        f"{name}-{each['id'].rpartition('-')[2]}": make_tip(case=case, text=each["text"])
        for each in case.story["tips"]
    }
    read_tips.run()
    heard = {told: set(marks(tip)) for told, tip in tips.items() if marks(tip)}
    assert heard == {told: {kind} for told, kind in ALARMS.items() if told[0] == name}


def test_what_story_b_calls_a_contradiction_is_flagged_kept_and_not_raised(app):
    case = make_story("B")
    details = withheld(case, case.story)
    (told,) = [each for each in case.story["tips"] if each["id"] == "B-T06"]
    tip = make_tip(case=case, text=told["text"])
    read_tips.run()
    assert marks(tip)[MarkKind.CONTRADICTS] == details["H1"]
    assert db.session.get(Tip, tip.id).priority is Priority.MEDIUM


def test_a_dismissed_tip_resurfaces_when_what_it_speaks_of_is_withheld(app):
    case = make_story("A")
    (told,) = [each for each in case.story["tips"] if each["id"] == "A-T09"]
    tip = make_tip(case=case, text=told["text"])
    read_tips.run()
    triage.set_state(case.id, tip.id, TipState.NO_ACTION, by=case.lead)
    withheld(case, case.story, which=("H1",))
    read_tips.run()
    tip = db.session.get(Tip, tip.id)
    assert (tip.state, tip.unread, tip.priority) == (TipState.OPEN, True, Priority.URGENT)
    shown = str(told_marks(tip, case.lead))
    assert "witness or the offender" in shown


def test_at_three_in_the_night_whoever_may_know_is_called(app, moving_clock):
    moving_clock.go("2026-05-16T03:10:00-04:00")
    case = make_story("B")
    withheld(case, case.story)
    (told,) = [each for each in case.story["tips"] if each["id"] == "B-T05"]
    make_tip(case=case, text=told["text"])
    read_tips.run()
    for user_id in (case.lead_id, case.deputy_id):
        called = [each for each in list_unread(user_id) if "restricted priority" in each.subject]
        assert [each.urgent for each in called] == [True]
        assert "beads" not in str([(each.subject, each.body) for each in called])
