import base64
import hashlib
import json
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaigns.deliveries.model import Delivery
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import db
from campaigns.kernel.errors import Invalid, NotFound, WrongState
from campaigns.timeline.model import TimelineEntry
from campaigns.tips import actions, codename, queries
from campaigns.tips.model import MessageKind, Priority, Tip, TipSource, TipState
from campaigns.tips.receive import NewTip
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.tips import make_tip, receive_tip
from tests.factories.users import make_user

STORY_A = json.loads((Path(__file__).parent / "stories" / "story_a.json").read_text())


@pytest.mark.usefixtures("app")
class TestReceive:
    def test_a_retry_gives_the_same_tip_and_the_same_words(self):
        case, key = make_case(), codename.new_key()
        first, again = (receive_tip(case=case, idempotency_key=key) for _ in range(2))
        assert (first.already, again.already) == (False, True)
        assert first.tip.id == again.tip.id
        assert first.codename == again.codename

    def test_many_clicks_at_once_are_one_tip_with_one_codename(self, app):
        case_id, key, got = make_case().id, codename.new_key(), []
        given = NewTip(case_id, TipSource.WEB, "Saw them.", anonymous=True, idempotency_key=key)

        def click():
            with app.app_context():
                received = actions.receive(given)
                got.append((received.tip.id, received.codename, received.already))
                db.session.remove()

        clicks = [threading.Thread(target=click) for _ in range(8)]
        for each in clicks:
            each.start()
        for each in clicks:
            each.join()
        assert len({(tip_id, words) for tip_id, words, _ in got}) == 1
        assert sorted(already for *_, already in got) == [False] + [True] * 7
        assert queries.count_tips(case_id) == 1

    def test_a_reply_heard_twice_comes_in_once(self):
        case, channel = make_case(), make_channel()
        given = {
            "case": case,
            "source": TipSource.REPLY,
            "anonymous": False,
            "sender": "@jo",
            "channel_id": channel.id,
            "remote_ref": "r-9",
            "idempotency_key": None,
        }
        first = receive_tip(**given)
        again = receive_tip(**given, raw=b"other")
        assert again.already
        assert again.tip.id == first.tip.id
        assert first.codename is None

    def test_what_the_platform_gave_is_kept_byte_for_byte_and_sealed(self):
        raw = b'{"text": "caf\xe9"}\x00'
        tip = make_tip(raw=raw)
        assert base64.b64decode(tip.raw) == raw
        assert tip.raw_sha256 == hashlib.sha256(raw).hexdigest()
        assert b"text" not in tip.raw_sealed

    def test_neither_key_nor_words_are_in_the_database(self, data_dir):
        key = codename.new_key()
        got = receive_tip(idempotency_key=key, text="a very particular sentence")
        db.session.remove()
        kept = b"".join(path.read_bytes() for path in data_dir.glob("searchlight.db*"))
        for secret in (key, got.codename, got.codename.split()[0] + " ", "particular sentence"):
            assert secret.encode() not in kept

    def test_of_an_anonymous_sender_only_the_hour_is_kept_on_every_row(self, moving_clock):
        moving_clock.go(datetime(2026, 5, 16, 9, 41, 17, tzinfo=UTC))
        tip = make_tip(refused_files=("big.mp4 (734 MB)",))
        moment = datetime(2026, 5, 16, 9, tzinfo=UTC)
        assert (tip.received_at, tip.changed_at) == (moment, moment)
        assert [note.at for note in queries.list_messages(tip.id)] == [moment]
        told = db.session.query(TimelineEntry).filter_by(about_type="tip").all()
        assert [entry.at for entry in told] == [moment]

    def test_the_timeline_names_no_word_of_the_tip(self):
        make_tip(text="Nora Dunmore", contact="x@example.org", anonymous=False, sender="Ina")
        (entry,) = db.session.query(TimelineEntry).filter_by(about_type="tip").all()
        told = entry.summary + json.dumps(entry.detail)
        assert not any(word in told for word in ("Nora", "Ina", "example"))

    def test_seeing_them_now_is_urgent(self):
        assert make_tip(still_there=True).priority is Priority.URGENT

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"text": " "}, "text"),
            ({"lat": 43.0}, "lon"),
            ({"lat": 91.0, "lon": 0.0}, "lat"),
            ({"contact": "x@example.org"}, "anonymous"),
        ],
    )
    def test_what_cannot_be_used_is_said_beside_its_field(self, given, field):
        with pytest.raises(Invalid) as refused:
            receive_tip(**given)
        assert field in refused.value.fields

    @pytest.mark.parametrize("told", STORY_A, ids=lambda told: told["id"])
    def test_every_tip_of_story_a_is_kept_word_for_word_and_dismissed_by_nobody(self, told):
        case = make_case()
        source = TipSource(told["source"])
        staff = source in {TipSource.PHONE, TipSource.EMAIL}
        got = receive_tip(
            case=case,
            source=source,
            text=told["text"],
            anonymous=told["anonymous"],
            entered_by=case.lead.actor if staff else None,
        )
        assert hashlib.sha256(got.tip.text.encode()).hexdigest() == told["sha256"]
        assert got.tip.state is TipState.NEW
        assert got.tip.unread
        assert bool(got.codename) == (source is TipSource.WEB or told["anonymous"])


