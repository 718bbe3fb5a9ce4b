from pathlib import Path

from campaigns.cases.queries import get_case
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.demonstration import story
from campaigns.demonstration.actions import demonstrate, make_first_user, new_password
from campaigns.kernel.db import db
from campaigns.platforms import rehearsal
from campaigns.platforms.network import crowd, record
from campaigns.timeline.proof import verify
from campaigns.tips.queries import count_tips
from campaigns.updates.model import Update, UpdateState
from campaigns.users.model import Role
from tests.house.trees import ROOT

PHOTO = ROOT / "static" / "img" / "demo" / "child.jpg"


def test_the_demonstration_is_there_from_post_to_tip_and_its_chain_holds(app):
    demonstrate("seven-rivers-lamp-1234", Path(PHOTO))
    case = get_case(1)
    assert case.reference == story.REFERENCE
    assert case.rehearsal
    assert count_tips(case.id) == len(story.TIPS) + len(story.ANSWERS)
    sent = db.session.query(Delivery).filter(Delivery.state == DeliveryState.SENT).count()
    assert sent == len(story.UPDATES)
    waiting = db.session.query(Update).filter(Update.state == UpdateState.SUBMITTED).count()
    assert waiting == 1
    assert len(crowd.feed(rehearsal.network())) == len(story.UPDATES)
    assert record.list_twice(rehearsal.network()) == []
    assert verify(case.id) is None


def test_a_password_for_a_new_house_is_new_each_time_and_long_enough():
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    assert min(map(len, made)) >= 24


def test_an_empty_house_gets_an_administrator(app):
    assert make_first_user("seven-rivers-lamp-1234").role is Role.ADMINISTRATOR
