"""How far a release reaches, and who may decide on one."""

from campaigns.cases.holdback import Hit
from campaigns.guard.leaving import Leaving
from campaigns.guard.model import Release, Scope
from campaigns.kernel.errors import Invalid, NotAllowed, WrongState
from campaigns.users.model import User
from campaigns.users.rules import Permission, check_can


def covers(release: Release, hit: Hit, leaving: Leaving, text_hash: str) -> bool:
    """Say whether a decision that stands lets this hit pass."""
    if release.case_id != leaving.case_id or release.detail_id != hit.detail_id:
        return False
    if hit.detail_id is None and release.rule != hit.rule:
        return False
    match release.scope:
        case Scope.TEXT:
            return release.text_hash == text_hash
        case Scope.ABOUT:
            return (release.about_type, release.about_id) == leaving.about
        case Scope.DETAIL:
            return True


def check_decides(by: User, author_id: int | None) -> None:
    """Refuse a decision by anyone but a supervisor who did not write the words."""
    check_can(by, Permission.RELEASE_WITHHELD)
    if author_id is not None and by.id == author_id:
        raise NotAllowed("Someone else must decide about words that you wrote.")


def check_release(scope: Scope, reason: str, detail_id: int | None) -> None:
    """Refuse a decision without a reason, or one that would switch a whole rule off."""
    wrong: dict[str, str] = {}
    if not reason:
        wrong["reason"] = "Say why this may leave. Others will ask."
    if scope is Scope.DETAIL and detail_id is None:
        wrong["scope"] = "This is no withheld detail: choose this text, or this one thing."
    if wrong:
        raise Invalid("The decision cannot be recorded like this.", wrong)


def check_names(scope: Scope, text: str, about: tuple[str, int] | None) -> None:
    """Refuse a decision that does not say which words, or which thing, it is about."""
    if scope is Scope.TEXT and not text:
        raise Invalid("Which words?", {"text": "Give the words, exactly as they will stand."})
    if scope is Scope.ABOUT and about is None:
        raise Invalid("What is it about?", {"scope": "Decide from the page of the thing itself."})


def check_standing(release: Release) -> None:
    """Refuse to end what has ended."""
    if release.ended_at is not None:
        raise WrongState("This release has ended already.")
