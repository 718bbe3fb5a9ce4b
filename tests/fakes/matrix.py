"""The fault matrix: each deed of each platform, with each fault, through real deliveries.

A platform's file under tests/fakes/ offers `TRIED`: how its counterpart is served, which call says
something, what stands there. Everything else is the same for all: claim, carry, settle, reconcile,
with the clock moved on, until it is known what became of the post.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from PIL import Image

from campaigns.channels import actions as channels
from campaigns.channels.model import Allowance, Channel, ChannelState
from campaigns.deliveries import carry, queries, sending, take_back
from campaigns.deliveries.journey import SendersJourney
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.jobs import reconcile_deliveries, send_deliveries, settle_stuck
from campaigns.kernel.db import atomic, db
from campaigns.media import storage
from campaigns.notices.model import Notice
from campaigns.platforms import registry
from campaigns.users.model import Role
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.deliveries import make_delivery
from tests.factories.followers import make_follower
from tests.factories.users import make_user
from tests.fakes.world import Answer, Fault, Request, World

S = DeliveryState
ROUNDS = 14
TRIES = 4
ONCE, DECIDES, CALLED = "there once", "a person decides", "not there, a person is called"
GONE = "gone, with proof"


@dataclass(frozen=True)
class Tried:
    """What the matrix must know of a platform's counterpart.

    `fixture` serves it and returns what the other callables take. `says` matches the call that
    makes a post public, `uploads` one of those that bring a picture. `standing` returns the text of
    every post that stands there now. `expire` lets the key run out (None: it never does), `revoke`
    makes it void and `restore` good again. `blind`: nothing can be read back, so a person decides.
    `heard` lets someone of the public say something to us and returns its ref. `deletes` matches
    the call that takes a post down. `arm` lets a fault happen to the next such deed where the
    counterpart is not reached by HTTP; it returns whether it can.
    """

    fixture: str
    credentials: Callable[[object], Mapping[str, str]] | Mapping[str, str]
    says: Callable[[Request], bool]
    standing: Callable[[object], list[str]]
    revoke: Callable[[object], None]
    restore: Callable[[object], None]
    uploads: Callable[[Request], bool] | None = None
    expire: Callable[[object], None] | None = None
    heard: Callable[[object], str] | None = None
    deletes: Callable[[Request], bool] | None = None
    arm: Callable[[object, str, Fault], bool] | None = None
    answer_429: Answer = field(default_factory=lambda: Answer(429, {"error": "too many"}))
    blind: bool = False
    needs_picture: bool = False
    handle: str = "missingmira"
    followers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    platform: str
    deed: str
    fault: str
    outcome: str

    @property
    def sound(self) -> bool:
        """Nothing was said twice, nothing was lost, nothing was claimed that is not so."""
        return self.outcome in {ONCE, DECIDES, CALLED, GONE}


class Matrix:
    """One platform under trial."""

    def __init__(self, name: str, tried: Tried, fake: object, world: World, clock) -> None:
        self.name, self.tried, self.fake, self.world, self.clock = name, tried, fake, world, clock
        given = tried.credentials
        self.key = dict(given(fake) if callable(given) else given)
        self.channel = make_channel(platform=name, handle=tried.handle, credentials=self.key)
        self.case = make_case(rehearsal=False)
        make_appeal(case=self.case, channels=[self.channel])
        for address in tried.followers:
            make_follower(self.case, address)
        self.person = make_user(Role.SUPERVISOR)
        self.number = 0
        self.picture, self.film = _picture(), _film()
        self.limits = registry.platform(name).limits

    def rows(self) -> Iterator[Row]:
        """Try everything; the faults that spoil the key come last."""
        for deed in self._deeds():
            for fault in Fault:
                if self.tried.arm is None or self.tried.arm(self.fake, deed, fault):
                    yield self._row(deed, fault.value, lambda d, f=fault: self._with(d, f))
            for words, deadly in self._deaths(deed).items():
                yield self._row(deed, words, deadly)
            if self.tried.expire is not None:
                yield self._row(deed, "key ran out", self._with_key(self.tried.expire))
        yield from self._take_downs()
        yield self._row("post", "key is void", self._with_key(self.tried.revoke))

    def _deeds(self) -> list[str]:
        found = ["post", "thread"] if self.limits.thread else ["post"]
        if self.tried.uploads is not None:
            found.append("picture")
        if self.tried.heard is not None:
            found.append("answer")
        return found

    def _take_downs(self) -> Iterator[Row]:
        """Take a post down, again and again until the page says that it is gone."""
        for fault in Fault if self.tried.deletes else ():
            self._mend()
            delivery_id, (text,) = self.plan("post")
            self._live(delivery_id)
            self._arm("takedown", fault)
            trouble, tries = "not asked yet", 0
            while trouble is not None and tries < TRIES:
                trouble = take_back.take_down(self.case.id, delivery_id, by=self.person)
                self.clock.at += timedelta(minutes=16)
                tries += 1
            there = any(text in each for each in self.tried.standing(self.fake))
            told = "FALSE SUCCESS" if trouble is None else f"STILL THERE: {trouble}"
            yield Row(self.name, "takedown", fault.value, told if there else GONE)

    def _row(self, deed: str, words: str, happen: Callable[[str], list[Delivery]]) -> Row:
        self._mend()
        return Row(self.name, deed, words, self._outcome(*happen(deed)))

    @atomic
    def _mend(self) -> None:
        """Let the account be as good as new, whatever the row before did to it."""
        self.world.armed.clear()
        channel = db.session.get_one(Channel, self.channel.id)
        if channel.state is not ChannelState.CONNECTED:
            self.tried.restore(self.fake)
            channel.state, channel.credentials = ChannelState.CONNECTED, {**self.key}
        for allowance in db.session.query(Allowance):
            db.session.delete(allowance)

    def plan(self, deed: str) -> tuple[int, list[str]]:
        self.number += 1
        texts = [f"Have you seen Mira? Number {self.number:03}."]
        if deed == "thread":
            texts.append(f"She wears a red coat. Number {self.number:03}.")
        needs = self.tried.needs_picture and deed != "answer"
        media = [self.picture] if deed == "picture" or needs else []
        title = ""
        if self.limits.needs == "film" and deed != "answer":
            media, title = [self.film], "Have you seen Mira?"
        reply_to = self.tried.heard(self.fake) if deed == "answer" else None
        delivery = make_delivery(
            self.case,
            self.channel,
            *texts,
            media=media,
            reply_to=reply_to,
            title=title,
            bare_after_first=needs,
        )
        return delivery.id, texts

    def _with(self, deed: str, fault: Fault) -> tuple[int, list[str]]:
        planned = self.plan(deed)
        self._arm(deed, fault)
        return planned

    def _arm(self, deed: str, fault: Fault) -> None:
        if self.tried.arm is not None:
            return  # done when it was asked whether it can be
        meant = {"picture": self.tried.uploads, "takedown": self.tried.deletes}.get(deed)
        self.world.arm(
            fault,
            meant or self.tried.says,
            skip=1 if deed == "thread" else 0,
            answer_429=self.tried.answer_429,
            slow_s=0.02,
        )

    def _with_key(self, spoil: Callable[[object], None]) -> Callable[[str], tuple[int, list[str]]]:
        def happen(deed: str) -> tuple[int, list[str]]:
            planned = self.plan(deed)
            spoil(self.fake)
            return planned

        return happen

    def _deaths(self, deed: str) -> dict[str, Callable[[str], tuple[int, list[str]]]]:
        found = {
            "killed between claim and call": self._die_before,
            "killed between call and settle": self._die_after,
        }
        if deed == "thread":
            found["killed between parts"] = self._die_between
        return found

    def _die_before(self, deed: str) -> tuple[int, list[str]]:
        """Leave what a process leaves that is killed when it has claimed."""
        planned = self.plan(deed)
        assert sending.claim(planned[0])
        settle_stuck.run_at_start()
        return planned

    def _die_after(self, deed: str) -> tuple[int, list[str]]:
        """Leave what a process leaves that is killed before it has kept the receipt."""
        planned = self.plan(deed)
        self._say_first(planned[0])
        settle_stuck.run_at_start()
        return planned

    def _die_between(self, deed: str) -> tuple[int, list[str]]:
        planned = self.plan(deed)
        delivery, receipt = self._say_first(planned[0])
        sending.keep_receipt(delivery.id, delivery.claim_token, 1, receipt)
        settle_stuck.run_at_start()
        return planned

    def _say_first(self, delivery_id: int):
        delivery = sending.claim(delivery_id)
        account = channels.open_account(delivery.channel_id, case_id=delivery.case_id)
        journey = SendersJourney(delivery.id, 1, delivery.claim_token)
        post = carry.post_of(delivery, 1, None, journey)
        return delivery, (account.answer if post.reply_to else account.publish)(post)

    def _outcome(self, delivery_id: int, texts: list[str]) -> str:
        called = db.session.query(Notice).count()
        delivery = self._live(delivery_id)
        standing = self.tried.standing(self.fake)
        there = [sum(text in each for each in standing) for text in texts]
        if max(there) > 1:
            return f"SAID TWICE: {there}"
        if delivery.state is S.SENT:
            return ONCE if min(there) == 1 else f"FALSE SUCCESS: {there}"
        someone = db.session.query(Notice).count() > called
        if delivery.state is S.UNDECIDED and someone:
            return DECIDES
        if someone:
            return CALLED
        return f"LOST: {delivery.state.value}, {there}, {delivery.reason}"

    def _live(self, delivery_id: int) -> Delivery:
        """Let time go on until it is known what became of a post."""
        for _ in range(ROUNDS):
            send_deliveries.run(1)
            reconcile_deliveries.run(1)
            db.session.rollback()
            delivery = queries.read_delivery(delivery_id)
            broken = delivery.channel.state is not ChannelState.CONNECTED
            if delivery.state not in {S.PLANNED, S.UNKNOWN} or delivery.overdue or broken:
                break
            ahead = delivery.not_before - self.clock()
            self.clock.at += max(ahead, timedelta(0)) + timedelta(seconds=1)
        return delivery


def _picture() -> dict[str, object]:
    drawn = io.BytesIO()
    Image.new("RGB", (320, 400), (120, 140, 90)).save(drawn, "JPEG")
    key = storage.put_bytes(drawn.getvalue()).key
    return {"asset_id": 1, "sha256": key, "type": "image/jpeg", "alt": "Mira, smiling"}


def _film() -> dict[str, object]:
    """Return a film as it is frozen; the counterparts never look into one."""
    key = storage.put_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(5_000)).key
    captions = [{"language": "en", "srt": "1\n00:00:00,000 --> 00:00:01,000\nMira\n"}]
    return {
        "asset_id": 2,
        "sha256": key,
        "type": "video/mp4",
        "alt": "Police speak",
        "captions": captions,
        "thumbnail": _picture(),
    }


def table(rows: list[Row]) -> str:
    """Return the rows as a table: deed and fault down, what came of it across."""
    wide = max(len(row.fault) for row in rows)
    lines = [f"{row.platform:10} {row.deed:8} {row.fault:{wide}}  {row.outcome}" for row in rows]
    return "\n".join(["", *lines])
