"""What people do with an appeal. One verb, one transaction."""

from sqlalchemy.exc import IntegrityError

from campaigns.appeals import hashtag as hashtags
from campaigns.appeals import lacks, rules
from campaigns.appeals.address import mint_slug
from campaigns.appeals.model import Appeal, AppealChannel, AppealState
from campaigns.appeals.queries import (
    channels_of,
    find_appeal,
    find_by_code,
    find_by_hashtag,
    find_by_slug,
    find_link,
    get_appeal,
    move_page_version,
)
from campaigns.appeals.quiet import put_hours, usual
from campaigns.cases import queries as cases
from campaigns.cases.model import CaseKind
from campaigns.channels import queries as channels
from campaigns.kernel import clock, ids, settings
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.users.model import User


def _names_of(case_id: int) -> list[str]:
    """Return what a hashtag can be made from, fullest first."""
    case = cases.get_case(case_id)
    incident = cases.find_incident(case_id)
    if case.kind is CaseKind.WITNESS:
        return [name for name in (incident and incident.place, case.title) if name]
    person = cases.find_main_person(case_id)
    given = (person.name, person.public_name) if person else ()
    return [name for name in (*given, case.title) if name]


def propose_hashtag(case_id: int) -> str:
    """Return a hashtag for the case that no other live appeal holds, or ""."""
    proposed = hashtags.propose(_names_of(case_id), cases.get_case(case_id).kind)
    for number in ("", *map(str, range(2, 100))):
        if proposed and find_by_hashtag(hashtags.key(proposed + number)) is None:
            return proposed + number
    return ""


def _everyone_named(case_id: int) -> list[str]:
    people = cases.list_people_of(case_id)
    names = (name for each in people for name in (each.name, each.public_name, *each.aliases))
    return [name for name in names if name]


def _fresh_code() -> str:
    while True:
        code = ids.code()
        if find_by_code(code) is None:
            return code


def _fresh_slug(words: str) -> str:
    while True:
        slug = mint_slug(words)
        if find_by_slug(slug) is None:
            return slug


@atomic
def start_appeal(case_id: int, *, actor: Actor) -> Appeal:
    """Begin the appeal of a case as a draft, with an address and a code of its own."""
    case = cases.get_case(case_id)
    if find_appeal(case_id) is not None:
        raise WrongState("This case already has an appeal.")
    proposed = propose_hashtag(case_id)
    appeal = Appeal(
        case_id=case.id,
        slug=_fresh_slug(proposed or case.title),
        code=_fresh_code(),
        hashtag=proposed,
        hashtag_key=hashtags.key(proposed),
        contact_phone=settings.current().agency_phone,
    )
    put_hours(appeal, usual(case.risk))
    db.session.add(appeal)
    db.session.flush()
    timeline.record(
        case_id, EntryKind.CASE, "Appeal begun", actor=actor, about=("appeal", appeal.id)
    )
    return appeal


@atomic
def edit_appeal(
    case_id: int,
    *,
    actor: Actor,
    headline: str | None = None,
    ask: str | None = None,
    hashtag: str | None = None,
    contact_phone: str | None = None,
    contact_email: str | None = None,
) -> Appeal:
    """Change what an appeal says of itself; None leaves a thing as it is."""
    appeal = get_appeal(case_id)
    if appeal.state is AppealState.ENDED:
        raise WrongState("This appeal has ended: nothing about it can be changed.")
    given = {
        "headline": headline,
        "ask": ask,
        "contact_phone": contact_phone,
        "contact_email": contact_email,
    }
    changed = _take_words(appeal, given)
    if hashtag is not None and _take_hashtag(appeal, hashtag):
        changed.append("hashtag")
    if not changed:
        return appeal
    appeal.page_version += 1
    db.session.flush()
    timeline.record(
        case_id,
        EntryKind.CASE,
        "Appeal changed",
        actor=actor,
        about=("appeal", appeal.id),
        detail={"changed": changed},
    )
    return appeal


def _take_words(appeal: Appeal, given: dict[str, str | None]) -> list[str]:
    """Put what was given on the appeal, and return the names of what changed."""
    changed = [
        name
        for name, value in given.items()
        if value is not None and value != getattr(appeal, name)
    ]
    for name in changed:
        setattr(appeal, name, given[name])
    return changed


def _take_hashtag(appeal: Appeal, typed: str) -> bool:
    """Put the hashtag that was meant on a draft, with an address that follows it."""
    wanted = hashtags.normalise(typed) if typed.strip().strip("#") else ""
    if wanted == appeal.hashtag:
        return False
    rules.check_hashtag_may_change(appeal)
    if wanted:
        rules.check_hashtag_free(appeal, find_by_hashtag(hashtags.key(wanted)))
        appeal.slug = _fresh_slug(wanted)
    appeal.hashtag, appeal.hashtag_key = wanted, hashtags.key(wanted)
    return True


