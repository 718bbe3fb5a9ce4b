import pytest

from campaigns.appeals import subscribing
from campaigns.appeals.model import Subscriber, SubscriberState
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound
from campaigns.notices.model import Notice
from tests.campaigns.closure.ending import close, work_off
from tests.factories.deliveries import make_speaking_case
from tests.factories.followers import make_follower


def test_followers_are_thanked_once_and_their_addresses_are_destroyed(app, moving_clock):
    case, _ = make_speaking_case("northbank")
    reader = make_follower(case, "reader@example.org")
    token = reader.token
    make_follower(case, "+14165550101")
    make_follower(case, "never@example.org", SubscriberState.ASKED)
    before = reader.address_hash
    close(case)
    work_off(moving_clock)
    db.session.rollback()
    db.session.expire_all()
    rows = db.session.query(Subscriber).all()
    assert {(each.address, each.state) for each in rows} == {("", SubscriberState.ENDED)}
    assert before not in {each.address_hash for each in rows}
    thanks = [each for each in db.session.query(Notice) if each.subject == subscribing.THANKS]
    assert [each.address for each in thanks] == ["reader@example.org"]
    assert "Mira" not in thanks[0].body
    with pytest.raises(NotFound):
        subscribing.confirm(token)
    assert subscribing.stop(token).state is SubscriberState.ENDED