@pytest.mark.usefixtures("app")
class TestComingBack:
    def test_the_right_words_find_the_tip_and_wrong_ones_nothing(self):
        got = receive_tip()
        assert actions.come_back(got.codename.upper()).id == got.tip.id
        assert actions.come_back("") is None
        assert actions.come_back("able " * 8) is None

    def test_adding_with_wrong_words_adds_nothing(self):
        with pytest.raises(NotFound):
            actions.add_more("able " * 8, "more")

    def test_more_words_make_a_settled_tip_open_and_unread_again(self):
        got = receive_tip()
        tip = got.tip
        tip.state, tip.unread = TipState.ACTIONED, False
        db.session.commit()
        actions.add_more(got.codename, "One more thing.")
        tip = db.session.get(Tip, tip.id)
        assert (tip.state, tip.unread) == (TipState.OPEN, True)

    def test_reading_twice_is_told_once(self):
        got = receive_tip()
        actions.answer_sender(got.tip.case_id, got.tip.id, "Where?", by=make_user())
        for _ in range(2):
            actions.read_answers(got.tip.id)
        told = db.session.query(TimelineEntry).filter(TimelineEntry.summary.contains("came back"))
        assert told.count() == 1

    def test_everyone_with_a_codename_is_told_and_nobody_else(self):
        case = make_case()
        with_words = [receive_tip(case=case) for _ in range(3)]
        without = make_tip(case=case, source=TipSource.PHONE, codename=False)
        elsewhere = receive_tip()
        told = actions.tell_open_codenames(case.id, "The case is closed.", actor=Actor("Ada", 1))
        assert told == 3
        for got in with_words:
            (message,) = queries.list_messages(got.tip.id, (MessageKind.TO_SENDER,))
            assert message.text == "The case is closed."
        assert not queries.list_messages(without.id)
        assert not queries.list_messages(elsewhere.tip.id)


@pytest.mark.usefixtures("app")
class TestAnswer:
    def test_a_reply_is_answered_where_it_was_made(self):
        case = make_case()
        channel = make_channel(dedicated_case_id=case.id)
        make_appeal(case=case, channels=[channel])
        tip = make_tip(
            case=case,
            source=TipSource.REPLY,
            anonymous=False,
            channel_id=channel.id,
            remote_ref="r-1",
            idempotency_key=None,
        )
        message = actions.answer_sender(case.id, tip.id, "Thank you.", by=case.lead)
        (delivery,) = db.session.query(Delivery).all()
        assert (delivery.tip_message_id, delivery.released) == (message.id, True)

    def test_an_answer_that_does_not_fit_leaves_nothing_behind(self):
        case = make_case()
        channel = make_channel(dedicated_case_id=case.id)
        make_appeal(case=case, channels=[channel])
        tip = make_tip(
            case=case,
            source=TipSource.REPLY,
            anonymous=False,
            channel_id=channel.id,
            remote_ref="r-1",
            idempotency_key=None,
        )
        with pytest.raises(Invalid) as refused:
            actions.answer_sender(case.id, tip.id, "x" * 5000, by=case.lead)
        assert "text" in refused.value.fields
        assert not queries.list_messages(tip.id)

    def test_who_left_no_way_back_cannot_be_answered(self):
        tip = make_tip(source=TipSource.PHONE, codename=False)
        with pytest.raises(WrongState, match="Call or write"):
            actions.answer_sender(tip.case_id, tip.id, "Hello", by=make_user())
