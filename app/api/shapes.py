"""What goes over the API's counter: the JSON of each thing, in and out.

Moments are ISO 8601 with an offset; states are the house's own words. Nothing withheld is here.
"""

from datetime import datetime
from types import GenericAlias
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.web.addresses import HIGHEST_ID
from campaigns.appeals.model import AppealState
from campaigns.cases.model import CaseKind, CaseState, Outcome, Risk
from campaigns.deliveries.model import DeliveryState
from campaigns.tips.model import Priority, TipSource, TipState
from campaigns.updates.model import UpdateState

# A view gives a row (or rows); APIFlask turns it into JSON by the shape that the view names.
Reply = Any


def many(shape: type[BaseModel]) -> Any:
    """Return the shape of a list of these, which APIFlask takes but does not say in its types."""
    return GenericAlias(list, (shape,))


RowId = Annotated[int, Field(ge=1, le=HIGHEST_ID)]


class Shape(BaseModel):
    """What is read from our rows, and refuses what it does not know."""

    model_config = ConfigDict(from_attributes=True, extra="forbid")


class CaseShape(Shape):
    """A case."""

    id: int
    reference: str
    kind: CaseKind
    title: str
    risk: Risk
    state: CaseState
    outcome: Outcome | None
    rehearsal: bool
    timezone: str
    lead_id: int
    deputy_id: int
    liaison_id: int | None
    opened_at: datetime
    closed_at: datetime | None


class CaseIn(Shape):
    """What opens a case; without a `reference` one is made."""

    kind: CaseKind
    title: str
    risk: Risk
    lead_id: RowId
    deputy_id: RowId
    liaison_id: RowId | None = None
    timezone: str | None = None
    reference: str = ""


class AppealShape(Shape):
    """The public campaign of a case."""

    case_id: int
    slug: str
    code: str
    state: AppealState
    headline: str
    ask: str
    hashtag: str
    contact_phone: str
    contact_email: str
    launched_at: datetime | None
    ended_at: datetime | None


class PictureShape(Shape):
    """A file of the case shown with a part, and its words for those who cannot see it."""

    asset_id: RowId
    alt: str


class PartShape(Shape):
    """One post of a thread."""

    text: str
    media: list[PictureShape] = Field(default_factory=list)


class UpdateShape(Shape):
    """Something the campaign wants to say. `content_hash` is what an approval is bound to."""

    id: int
    case_id: int
    parts: list[PartShape]
    channel_ids: list[int]
    state: UpdateState
    author_id: int
    approver_id: int | None
    send_at: datetime | None
    timezone: str
    content_hash: str | None
    emergency: bool
    review_due_at: datetime | None
    created_at: datetime


class UpdateIn(Shape):
    """What writes an update; `send_local` is a wall-clock time in the case's zone, or at once."""

    parts: list[PartShape]
    channel_ids: list[RowId]
    send_local: datetime | None = None


class ApprovalIn(Shape):
    """An approval of exactly what was seen."""

    content_hash: str


class ReasonIn(Shape):
    """Why."""

    reason: str


class DeliveryShape(Shape):
    """One update on one channel; `snapshot` is what is sent, byte for byte."""

    id: int
    case_id: int
    update_id: int | None
    channel_id: int
    state: DeliveryState
    overdue: bool
    held: bool
    send_at: datetime
    not_before: datetime
    snapshot: dict[str, Any]
    snapshot_hash: str
    remote_id: str | None
    remote_url: str | None
    attempt_count: int
    reason: str | None


class AttemptShape(Shape):
    """One thing that was tried for a delivery."""

    at: datetime
    what: str
    outcome: str
    words: str
    part: int | None


class DeliveryWhole(DeliveryShape):
    """A delivery with everything that was tried."""

    attempts: list[AttemptShape]


class TipShape(Shape):
    """One report. Of an anonymous one `received_at` is the hour only."""

    id: int
    case_id: int
    source: TipSource
    anonymous: bool
    received_at: datetime
    text: str
    when_words: str | None
    where_words: str | None
    seen_at: datetime | None
    lat: float | None
    lon: float | None
    still_there: bool
    state: TipState
    priority: Priority
    restricted: bool
    claimed_by_id: int | None
    remote_url: str | None


class TipIn(Shape):
    """A tip that someone of the house enters for its sender."""

    source: TipSource
    text: str
    anonymous: bool = True
    sender: str | None = None
    contact: str | None = None
    when_words: str | None = None
    where_words: str | None = None
    remote_url: str | None = None
    captured_at: datetime | None = None
    idempotency_key: str | None = None


class TipReceipt(Shape):
    """A tip that was taken; `codename` is shown here and nowhere again."""

    tip: TipShape
    codename: str | None
    already: bool


class StateIn(Shape):
    """Where a tip stands now."""

    state: TipState


class PriorityIn(Shape):
    """How soon a tip should be dealt with."""

    priority: Priority


class WordsIn(Shape):
    """A note, or an answer to the sender."""

    text: str


class EntryShape(Shape):
    """One line of a case's timeline, with its place in the hash chain."""

    seq: int
    at: datetime
    kind: str
    actor_id: int | None
    actor: str
    summary: str
    about_type: str | None
    about_id: int | None
    detail: dict[str, Any]
    prev_hash: str
    hash: str


class Paging(Shape):
    """Where to go on: what is older than (`before`), and how many."""

    before: RowId | None = None
    limit: int = Field(default=50, ge=1, le=200)
