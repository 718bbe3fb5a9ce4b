"""Tells the truth about one delivery: in one line, and as the steps that led there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaigns.appeals.quiet import Quiet
from campaigns.deliveries import film_links, waiting
from campaigns.deliveries.model import (
    Deed,
    Delivery,
    DeliveryAttempt,
    DeliveryStage,
    DeliveryState,
)
from campaigns.kernel.text import plural
from campaigns.platforms.going import WITHOUT

S = DeliveryState
LINES: dict[DeliveryState, str] = {
    S.SENDING: "It is being sent right now.",
    S.SENT: "It is out.",
    S.REJECTED: "The platform refused it. It is not out.",
    S.UNKNOWN: "Nobody knows yet whether it is out. The platform is being asked.",
    S.UNDECIDED: "Nobody can tell whether it is out. Look on the platform, and decide.",
    S.WITHDRAWN: "It was withdrawn before it was sent.",
}
# (deed, outcome) -> (word, tone); what is not listed is told by the deed's own label.
STEPS: dict[tuple[Deed, str], tuple[str, str]] = {
    (Deed.PLAN, "planned"): ("planned", "calm"),
    (Deed.PLAN, "video up"): ("the video is up", "ok"),
    (Deed.PLAN, "video not up"): ("the video is not up", "life"),
    (Deed.CLAIM, "begun"): ("sending", "wait"),
    (Deed.PUBLISH, "sent"): ("sent", "ok"),
    (Deed.PUBLISH, "unknown"): ("unknown", "unknown"),
    (Deed.PUBLISH, "rejected"): ("refused", "life"),
    (Deed.PUBLISH, "limited"): ("too fast: waits", "wait"),
    (Deed.PUBLISH, "quiet hours"): ("quiet hours: waits", "wait"),
    (Deed.PUBLISH, "unauthorised"): ("key refused: waits", "life"),
    (Deed.PUBLISH, "not opened"): ("not opened: waits", "life"),
    (Deed.PUBLISH, "held"): ("held", "wait"),
    (Deed.PUBLISH, "held by the guard"): ("held by the guard", "life"),
    (Deed.STUCK, "unknown"): ("broke off: unknown", "unknown"),
    (Deed.ASK, "found"): ("asked: it is there", "ok"),
    (Deed.ASK, "absent"): ("asked: it is not there", "wait"),
    (Deed.ASK, "not yet"): ("asked: not there yet", "unknown"),
    (Deed.ASK, "cannot tell"): ("asked: it cannot tell", "life"),
    (Deed.ASK, "no answer"): ("asked: no answer", "unknown"),
    (Deed.PERSON, "was_sent"): ("a person saw it there", "ok"),
    (Deed.PERSON, "send_again"): ("a person sends it again", "wait"),
    (Deed.PERSON, "give_up"): ("a person gave it up", "calm"),
    (Deed.PERSON, "time chosen"): ("a person chose a time", "calm"),
    (Deed.TAKE_DOWN, "asked"): ("to be taken down", "wait"),
    (Deed.TAKE_DOWN, "failed"): ("still up", "life"),
    (Deed.TAKE_DOWN, "gone"): ("gone, with proof", "ok"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One step of the drawing: when, what, in whose words."""

    at: datetime
    word: str
    tone: str
    words: str
    part: int | None


def line(delivery: Delivery, quiet: Quiet | None = None) -> str:
    """Return what is true of a delivery now, in one line; `quiet` are its appeal's quiet hours."""
    done, of = delivery.out_count, len(delivery.snapshot["parts"])
    told = _planned(delivery, quiet) if delivery.state is S.PLANNED else LINES[delivery.state]
    if delivery.state is S.WITHDRAWN and delivery.withdraw_proof:
        return "It was out, and is gone: the platform was asked and no longer has it."
    if delivery.state is not S.SENT and done:
        verb = "is" if done == 1 else "are"
        told += f" {plural(done, 'part')} of {of} {verb} out."
    return told


def _planned(delivery: Delivery, quiet: Quiet | None) -> str:
    if not delivery.released:
        return "It is planned, and waits for approval."
    if delivery.held:
        return "The guard holds it. It goes with new words, or when a supervisor decides."
    if delivery.overdue:
        return "It missed its time. It goes only when you say so."
    if film_links.is_unlinked(delivery):
        return "It waits for the video: its link goes out once everyone can watch it."
    waits = waiting.told(delivery, quiet)
    if waits:
        return f"It is planned, and {waits}."
    return "It is planned, and goes by itself."


def steps(
    delivery: Delivery, attempts: list[DeliveryAttempt], stages: Sequence[DeliveryStage] = ()
) -> list[Told]:
    """Return what happened to a delivery, in order, for the drawing."""
    threaded = len(delivery.snapshot["parts"]) > 1
    told = []
    for each in attempts:
        word, tone = STEPS.get((each.what, each.outcome), (each.what.label.lower(), "calm"))
        told.append(Told(each.at, word, tone, each.words, each.part if threaded else None))
    told += [Told(each.at, *_of_stage(each), each.part if threaded else None) for each in stages]
    return sorted(told, key=lambda each: each.at)


def _of_stage(stage: DeliveryStage) -> tuple[str, str, str]:
    """Return the word, the tone and the words of a stage: what was refused says why."""
    if stage.stage.startswith(WITHOUT):
        return f"goes on {stage.stage}", "life", stage.value or ""
    return f"got to: {stage.stage.replace('_', ' ')}", "wait", ""


def told_of_film(frozen: Mapping[str, Any]) -> str:
    """Return how long a frozen film is and how it is captioned, in words; nothing of a picture."""
    if not frozen["type"].startswith("video/"):
        return ""
    seconds = round(frozen.get("duration_s") or 0)
    spoken = ", ".join(each["language"] for each in frozen.get("captions", ()))
    return f"Film, {seconds // 60}:{seconds % 60:02}" + (f", captions: {spoken}" if spoken else "")
