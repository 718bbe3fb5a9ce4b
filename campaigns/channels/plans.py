"""An account that a person makes by hand, step by step: where a platform lets no program make one.

The steps are the platform's own checklist. Who ticked which, and when, is kept: an account whose
second factor nobody turned on should be found before it is lost.
"""

from campaigns.audit import actions as audit
from campaigns.channels import desk_queries
from campaigns.channels.model import AccountPlan
from campaigns.kernel import clock
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, NotFound, WrongState
from campaigns.platforms import registry
from campaigns.users.model import User
from campaigns.users.rules import Permission, check_can

HANDLE_MAX = 100


@atomic
def start(platform_name: str, case_id: int | None, *, by: User) -> AccountPlan:
    """Begin to make an account, for a case or for the house."""
    check_can(by, Permission.MANAGE_CHANNELS)
    platform = registry.platform(platform_name)
    if not platform.checklist:
        raise NotFound(f"There is no checklist for {platform.label}.")
    plan = AccountPlan(
        platform=platform.name,
        case_id=case_id,
        steps_done=[],
        started_by_id=by.id,
        started_at=clock.now(),
    )
    db.session.add(plan)
    db.session.flush()
    _record(plan, "account_plan_started", by.actor)
    return plan


@atomic
def tick(plan_id: int, step: str, *, done: bool, by: User) -> AccountPlan:
    """Say that a step is done, or is not after all."""
    check_can(by, Permission.MANAGE_CHANNELS)
    plan = _open(plan_id)
    if step not in registry.platform(plan.platform).checklist:
        raise Invalid("There is no such step any more. Look at the list again.")
    kept = [each for each in plan.steps_done if each["step"] != step]
    if done:
        kept.append({"step": step, "by": by.name, "at": clock.now().isoformat()})
    plan.steps_done = kept
    _record(plan, "account_plan_ticked", by.actor, step=step, done=done)
    return plan


@atomic
def name(plan_id: int, handle: str, *, by: User) -> AccountPlan:
    """Keep the name that the account is to have."""
    check_can(by, Permission.MANAGE_CHANNELS)
    plan = _open(plan_id)
    chosen = handle.strip().removeprefix("@")
    if len(chosen) > HANDLE_MAX or any(each.isspace() for each in chosen):
        words = f"A name has no spaces, and at most {HANDLE_MAX} characters."
        raise Invalid(words, {"handle": words})
    plan.handle = chosen
    _record(plan, "account_plan_named", by.actor, handle=chosen)
    return plan


@atomic
def give_up(plan_id: int, *, by: User) -> AccountPlan:
    """Stop making an account; what was ticked stays on record."""
    check_can(by, Permission.MANAGE_CHANNELS)
    plan = _open(plan_id)
    plan.ended_at = clock.now()
    _record(plan, "account_plan_given_up", by.actor)
    return plan


def _open(plan_id: int) -> AccountPlan:
    plan = desk_queries.get_plan(plan_id)
    if plan.ended_at is not None:
        raise WrongState("This account is made already, or was given up.")
    return plan


def _record(plan: AccountPlan, verb: str, actor: Actor, **detail: object) -> None:
    about = ("account_plan", plan.id)
    audit.record(verb, actor=actor, about=about, detail={"platform": plan.platform, **detail})
