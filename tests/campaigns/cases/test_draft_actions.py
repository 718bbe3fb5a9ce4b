"""What is typed and not yet saved."""

from campaigns.cases import draft_actions as drafts
from campaigns.cases.queries import find_draft
from tests.factories.users import make_user


def test_the_last_words_typed_are_kept_sealed_and_each_person_has_their_own(app, moving_clock):
    one, other = make_user(), make_user()
    drafts.keep_draft(one.id, "launch", 1, [("name", "Mi")])
    moving_clock.move(seconds=3)
    drafts.keep_draft(one.id, "launch", 1, [("name", "Mira"), ("name", "ميرا")])
    draft = find_draft(one.id, "launch", 1)
    assert draft.typed == [["name", "Mira"], ["name", "ميرا"]]
    assert draft.saved_at == moving_clock()
    assert b"Mira" not in draft.typed_sealed
    assert find_draft(other.id, "launch", 1) is None
    assert find_draft(one.id, "launch", 2) is None


def test_a_dropped_draft_is_gone_and_dropping_twice_is_harmless(app):
    one = make_user()
    drafts.keep_draft(one.id, "launch", 1, [("name", "Mira")])
    drafts.drop_draft(one.id, "launch", 1)
    drafts.drop_draft(one.id, "launch", 1)
    assert find_draft(one.id, "launch", 1) is None
