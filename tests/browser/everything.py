"""A house where everything has happened once: the demonstration, and what it leaves out.

`arrange()` fills an empty house from inside; `addresses(app, stage)` names every page of it that
can be opened, ids filled in from what is there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from pathlib import Path

from campaigns.appeals import actions as appeals
from campaigns.appeals import poster_making
from campaigns.appeals.model import Appeal, AppealState
from campaigns.cases.model import CaseKind, CaseState, Decision, Outcome
from campaigns.channels import plans
from campaigns.channels.queries import list_channels
from campaigns.closure import actions as closure
from campaigns.deliveries import holds
from campaigns.deliveries.model import Delivery, HoldScope
from campaigns.demonstration.actions import demonstrate
from campaigns.families import actions as families
from campaigns.jobs import reconcile_deliveries, send_deliveries, take_down
from campaigns.kernel import clock, zones
from campaigns.kernel.db import atomic, db
from campaigns.leads import actions as leads
from campaigns.media import files, film_actions
from campaigns.media.model import MediaAsset, MediaKind, Poster, PosterKit
from campaigns.notices import actions as notices
from campaigns.platforms.network import crowd, faults
from campaigns.platforms.rehearsal import network
from campaigns.timeline.model import TimelineEntry
from campaigns.tips import actions as tips
from campaigns.tips import triage
from campaigns.tips.model import Tip
from campaigns.tips.queries import list_evidence
from campaigns.updates import actions as updates
from campaigns.updates.model import Update
from campaigns.users import actions as users
from campaigns.users.model import Role, User
from tests.browser.heard import hear_more
from tests.browser.nights import ask_at_night
from tests.browser.not_pages import NOT_PAGES
from tests.browser.withheld import withhold
from tests.factories import films
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.followers import make_follower
from tests.factories.publicity import leave_in_doubt
from tests.factories.tips import receive_tip

PHOTO = Path(__file__).parents[2] / "static/img/demo/child.jpg"
PASSWORD = "a password of the demonstration"
CASE = 1
UNKNOWN_CODE = "ZZZZ-9999"
# Of a case that is only there to be in another state, these pages differ.
FEW = (
    "staff.cases.show",
    "staff.launch.show",
    "staff.closure.show",
    "staff.residue.index",
    "staff.tips.index",
)
MORE = {
    "staff.guard.index": ("?update=1",),
    "staff.calendar.index": ("?view=week", "?view=list"),
    "staff.timeline.index": ("?kind=tip",),
    "staff.tips.index": ("?q=nobody+said+this",),
}
TOKENS = {
    "staff.signin.invitation": "invitation",
    "family.portal.enter": "enter",
    "rehearsal.wall.talk": "talk",
    "public.following.confirming": "follower",
    "public.following.stopping": "follower",
}


@dataclass
class Stage:
    """What can be opened: values for each part of an address, and the family's way in.

    `refused` are addresses whose page says, kindly, that there is nothing (any more).
    """

    values: dict[str, list[object]] = field(default_factory=dict)
    family: str = ""
    refused: set[str] = field(default_factory=set)

    @property
    def live(self) -> str:
        """Return the address of an appeal that the public can read."""
        found = (f"/a/{slug}" for slug in self.values["slug"])
        return next(address for address in found if address not in self.refused)


def people() -> dict[str, User]:
    """Return the demonstration's people by their user names."""
    return {each.username: each for each in db.session.scalars(db.select(User))}


