"""Play the demonstration through the house's own actions, as people would have done it.

The clock is set back while it plays, so that its timeline reads like the last few days. Nothing is
written past the actions: what the demonstration shows is what the house does.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from campaigns.appeals import actions as appeals
from campaigns.appeals.model import Appeal
from campaigns.cases import actions as cases
from campaigns.cases import publicity_actions, story_actions
from campaigns.cases.given import FactGiven, HoldbackGiven, SeenGiven
from campaigns.cases.model import Case, CaseKind, DecisionKind, PersonRole, Risk, Visibility
from campaigns.channels import connecting
from campaigns.channels.model import Channel
from campaigns.demonstration import story
from campaigns.families import actions as families
from campaigns.jobs import collect_tips, send_deliveries
from campaigns.kernel import clock, ids, zones
from campaigns.media import actions as media
from campaigns.media.model import MediaAsset, MediaKind
from campaigns.platforms.network import crowd
from campaigns.platforms.rehearsal import network
from campaigns.publicity import actions as publicity
from campaigns.tips import actions as tips
from campaigns.tips import triage
from campaigns.tips.model import TipSource
from campaigns.tips.receive import NewTip
from campaigns.updates import actions as updates
from campaigns.updates.cadence import template_for
from campaigns.updates.model import Update
from campaigns.users.model import User

BIRTH_YEARS_AGO = 7
PHOTO_LIMIT_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of the demonstration, by what they do in it."""

    lead: User
    deputy: User
    press: User
    triager: User
    liaison: User
    inspector: User


@contextmanager
def set_back(hours: float) -> Iterator[Callable[[float], datetime]]:
    """Set the clock back for a while; what it yields moves it to so many hours after that."""
    start = clock.now() - timedelta(hours=hours)
    moment = start

    def go(after_hours: float) -> datetime:
        nonlocal moment
        moment = start + timedelta(hours=after_hours)
        return moment

    clock.use(lambda: moment)
    try:
        yield go
    finally:
        clock.use(None)


def play(cast: Cast, photo: Path) -> Case:
    """Play the whole story; returns its case."""
    with set_back(story.OPENED_HOURS_AGO) as go:
        case, appeal, channel, picture = _open(cast, photo)
        template = template_for(case.kind, case.risk)
        updates.start_cadence(case.id, template, actor=cast.lead.actor)
        steps: list[tuple[float, Callable[[], object]]] = [
            (each.hours, _saying(cast, case, channel, each.in_words(appeal.hashtag), picture))
            for each in story.UPDATES
        ]
        steps += [(each.hours, _answering(channel, each)) for each in story.ANSWERS]
        steps += [(each.hours, _telling(cast, case, each)) for each in story.TIPS]
        steps += [
            (8, lambda: _talk_with_family(cast, case)),
            (story.OPENED_HOURS_AGO - 1, lambda: _plan_next(cast, case, appeal, channel)),
        ]
        for hours, step in sorted(steps, key=lambda each: each[0]):
            go(hours)
            step()
    return case


def _open(cast: Cast, photo: Path) -> tuple[Case, Appeal, Channel, MediaAsset]:
    """Open the case with its people, facts and photo, and launch the appeal on its own account."""
    actor = cast.lead.actor
    case = cases.open_case(
        kind=CaseKind.MISSING,
        title="Help find Mira",
        risk=Risk.HIGH,
        lead_id=cast.lead.id,
        deputy_id=cast.deputy.id,
        liaison_id=cast.liaison.id,
        timezone=story.ZONE,
        reference=story.REFERENCE,
        partners=story.PARTNERS,
        actor=actor,
    )
    for member in (cast.press, cast.triager):
        cases.add_member(case.id, member.id, actor=actor)
    _tell_who(cast, case)
    _tell_facts(cast, case)
    picture = _show_photo(cast, case, photo)
    appeals.start_appeal(case.id, actor=actor)
    channel = _speak_through(cast, case, photo)
    appeals.edit_appeal(
        case.id,
        headline=story.HEADLINE,
        ask=story.ASK,
        hashtag="FindMiraV",
        contact_phone=story.PHONE,
        actor=actor,
    )
    return case, appeals.launch_appeal(case.id, by=cast.lead), channel, picture


def _show_photo(cast: Cast, case: Case, photo: Path) -> MediaAsset:
    picture = media.keep_file(
        case.id,
        MediaKind.PHOTO,
        photo.name,
        [photo.read_bytes()],
        actor=cast.lead.actor,
        limit_bytes=PHOTO_LIMIT_BYTES,
    )
    return media.edit_asset(
        case.id,
        picture.id,
        year=clock.now().year - 1,
        label="School photo",
        alt="A smiling girl with light brown hair, looking at the camera",
        age_progressed=False,
        publish=True,
        actor=cast.lead.actor,
    )


