from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from campaigns.appeals import actions, queries
from campaigns.appeals.model import AppealState
from campaigns.cases import story_actions as story
from campaigns.cases.given import IncidentGiven, PersonGiven, SeenGiven
from campaigns.cases.model import CaseKind, CaseState, PersonRole
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, NotFound, WrongState
from campaigns.timeline.model import TimelineEntry
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.publicity import decide_to_publish

pytestmark = pytest.mark.usefixtures("app")


def _story(case_id):
    rows = db.session.query(TimelineEntry).filter_by(case_id=case_id).order_by(TimelineEntry.seq)
    return [row.summary for row in rows]


def _case_of_mira(**given):
    case = make_case(**given)
    story.add_person(
        case.id,
        PersonRole.MISSING,
        PersonGiven(name="Mira Vance-Holloway", public_name="Mira", age_from=7),
        actor=HOUSE,
    )
    return case


def _ready():
    case = _case_of_mira()
    actions.start_appeal(case.id, actor=HOUSE)
    actions.edit_appeal(case.id, actor=HOUSE, headline="Have you seen Mira, 7?", ask="Tell us.")
    decide_to_publish(case.id)
    story.record_last_seen(
        case.id,
        SeenGiven(clock.now().replace(tzinfo=None) - timedelta(days=2), case.timezone, "Parkdale"),
        actor=HOUSE,
    )
    return case


def test_a_new_appeal_is_a_draft_with_hashtag_address_code_and_phone():
    case = _case_of_mira()
    appeal = actions.start_appeal(case.id, actor=HOUSE)
    assert appeal.state is AppealState.DRAFT
    assert appeal.hashtag == "FindMiraV"
    assert appeal.slug.startswith("find-mira-v-")
    assert len(appeal.code) == 9
    assert appeal.contact_phone == "416-555-0143"
    assert _story(case.id)[-1] == "Appeal begun"


def test_a_case_has_one_appeal():
    case = _ready()
    with pytest.raises(WrongState):
        actions.start_appeal(case.id, actor=HOUSE)


def test_a_witness_appeal_takes_its_hashtag_from_the_place():
    case = make_case(kind=CaseKind.WITNESS)
    now = clock.now().replace(tzinfo=None) - timedelta(days=1)
    story.set_incident(
        case.id, IncidentGiven("A car was hit.", now, now, "Cherry Street"), actor=HOUSE
    )
    assert actions.start_appeal(case.id, actor=HOUSE).hashtag == "CherryStreetWitness"


def test_a_proposed_hashtag_makes_room_for_one_that_is_held():
    make_appeal(hashtag="FindMiraV", hashtag_key="findmirav")
    case = _case_of_mira()
    assert actions.start_appeal(case.id, actor=HOUSE).hashtag == "FindMiraV2"


def test_a_draft_takes_another_hashtag_and_an_address_that_follows_it():
    case = _ready()
    actions.edit_appeal(case.id, actor=HOUSE, hashtag="#bring mira home")
    appeal = queries.get_appeal(case.id)
    assert (appeal.hashtag, appeal.hashtag_key) == ("BringMiraHome", "bringmirahome")
    assert appeal.slug.startswith("bring-mira-home-")


def test_a_hashtag_that_a_live_or_paused_appeal_holds_is_refused_beside_the_field():
    holder = make_appeal(hashtag="Straße", hashtag_key="strasse")
    actions.pause_appeal(holder.case_id, actor=HOUSE)
    case = _ready()
    with pytest.raises(Invalid) as refused:
        actions.edit_appeal(case.id, actor=HOUSE, hashtag="STRASSE")
    assert "Another appeal" in refused.value.fields["hashtag"]
    assert queries.get_appeal(case.id).hashtag == "FindMiraV"


def test_an_ended_appeal_lets_go_of_its_hashtag():
    holder = make_appeal(hashtag="Home", hashtag_key="home")
    actions.end_appeal(holder.case_id, "Thank you.", actor=HOUSE)
    case = _ready()
    assert actions.edit_appeal(case.id, actor=HOUSE, hashtag="home").hashtag == "Home"


def test_a_live_appeal_keeps_its_hashtag_and_takes_new_words():
    case = _ready()
    actions.launch_appeal(case.id, by=case.lead)
    before = queries.get_appeal(case.id).page_version
    actions.edit_appeal(case.id, actor=HOUSE, ask="Please tell us.", hashtag="FindMiraV")
    assert queries.get_appeal(case.id).page_version == before + 1
    with pytest.raises(Invalid):
        actions.edit_appeal(case.id, actor=HOUSE, hashtag="Other")