def arrange() -> Stage:
    """Play the demonstration and all that it leaves out; return what there is to open."""
    demonstrate(PASSWORD, PHOTO)
    cast = people()
    _say(cast)
    _hear(cast)
    withhold(CASE, cast)
    poster_making.make_now(CASE, actor=cast["okafor"].actor)
    shown = films.make_small_film(_appeal())
    film_actions.show(CASE, shown.id, public=True, actor=cast["okafor"].actor)
    waiting = films.ask(_appeal())
    _, link = families.invite_relative(CASE, "Grace Holloway", "", "grandmother", by=cast["marsh"])
    _, invitation = users.invite("Sam Field", "sam@police.example", Role.TRIAGER, by=cast["admin"])
    told = notices.notify(cast["lindqvist"].id, "A word", "Something that leads nowhere.")
    talk = crowd.write_to(network(), _channel().handle, "Rosa T.", "May I call you instead?")
    leave_in_doubt(CASE, by=cast["okafor"], chief=cast["duarte"])
    holds.pull_hold(HoldScope.CASE, CASE, "Waiting for the family's word", by=cast["lindqvist"])
    stage = Stage(family=families.use_link(link))
    stage.values = {
        "case_id": [CASE, *_other_cases(cast)],
        "invitation": [invitation.rpartition("/")[2]],
        "enter": [families.make_link(CASE, 1, by=cast["marsh"])],
        "talk": [talk],
        "notice_id": [told.id],
        "film_id": [shown.id, waiting.id],
        "plan_id": [plans.start("mastodon", CASE, by=cast["okafor"]).id],
    }
    _see_what_there_is(stage)
    return stage


def _appeal() -> Appeal:
    return db.session.scalars(db.select(Appeal).filter_by(case_id=CASE)).one()


def _channel():
    return list_channels()[0]


def _write(cast, text, **given):
    parts = [{"text": text, "media": []}]
    return updates.write_update(
        CASE, parts=parts, channel_ids=[_channel().id], by=cast["reyes"], **given
    )


def _approve(cast, written):
    updates.submit_update(CASE, written.id, by=cast["reyes"])
    updates.approve_update(CASE, written.id, written.content_hash, by=cast["lindqvist"])


def _say(cast: dict[str, User]) -> None:
    """Leave an update in each state, and a delivery in each that one meets."""
    _write(cast, "A draft that nobody has asked to approve.")
    sent_back = _write(cast, "Words that were sent back.")
    updates.submit_update(CASE, sent_back.id, by=cast["reyes"])
    updates.send_back(CASE, sent_back.id, "Leave the street out.", by=cast["lindqvist"])
    later = zones.to_local(clock.now() + timedelta(days=2), "America/Toronto").replace(
        second=0, microsecond=0, tzinfo=None
    )
    _approve(cast, _write(cast, "Two days from now: have you seen Mira?", send_local=later))
    at_night = _write(cast, "Words for the night.", send_local=later.replace(hour=23, minute=30))
    _approve(cast, at_night)
    ask_at_night(at_night, lead=cast["okafor"], writer=cast["reyes"])
    withdrawn = _write(cast, "Words that were taken back.", send_local=later)
    _approve(cast, withdrawn)
    updates.withdraw_update(CASE, withdrawn.id, by=cast["reyes"])
    for kind in (faults.FaultKind.DROP_AFTER, faults.FaultKind.EXPIRED_KEY):
        faults.disarm(network())
        faults.arm(network(), kind, operation=faults.Operation.PUBLISH)
        _approve(cast, _write(cast, f"Said while the network misbehaves: {kind.label}."))
        send_deliveries.run(workers=1)
    faults.disarm(network())
    faults.arm(network(), faults.FaultKind.CANNOT_TELL, times=None)
    reconcile_deliveries.run(workers=1)


def _hear(cast: dict[str, User]) -> None:
    """Leave tips with evidence: one with all that can be done, one that nobody has opened."""
    kept = files.prepare("metro.jpg", [PHOTO.read_bytes()], 1_000_000, MediaKind.EVIDENCE)
    seen = receive_tip(case=_of(CASE), text="The two of them, on the metro.", files=(kept,)).tip
    novak = cast["novak"]
    triage.open_tip(CASE, seen.id, by=novak)
    triage.claim(CASE, seen.id, by=novak)
    triage.show_evidence(CASE, seen.id, list_evidence(seen.id)[0].id, by=novak)
    triage.add_note(CASE, seen.id, "Looks like Berri-UQAM.", by=novak)
    tips.answer_sender(CASE, seen.id, "Thank you. Which line was it?", by=novak)
    leads.link_as_same(CASE, [seen.id, 1], by=novak)
    hear_more(seen.id, _channel())
    receive_tip(
        case=_of(CASE), text="I am looking at her right now!", files=(kept,), still_there=True
    )


def _of(case_id):
    return type("Case", (), {"id": case_id})


