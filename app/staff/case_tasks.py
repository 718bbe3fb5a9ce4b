"""What a case wants from someone now, for its overview: words, and where to go."""

from dataclasses import dataclass

from campaigns.appeals import queries as appeals
from campaigns.appeals.lacks import lacks_of
from campaigns.appeals.model import AppealState
from campaigns.cases.model import Case, CaseState
from campaigns.deliveries import queries as deliveries
from campaigns.guard import queries as guard
from campaigns.kernel.text import plural
from campaigns.publicity import queries as publicity
from campaigns.tips import queries as tips
from campaigns.updates import queries as updates
from campaigns.updates.model import UpdateState
from campaigns.users.model import User
from campaigns.users.rules import Permission, can


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do; `path` lies beneath the case's own address."""

    words: str
    path: str
    tone: str = "wait"


def tasks_of(case: Case, user: User) -> list[Task]:
    """Return what needs doing that this person may do, the gravest first."""
    if case.state is not CaseState.OPEN:
        return []
    return [
        *_guard(case),
        *_doubts(case),
        *_posts(case),
        *_tips(case, user),
        *_updates(case, user),
        *_launch(case, user),
    ]


def _guard(case: Case) -> list[Task]:
    count = guard.count_findings(case.id)
    words = f"The guard found {plural(count, 'thing')} that must not be outside"
    return [Task(words, "/guard", "life")] if count else []


def _doubts(case: Case) -> list[Task]:
    words = "Decide again whether to publish"
    return [Task(words, "/publicity", "life")] if publicity.list_open_rechecks(case.id) else []


def _posts(case: Case) -> list[Task]:
    count = deliveries.count_needing_you(case.id)
    return [Task(f"{plural(count, 'post')} need you", "/posts", "life")] if count else []


def _tips(case: Case, user: User) -> list[Task]:
    count = tips.count_unsettled(case.id) if can(user, Permission.READ_TIPS) else 0
    return [Task(f"{plural(count, 'tip')} to look at", "/tips")] if count else []


def _updates(case: Case, user: User) -> list[Task]:
    if not can(user, Permission.APPROVE_UPDATE):
        return []
    waiting = len(updates.list_updates(case.id, UpdateState.SUBMITTED))
    review = len(updates.list_for_review(case.id))
    tasks = []
    if review:
        tasks.append(Task(f"{plural(review, 'emergency post')} to review", "/updates", "life"))
    if waiting:
        tasks.append(Task(f"{plural(waiting, 'update')} to approve", "/updates"))
    return tasks


def _launch(case: Case, user: User) -> list[Task]:
    appeal = appeals.find_appeal(case.id)
    if not can(user, Permission.EDIT_CASE):
        return []
    if appeal is None:
        return [Task("Begin the appeal", "/launch")]
    if appeal.state is not AppealState.DRAFT:
        return []
    missing = sum(lack.must for lack in lacks_of(case))
    still = f"{plural(missing, 'thing')} missing" if missing else "nothing is missing"
    return [Task(f"Launch the appeal: {still}", "/launch")]