def _speak_through(cast: Cast, case: Case, photo: Path) -> Channel:
    channel = connecting.make_dedicated(
        case.id,
        "missingmirav",
        "Help find Mira",
        f"The official account of the appeal for Mira. Tips: {story.PHONE}",
        photo.read_bytes(),
        owner_id=cast.lead.id,
        deputy_id=cast.deputy.id,
        actor=cast.lead.actor,
    )
    appeals.use_channel(case.id, channel.id, actor=cast.lead.actor)
    return channel


def _tell_who(cast: Cast, case: Case) -> None:
    today, actor = clock.now(), cast.lead.actor
    mira = replace(story.MIRA, birth_date=date(today.year - BIRTH_YEARS_AGO, 1, 14))
    story_actions.add_person(case.id, PersonRole.MISSING, mira, actor=actor)
    story_actions.add_person(case.id, PersonRole.COMPANION, story.COMPANION, actor=actor)
    seen = zones.to_local(today - timedelta(days=8), story.ZONE).replace(
        hour=14, minute=10, second=0, microsecond=0, tzinfo=None
    )
    given = SeenGiven(
        at=seen,
        timezone=story.ZONE,
        place="Parkdale, Toronto",
        point=(43.6401, -79.4390),
        confirmed=True,
        source="CCTV at a drop-in centre",
    )
    story_actions.record_last_seen(case.id, given, actor=actor)


def _tell_facts(cast: Cast, case: Case) -> None:
    told = [(text, source, Visibility.PUBLIC) for text, source in story.PUBLIC_FACTS]
    told.append((*story.FAMILY_FACT, Visibility.FAMILY))
    for text, source, visibility in told:
        given = FactGiven(text=text, source=source, visibility=visibility)
        story_actions.add_fact(case.id, given, by=cast.lead)
    for detail, terms, reason in story.HOLDBACKS:
        publicity_actions.add_holdback(
            case.id, HoldbackGiven(detail=detail, terms=terms, reason=reason), by=cast.lead
        )
    publicity_actions.record_consent(
        case.id, "Father", "Photo, first name, age", how="by phone", actor=cast.liaison.actor
    )
    publicity_actions.record_consent(
        case.id, "Father", "Family phone number", refused=True, actor=cast.liaison.actor
    )
    check = publicity.answer_check(case.id, story.HARM_CHECK, by=cast.lead)
    publicity.decide(
        case.id,
        DecisionKind.PUBLISH,
        why="Nobody is fleeing harm; the custody order was sighted",
        check_id=check.id,
        by=cast.inspector,
    )


def _write(
    cast: Cast, case: Case, text: str, channel: Channel, media_of_part: list[dict[str, object]]
) -> Update:
    return updates.write_update(
        case.id,
        parts=[{"text": text, "media": media_of_part}],
        channel_ids=[channel.id],
        by=cast.press,
    )


def _saying(
    cast: Cast, case: Case, channel: Channel, words: story.Words, photo: MediaAsset
) -> Callable[[], None]:
    def say() -> None:
        shown = [{"asset_id": photo.id, "alt": photo.alt}] if words.picture else []
        written = _write(cast, case, words.text, channel, list(shown))
        submitted = updates.submit_update(case.id, written.id, by=cast.press)
        updates.approve_update(case.id, submitted.id, submitted.content_hash or "", by=cast.deputy)
        send_deliveries.run(workers=1)

    return say


def _plan_next(cast: Cast, case: Case, appeal: Appeal, channel: Channel) -> None:
    """Leave one update waiting for approval."""
    words = story.WAITING.in_words(appeal.hashtag)
    written = _write(cast, case, words.text, channel, [])
    updates.submit_update(case.id, written.id, by=cast.press)


def _answering(channel: Channel, said: story.Said) -> Callable[[], None]:
    def answer() -> None:
        first = crowd.feed(network(), account=channel.handle)[-1]
        crowd.answer(network(), first.id, said.author, said.text)
        collect_tips.run()

    return answer


def _telling(cast: Cast, case: Case, told: story.Told) -> Callable[[], None]:
    def tell() -> None:
        by_phone = told.source is not TipSource.WEB
        received = tips.receive(
            NewTip(
                case_id=case.id,
                source=told.source,
                text=told.text,
                anonymous=told.anonymous,
                sender=told.sender,
                where_words=told.where or None,
                when_words=told.when or None,
                idempotency_key=None if by_phone else ids.token(),
                entered_by=cast.triager.actor if by_phone else None,
            )
        )
        if told.priority:
            triage.set_priority(case.id, received.tip.id, told.priority, by=cast.triager)
        if told.state:
            triage.open_tip(case.id, received.tip.id, by=cast.triager)
            triage.set_state(case.id, received.tip.id, told.state, by=cast.triager)

    return tell


def _talk_with_family(cast: Cast, case: Case) -> None:
    relative, _ = families.invite_relative(
        case.id, "Daniel Holloway", "", "father", by=cast.liaison
    )
    families.hear_family(relative, story.FAMILY_MESSAGE, key=ids.token())
    families.answer_family(case.id, story.LIAISON_MESSAGE, by=cast.liaison)
