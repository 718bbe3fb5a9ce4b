"""Raises an alarm with the administrators, once a day while it stands, and lets it rest again."""

from collections.abc import Collection
from datetime import timedelta

from campaigns.jobs.model import Alarm
from campaigns.jobs.queries import list_alarms
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.notices import actions as notices
from campaigns.users.model import Role
from campaigns.users.queries import list_people

TELL_AGAIN = timedelta(days=1)


@atomic
def sound(name: str, words: str, also: Collection[int] = ()) -> None:
    """Say that something stands badly; administrators are told, and the people of `also`."""
    now = clock.now()
    alarm = db.session.get(Alarm, name)
    if alarm is None:
        alarm = Alarm(name=name, words=words, since=now, told_at=now - TELL_AGAIN)
        db.session.add(alarm)
    alarm.words = words
    if alarm.told_at > now - TELL_AGAIN:
        return
    alarm.told_at = now
    admins = {each.id for each in list_people() if each.role is Role.ADMINISTRATOR}
    for user_id in sorted({*admins, *also}):
        notices.notify(user_id, words, "See to it soon.", path="/staff/", urgent=True)


@atomic
def rest(name: str) -> None:
    """Say that something stands well (again)."""
    alarm = db.session.get(Alarm, name)
    if alarm is not None:
        db.session.delete(alarm)


@atomic
def keep_only(prefix: str, names: Collection[str]) -> None:
    """Let every alarm of a kind rest but these."""
    for alarm in list_alarms():
        if alarm.name.startswith(prefix) and alarm.name not in names:
            db.session.delete(alarm)
