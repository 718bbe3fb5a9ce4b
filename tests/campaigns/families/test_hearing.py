from campaigns.families import actions, queries
from campaigns.jobs import read_tips
from campaigns.notices.queries import list_unread
from campaigns.timeline import queries as timeline
from campaigns.users.model import Role
from tests.factories.cases import make_case
from tests.factories.users import make_user


def write(case, text):
    relative, _ = actions.invite_relative(case.id, "Daniel", "", "father", by=case.lead)
    return actions.hear_family(relative, text, key=f"key of {text}")


def test_a_relative_who_fears_for_someone_has_people_called_at_once(app):
    case, supervisor = make_case(), make_user(Role.SUPERVISOR)
    write(case, "Please stop sharing it, he will find her and she is scared of him")
    read_tips.run()
    read_tips.run()
    for user_id in (case.lead_id, supervisor.id):
        called = [each for each in list_unread(user_id) if "at risk" in each.subject]
        assert len(called) == 1
    assert any("family was marked" in each.summary for each in timeline.page(case.id))


def test_an_ordinary_message_is_read_and_calls_nobody(app):
    case, supervisor = make_case(), make_user(Role.SUPERVISOR)
    message = write(case, "Thank you, I am fine. Is there news?")
    read_tips.run()
    assert queries.read_message(message.id).heard_at is not None
    assert list_unread(supervisor.id) == []
