from dataclasses import replace

from campaigns.jobs import watch_room
from campaigns.jobs.queries import list_alarms
from campaigns.kernel import settings
from campaigns.kernel.db import db
from campaigns.notices.model import Notice
from campaigns.users.model import Role
from tests.factories.cases import make_case
from tests.factories.media import make_photo
from tests.factories.users import make_user


def _given(**more):
    settings.install(replace(settings.current(), **more))


def _told(user):
    return db.session.query(Notice).filter_by(user_id=user.id).count()


def test_administrators_are_told_once_a_day_while_the_disk_is_low(app, moving_clock):
    admin, other = make_user(role=Role.ADMINISTRATOR), make_user()
    watch_room.run()
    assert list_alarms() == []
    _given(low_disk_bytes=10**18)
    watch_room.run()
    watch_room.run()
    assert (_told(admin), _told(other)) == (1, 0)
    moving_clock.move(hours=25)
    watch_room.run()
    assert _told(admin) == 2
    assert [each.name for each in list_alarms()] == [watch_room.DISK]
    _given(low_disk_bytes=0)
    watch_room.run()
    assert list_alarms() == []


def test_the_lead_of_a_case_that_is_nearly_full_is_told_too(app):
    case = make_case()
    _given(case_quota_bytes=make_photo(case).size_bytes, house_quota_bytes=10**12)
    watch_room.run()
    assert _told(case.lead) == 1
    assert case.reference in list_alarms()[0].words
    _given(case_quota_bytes=0)
    watch_room.run()
    assert list_alarms() == []