def test_a_change_that_changes_nothing_leaves_no_line():
    case = _ready()
    lines = len(_story(case.id))
    actions.edit_appeal(case.id, actor=HOUSE, headline="Have you seen Mira, 7?")
    assert len(_story(case.id)) == lines


def test_an_appeal_lives_from_draft_to_its_end():
    case = _ready()
    actions.launch_appeal(case.id, by=case.lead)
    appeal = queries.get_appeal(case.id)
    assert appeal.state is AppealState.LIVE
    assert appeal.launched_at == clock.now()
    actions.pause_appeal(case.id, actor=HOUSE)
    assert queries.list_live() == []
    actions.resume_appeal(case.id, actor=HOUSE)
    actions.end_appeal(case.id, "Thank you for every share.", actor=HOUSE)
    appeal = queries.get_appeal(case.id)
    assert (appeal.state, appeal.closing_text) == (AppealState.ENDED, "Thank you for every share.")
    assert _story(case.id)[-4:] == [
        "Appeal launched: #FindMiraV",
        "Appeal paused",
        "Appeal resumed",
        "Appeal ended",
    ]


def test_every_move_moves_the_page():
    case = _ready()
    versions = [queries.get_appeal(case.id).page_version]
    for deed in (
        lambda: actions.launch_appeal(case.id, by=case.lead),
        lambda: actions.pause_appeal(case.id, actor=HOUSE),
        lambda: actions.resume_appeal(case.id, actor=HOUSE),
        lambda: actions.touch_page(case.id),
        lambda: actions.end_appeal(case.id, "Thank you.", actor=HOUSE),
    ):
        deed()
        versions.append(queries.find_page_version(queries.get_appeal(case.id).slug).appeal)
    assert versions == sorted(set(versions))


def test_an_appeal_that_lacks_something_is_not_launched():
    case = make_case()
    actions.start_appeal(case.id, actor=HOUSE)
    with pytest.raises(Invalid) as refused:
        actions.launch_appeal(case.id, by=case.lead)
    assert {"headline", "ask", "person"} <= set(refused.value.fields)
    assert queries.get_appeal(case.id).state is AppealState.DRAFT


def test_a_closed_case_is_not_launched():
    case = _ready()

    @atomic
    def close():
        case.state = CaseState.CLOSED

    close()
    with pytest.raises(WrongState):
        actions.launch_appeal(case.id, by=case.lead)


def test_nothing_is_launched_twice_or_resumed_without_a_pause():
    case = _ready()
    actions.launch_appeal(case.id, by=case.lead)
    with pytest.raises(WrongState):
        actions.launch_appeal(case.id, by=case.lead)
    with pytest.raises(WrongState):
        actions.resume_appeal(case.id, actor=HOUSE)


def test_two_drafts_of_one_hashtag_cannot_both_go_live(monkeypatch):
    case = _ready()
    make_appeal(hashtag="FindMiraV", hashtag_key="findmirav")
    with pytest.raises(Invalid):
        actions.launch_appeal(case.id, by=case.lead)
    monkeypatch.setattr(actions, "find_by_hashtag", lambda _key: None)
    with pytest.raises(Invalid) as refused:
        actions.launch_appeal(case.id, by=case.lead)
    assert "hashtag" in refused.value.fields
    assert isinstance(refused.value.__cause__, IntegrityError)
    assert queries.get_appeal(case.id).state is AppealState.DRAFT


def test_closing_words_that_name_someone_are_refused():
    case = _ready()
    actions.launch_appeal(case.id, by=case.lead)
    with pytest.raises(Invalid):
        actions.end_appeal(case.id, "Mira is safe.", actor=HOUSE)
    assert queries.get_appeal(case.id).state is AppealState.LIVE


def test_an_account_is_used_once_and_dropped_once():
    case, channel = _ready(), make_channel()
    for _ in range(2):
        actions.use_channel(case.id, channel.id, actor=HOUSE)
    assert queries.channels_of(queries.get_appeal(case.id).id) == [channel]
    for _ in range(2):
        actions.drop_channel(case.id, channel.id, actor=HOUSE)
    assert queries.channels_of(queries.get_appeal(case.id).id) == []
    assert [line for line in _story(case.id) if channel.handle in line] == [
        f"Appeal speaks through @{channel.handle} (rehearsal)",
        f"Appeal no longer speaks through @{channel.handle} (rehearsal)",
    ]


def test_an_account_made_for_another_case_is_not_borrowed():
    case, channel = _ready(), make_channel(dedicated_case_id=make_case().id)
    with pytest.raises(Invalid):
        actions.use_channel(case.id, channel.id, actor=HOUSE)


def test_a_case_without_an_appeal_has_nothing_to_pause():
    with pytest.raises(NotFound):
        actions.pause_appeal(make_case().id, actor=HOUSE)