def _other_cases(cast: dict[str, User]) -> list[int]:
    """Return a draft, a paused witness appeal, a proposed closing and a closed case, all bare."""
    both = {"lead": cast["okafor"], "deputy": cast["lindqvist"], "members": [cast["admin"]]}
    draft = make_case(**both, title="A draft with nothing in it")
    appeals.start_appeal(draft.id, actor=cast["okafor"].actor)
    witness = make_case(**both, kind=CaseKind.WITNESS, title="Cherry Street")
    make_appeal(case=witness, headline="Did you see this car?")
    appeals.pause_appeal(witness.id, actor=cast["okafor"].actor)
    ending, ended = make_case(**both, title="Nearly over"), make_case(**both, title="Over")
    for case in (ending, ended):
        make_appeal(case=case)
        closure.propose_closure(case.id, Outcome.LOCATED_SAFE, "Seen by two", by=cast["okafor"])
    closure.confirm_closure(ended.id, by=cast["lindqvist"])
    take_down.run()
    assert ended.state is CaseState.CLOSED
    return [draft.id, witness.id, ending.id, ended.id]


@atomic
def _see_what_there_is(stage: Stage) -> None:
    """Fill in the ids: of things with states, one of each."""

    def ids(model, by=None):
        rows = db.session.scalars(db.select(model).order_by(model.id)).all()
        mine = [row for row in rows if getattr(row, "case_id", CASE) == CASE]
        return list({getattr(row, by) if by else row.id: row.id for row in mine}.values())

    def column(which):
        return list(db.session.scalars(db.select(which).order_by(which)))

    stage.values |= {
        "update_id": ids(Update, "state"),
        "delivery_id": ids(Delivery, "state"),
        "decision_id": ids(Decision, "kind"),
        "version": [0],
        "tip_id": [*ids(Tip, "source"), *ids(Tip)[-2:]],
        "seq": [entry.seq for entry in _entries()],
        "asset_id": ids(MediaAsset)[:1],
        "poster_id": ids(Poster)[:1],
        "kit_id": ids(PosterKit)[:1],
        "channel_id": [each.id for each in list_channels()][:1],
        "platform_name": ["rehearsal", "mastodon"],
        "user_id": [people()["okafor"].id],
        "slug": column(Appeal.slug),
        "code": [_appeal().code, UNKNOWN_CODE],
        "handle": [_channel().handle],
        "post_id": [crowd.feed(network(), account=_channel().handle)[-1].id],
    }
    off = db.session.scalars(db.select(Appeal.slug).where(Appeal.state != AppealState.LIVE))
    stage.refused = {f"/v/{UNKNOWN_CODE}", *(f"/a/{slug}" for slug in off)}
    stage.refused |= {f"{address}/tip" for address in stage.refused}
    stage.refused.add("/staff/registrations/rehearsal")  # it asks for none
    follower = make_follower(_appeal().case, "a.reader@readers.example")
    stage.values["follower"] = [follower.token]
    drafts = db.session.scalars(db.select(Appeal.slug).where(Appeal.state == AppealState.DRAFT))
    ways = ("follow", f"follow/{follower.token}", f"stop/{follower.token}")
    stage.refused |= {f"/a/{slug}/{way}" for slug in drafts for way in ways}


def _entries():
    found = db.session.scalars(db.select(TimelineEntry).filter_by(case_id=CASE))
    return {entry.kind: entry for entry in found}.values()


def addresses(app, stage: Stage, *surfaces: str) -> Iterator[str]:
    """Return every address of these surfaces that shows a page."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" not in rule.methods or rule.endpoint in NOT_PAGES:
            continue
        if rule.endpoint.split(".")[0] not in surfaces:
            continue
        names = sorted(rule.arguments)
        for given in product(*(_values(stage, rule, name) for name in names)):
            with app.test_request_context():
                path = app.url_for(rule.endpoint, **dict(zip(names, given, strict=True)))
            yield path
            if not names or given[0] == CASE:
                yield from (path + more for more in MORE.get(rule.endpoint, ()))


def _values(stage: Stage, rule, name: str) -> list[object]:
    if name == "token":
        name = TOKENS[rule.endpoint]
    values = stage.values[name]
    if name != "case_id" or rule.endpoint in FEW:
        return values
    return values[:1] if len(rule.arguments) > 1 else [*values[:2], values[-1]]