@atomic
def launch_appeal(case_id: int, *, by: User) -> Appeal:
    """Show the appeal to the public."""
    appeal = get_appeal(case_id)
    case = cases.get_case(case_id)
    if appeal.state is not AppealState.DRAFT:
        raise WrongState("This appeal has already been launched.")
    rules.check_open(case)
    rules.check_ready(appeal, case, cases.find_main_person(case_id), cases.find_incident(case_id))
    lacks.check_case_ready(case)
    rules.check_hashtag_free(appeal, find_by_hashtag(appeal.hashtag_key))
    appeal.launched_at = clock.now()
    _move(appeal, AppealState.LIVE, f"Appeal launched: #{appeal.hashtag}", by.actor)
    return appeal


@atomic
def pause_appeal(case_id: int, *, actor: Actor) -> Appeal:
    """Take the page out of sight for a while; what was sent elsewhere stays."""
    appeal = get_appeal(case_id)
    rules.check_move(appeal, AppealState.PAUSED)
    _move(appeal, AppealState.PAUSED, "Appeal paused", actor)
    return appeal


@atomic
def resume_appeal(case_id: int, *, actor: Actor) -> Appeal:
    """Show a paused appeal again."""
    appeal = get_appeal(case_id)
    if appeal.state is not AppealState.PAUSED:
        raise WrongState("Only a paused appeal can be resumed.")
    rules.check_open(cases.get_case(case_id))
    rules.check_may_publish(cases.get_case(case_id))
    appeal.on_hold = False
    _move(appeal, AppealState.LIVE, "Appeal resumed", actor)
    return appeal


@atomic
def hold_appeal(case_id: int, *, actor: Actor) -> None:
    """Take a live appeal out of sight because publishing is not decided (any more)."""
    appeal = find_appeal(case_id)
    if appeal is not None and appeal.state is AppealState.LIVE:
        appeal.on_hold = True
        _move(appeal, AppealState.PAUSED, "Appeal out of sight until publishing is decided", actor)


@atomic
def release_appeal(case_id: int, *, actor: Actor) -> None:
    """Show an appeal again that was only held; one that a person paused stays paused."""
    appeal = find_appeal(case_id)
    if appeal is not None and appeal.on_hold and appeal.state is AppealState.PAUSED:
        resume_appeal(case_id, actor=actor)


@atomic
def end_appeal(case_id: int, closing_text: str, *, actor: Actor) -> Appeal:
    """End an appeal for good: its page keeps one calm sentence, no name and no photo."""
    appeal = get_appeal(case_id)
    rules.check_move(appeal, AppealState.ENDED)
    rules.check_neutral(closing_text, _everyone_named(case_id))
    appeal.ended_at = clock.now()
    appeal.closing_text = closing_text
    _move(appeal, AppealState.ENDED, "Appeal ended", actor)
    return appeal


def _move(appeal: Appeal, to: AppealState, words: str, actor: Actor) -> None:
    """Change the state and record it; two launches of one hashtag at once end at the index."""
    appeal.state = to
    appeal.page_version += 1
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Invalid("The hashtag is taken.", {"hashtag": rules.TAKEN}) from error
    timeline.record(appeal.case_id, EntryKind.CASE, words, actor=actor, about=("appeal", appeal.id))


@atomic
def use_channel(case_id: int, channel_id: int, *, actor: Actor) -> AppealChannel:
    """Let an appeal speak through an account."""
    appeal = get_appeal(case_id)
    channel = channels.get_channel(channel_id)
    if channel.dedicated_case_id not in {None, case_id}:
        raise Invalid(
            "That account is another appeal's.",
            {"channels": f"@{channel.handle} was made for another appeal."},
        )
    link = find_link(appeal.id, channel.id)
    if link is not None:
        return link
    link = AppealChannel(appeal_id=appeal.id, channel_id=channel.id, added_at=clock.now())
    db.session.add(link)
    db.session.flush()
    move_page_version(case_id)
    timeline.record(
        case_id,
        EntryKind.CASE,
        f"Appeal speaks through @{channel.handle} ({channel.platform})",
        actor=actor,
        about=("channel", channel.id),
    )
    return link


@atomic
def drop_channel(case_id: int, channel_id: int, *, actor: Actor) -> None:
    """Let an appeal speak through an account no longer; what was sent there stays."""
    appeal = get_appeal(case_id)
    link = find_link(appeal.id, channel_id)
    if link is None:
        return
    channel = next(each for each in channels_of(appeal.id) if each.id == channel_id)
    db.session.delete(link)
    db.session.flush()
    move_page_version(case_id)
    timeline.record(
        case_id,
        EntryKind.CASE,
        f"Appeal no longer speaks through @{channel.handle} ({channel.platform})",
        actor=actor,
        about=("channel", channel_id),
    )


@atomic
def touch_page(case_id: int) -> None:
    """Have the public page made anew; called whenever something that it shows has changed."""
    move_page_version(case_id)
