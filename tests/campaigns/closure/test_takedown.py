import pytest

from campaigns.cases import story_actions
from campaigns.cases.given import PersonGiven
from campaigns.cases.model import PersonRole
from campaigns.channels import actions as channel_actions
from campaigns.channels.model import Channel, ChannelState
from campaigns.closure import listing, queries, rules, takedown
from campaigns.closure.model import Seen, TakedownKind, TakedownState
from campaigns.deliveries import take_back
from campaigns.deliveries.journey import keep_stage
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.hearing.model import Stranger, StrangerState
from campaigns.jobs import send_deliveries, take_down
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.notices.model import Notice
from campaigns.platforms import rehearsal
from campaigns.platforms.base import Post
from campaigns.platforms.network import crowd, faults
from tests.campaigns.closure.ending import bring_back, close, tasks_of, work_off
from tests.factories.channels import make_channel
from tests.factories.deliveries import make_delivery, make_speaking_case
from tests.factories.updates import make_approved

K, S = TakedownKind, TakedownState


@pytest.fixture
def spoken(app):
    """A live case with a thread of two parts out on one account."""
    case, (channel,) = make_speaking_case("northbank")
    make_approved(case, [channel], "Have you seen Mira, 7?", "She may be called Lena.")
    send_deliveries.run(workers=1)
    return case, channel


def subjects():
    db.session.rollback()
    return [each.subject for each in db.session.query(Notice).order_by(Notice.id)]


@atomic
def stands_by_hand(channel, ref, **given):
    row = Stranger(
        channel_id=channel.id, remote_ref=ref, url=f"/rehearsal/{ref}", text="By hand",
        posted_at=clock.now(), found_at=clock.now(), **given,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def test_each_part_is_listed_with_its_number_address_and_what_was_said_of_it(spoken, moving_clock):
    case, _ = spoken
    close(case)
    work_off(moving_clock)
    first, second = tasks_of(case)
    assert (first.what, first.part, second.part) == (K.POST, 1, 2)
    assert first.url.endswith(f"/{first.remote_id}")
    (look,) = queries.list_looks(case.id)[first.id]
    assert (look.found, look.status) == (Seen.GONE, 404)
    assert look.words == first.proof["words"]


def test_an_answer_to_someone_comes_down_too(spoken, moving_clock):
    case, channel = spoken
    post = crowd.feed(rehearsal.network())[0]
    crowd.answer(rehearsal.network(), post.id, "Rosa", "I saw her")
    said = crowd.thread(rehearsal.network(), post.id)[-1]
    make_delivery(case, channel, "Thank you", reply_to=str(said.id))
    send_deliveries.run(workers=1)
    close(case)
    work_off(moving_clock)
    answer = tasks_of(case)[-1]
    assert (answer.what, answer.state) == (K.ANSWER, S.DONE)


def test_a_film_that_went_up_without_its_post_and_a_playlist_are_listed_each_once(spoken):
    case, channel = spoken
    for number in range(2):
        unsent = make_delivery(case, channel, "A film", state=DeliveryState.REJECTED)
        keep_stage(unsent.id, 1, "film", f"film-{number}")
        keep_stage(unsent.id, 1, "playlist", "PL1")
    close(case)
    left = [(each.what, each.remote_id) for each in tasks_of(case)[2:]]
    assert left == [(K.FILM, "film-0"), (K.PLAYLIST, "playlist:PL1"), (K.FILM, "film-1")]


def test_what_a_person_posted_by_hand_and_was_adopted_comes_down_and_is_noted_there(
    spoken, moving_clock
):
    case, channel = spoken
    account = channel_actions.open_account(channel.id)
    ref = account.publish(Post("Typed by hand")).ref
    row = stands_by_hand(channel, ref, state=StrangerState.ADOPTED, case_id=case.id)
    close(case)
    work_off(moving_clock)
    adopted = tasks_of(case)[-1]
    assert (adopted.what, adopted.state, adopted.stranger_id) == (K.ADOPTED, S.DONE, row.id)
    assert db.session.get(Stranger, row.id).gone_words == adopted.proof["words"]


def test_a_post_adopted_after_the_closing_is_listed_then(spoken, moving_clock):
    case, channel = spoken
    close(case)
    ref = channel_actions.open_account(channel.id).publish(Post("Typed by hand")).ref
    stands_by_hand(channel, ref, state=StrangerState.ADOPTED, case_id=case.id)
    work_off(moving_clock)
    assert tasks_of(case)[-1].what is K.ADOPTED
    assert crowd.feed(rehearsal.network()) == []


def test_on_an_account_of_its_own_what_nobody_judged_waits_for_a_person(spoken):
    case, channel = spoken
    dedicate(case, channel)
    stands_by_hand(channel, "77")
    close(case)
    found = {each.what: each for each in tasks_of(case)}
    assert found[K.ADOPTED].state is S.UNDECIDED
    assert found[K.PROFILE].state is S.WAITING


@atomic
def dedicate(case, channel):
    db.session.get(Channel, channel.id).dedicated_case_id = case.id


def test_an_account_of_its_own_loses_name_words_and_pictures_and_its_handle_is_for_a_person(
    app, moving_clock
):
    case, (channel,) = make_speaking_case("missingmira")
    person = PersonGiven(name="Mira Vance", public_name="Mira")
    story_actions.add_person(case.id, PersonRole.MISSING, person, actor=case.lead.actor)
    dedicate(case, channel)
    profile = {"name": "Help find Mira", "bio": "Mira, 7"}
    channel_actions.open_account(channel.id)._front.set_profile(**profile)
    close(case)
    work_off(moving_clock)
    account, name = tasks_of(case)
    assert (account.state, account.proof["words"]) == (
        S.DONE,
        "Read back: Appeal ended – This appeal has ended. Thank you.",
    )
    holder = crowd.find_holder(rehearsal.network(), channel.handle)
    assert holder.picture
    assert (name.what, name.state) == (K.NAME, S.BY_HAND)


def test_letters_and_texts_cannot_be_taken_back_and_are_never_called_done(app, moving_clock):
    case, _ = make_speaking_case("northbank")
    phone = make_channel(platform="sms", handle="+14165550100", credentials={"number": "+1"})
    out = {"state": DeliveryState.SENT, "out_count": 1, "remote_id": "SM1"}
    parts = [{"part": 1, "remote_id": "SM1", "url": ""}]
    make_delivery(case, phone, "Have you seen Mira?", **out, parts_done=parts)
    close(case)
    work_off(moving_clock)
    (text,) = tasks_of(case)
    assert text.state is S.STAYS
    assert "cannot be taken back" in text.reason
    with pytest.raises(WrongState, match="by nobody"):
        takedown.settle_by_hand(case.id, text.id, "Done", actor=case.lead.actor)


def test_a_part_whose_number_nobody_knows_is_for_a_person(spoken):
    case, channel = spoken
    parts = [{"part": 1, "remote_id": None, "url": "https://example.org/1"}]
    make_delivery(case, channel, "Seen?", state=DeliveryState.SENT, out_count=1, parts_done=parts)
    close(case)
    task = tasks_of(case)[-1]
    assert (task.state, task.url) == (S.BY_HAND, "https://example.org/1")


def test_what_came_down_before_the_closing_stands_on_the_list_with_its_proof(spoken):
    case, _ = spoken
    (delivery,) = db.session.query(Delivery)
    take_back.take_down(case.id, delivery.id, by=case.lead)
    close(case)
    tasks = tasks_of(case)
    assert {each.state for each in tasks} == {S.DONE}
    assert "before the closing" in queries.list_looks(case.id)[tasks[0].id][0].words


def test_a_disconnected_account_is_for_a_person_and_stops_no_other(spoken, moving_clock):
    case, channel = spoken
    other = make_channel(handle="another")
    make_delivery(case, other, "Seen?")
    send_deliveries.run(workers=1)

    @atomic
    def give_up():
        row = db.session.get(Channel, channel.id)
        row.state, row.credentials = ChannelState.DISCONNECTED, None

    give_up()
    close(case)
    take_down.run(workers=2)
    states = {each.channel_id: each.state for each in tasks_of(case)}
    assert states == {channel.id: S.BY_HAND, other.id: S.DONE}
    assert "Post on @northbank is not down" in subjects()


def test_what_is_down_is_looked_for_after_a_day_and_a_week_and_then_no_more(spoken, moving_clock):
    case, _ = spoken
    close(case)
    work_off(moving_clock)
    for days in (1, 7, 30):
        moving_clock.move(days=days)
        work_off(moving_clock, rounds=1)
    task = tasks_of(case)[0]
    looks = queries.list_looks(case.id)[task.id]
    assert [each.found for each in looks] == [Seen.GONE] * 3
    assert (task.looks, task.look_at) == (2, None)


def test_what_is_back_raises_an_alarm_and_comes_down_again(spoken, moving_clock):
    case, _ = spoken
    close(case)
    work_off(moving_clock)
    ref = tasks_of(case)[0].remote_id
    bring_back(ref)
    moving_clock.move(days=1)
    work_off(moving_clock, rounds=1)
    task = tasks_of(case)[0]
    assert "Post on @northbank is back after it was taken down" in subjects()
    assert task.state is S.WAITING
    assert db.session.get(Delivery, task.delivery_id).state is DeliveryState.SENT
    work_off(moving_clock, rounds=1)
    task = tasks_of(case)[0]
    found = [each.found for each in queries.list_looks(case.id)[task.id]]
    assert (task.state, found) == (S.DONE, [Seen.GONE, Seen.THERE, Seen.GONE])
    assert db.session.get(Delivery, task.delivery_id).state is DeliveryState.WITHDRAWN
    assert crowd.feed(rehearsal.network()) == []


def test_what_cannot_be_looked_for_says_why_once_and_is_tried_again(spoken, moving_clock):
    case, channel = spoken
    close(case)
    work_off(moving_clock)

    @atomic
    def key(words):
        db.session.get(Channel, channel.id).credentials = {"handle": "northbank", "key": words}

    key("a wrong key")
    for _ in range(2):
        moving_clock.move(days=1)
        work_off(moving_clock, rounds=1)
    task = tasks_of(case)[0]
    found = [each.found for each in queries.list_looks(case.id)[task.id]]
    assert found == [Seen.GONE, Seen.UNCLEAR]
    assert task.reason.startswith("It could not be looked for again")
    key("key-of-northbank")
    moving_clock.move(days=1)
    work_off(moving_clock, rounds=1)
    task = tasks_of(case)[0]
    assert (task.looks, task.reason) == (1, None)


def test_what_a_person_says_is_down_is_looked_for_as_well(spoken, moving_clock):
    case, _ = spoken
    close(case)
    store = rehearsal.network()
    faults.arm(store, faults.FaultKind.DROP_BEFORE, operation=faults.Operation.WITHDRAW, times=None)
    for _ in range(rules.TRIES):
        take_down.run(workers=2)
        moving_clock.move(hours=1)
    task = tasks_of(case)[0]
    assert task.state is S.UNDECIDED
    with pytest.raises(Invalid, match="what you saw"):
        takedown.settle_by_hand(case.id, task.id, " ", actor=case.lead.actor)
    takedown.settle_by_hand(case.id, task.id, "Deleted in the app", actor=case.lead.actor)
    assert queries.list_looks(case.id)[task.id][0].found is Seen.BY_PERSON
    moving_clock.move(days=1)
    work_off(moving_clock, rounds=1)
    task = tasks_of(case)[0]
    assert queries.list_looks(case.id)[task.id][1].found is Seen.THERE


def test_the_list_can_be_taken_away_with_every_look(spoken, moving_clock):
    case, _ = spoken
    close(case)
    work_off(moving_clock)
    head, first, *_ = "".join(listing.csv_lines(case.id, "America/Toronto")).splitlines()
    assert head.startswith("\ufeffnumber,what,platform,account")
    assert "Post,Rehearsal network,'@northbank,1," in first
    assert ",Not there,404," in first
