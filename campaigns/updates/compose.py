"""Fits an update to each of its channels, exactly as it will be sent; nothing is ever cut."""

from collections.abc import Iterable
from dataclasses import dataclass

from campaigns.appeals.queries import find_appeal
from campaigns.cases.queries import get_case
from campaigns.channels import actions as channels
from campaigns.channels.model import Channel
from campaigns.channels.queries import get_channel
from campaigns.deliveries import fit
from campaigns.deliveries.rules import check_reach
from campaigns.deliveries.snapshot import Letter, freeze
from campaigns.kernel import settings
from campaigns.kernel.errors import Invalid
from campaigns.media.clearance_queries import why_not
from campaigns.media.model import Use
from campaigns.updates.enclosing import enclose
from campaigns.updates.model import Update, UpdateState


@dataclass(frozen=True, slots=True)
class Count:
    """How long a part is, as the platform counts, and how long it may be."""

    used: int
    most: int


@dataclass(frozen=True, slots=True)
class Fitted:
    """An update on one channel: its letter, its counts, and what does not fit."""

    channel: Channel
    letter: Letter
    counts: tuple[Count, ...]
    problems: tuple[str, ...]


def compose(update: Update) -> list[Fitted]:
    """Return the update as it will go out on each of its channels, problems included."""
    return [_fit(update, get_channel(each)) for each in update.channel_ids]


def letters(update: Update) -> list[Letter]:
    """Return what goes out, one letter a channel; Invalid names everything that does not fit."""
    fitted = compose(update)
    wrong = [words for each in fitted for words in each.problems]
    if wrong:
        raise Invalid("It does not fit everywhere.", {"texts": " ".join(wrong)})
    return [each.letter for each in fitted]


def with_pictures_out_of_use(case_id: int, updates: Iterable[Update]) -> set[int]:
    """Return which of these, among those that may still go out, carry a picture out of use."""
    standing = [each for each in updates if each.state is not UpdateState.WITHDRAWN]
    used = {
        each.id: {one["asset_id"] for part in each.parts for one in part["media"]}
        for each in standing
    }
    stopped = set(why_not(case_id, set().union(*used.values()), Use.POST))
    return {update_id for update_id, pictures in used.items() if pictures & stopped}


def _fit(update: Update, channel: Channel) -> Fitted:
    limits = channels.platform_of(channel).limits
    playlist = _playlist(update.case_id) if limits.playlists else ""
    frozen: list[dict[str, object]] = []
    problems: list[str] = []
    used = [each["asset_id"] for part in update.parts for each in part["media"]]
    stopped = why_not(update.case_id, used, Use.POST)
    for part in update.parts:
        media = []
        for each in part["media"]:
            kept, wrong = enclose(update.case_id, each)
            out_of_use = stopped.get(each["asset_id"])
            problems += [out_of_use] if out_of_use else wrong
            media += [kept] if kept else []
        title = next((each["title"] for each in part["media"] if each.get("title")), "")
        series = playlist if title else ""
        frozen.append({"text": part["text"], "media": media, "title": title, "series": series})
    letter = Letter(channel.id, freeze(frozen))
    parts = fit.parts_of(letter.snapshot)
    problems += fit.problems(parts, limits, f"@{channel.handle}") + _unreachable(update, channel)
    counts = tuple(Count(limits.count(each.text), limits.text_max) for each in parts)
    return Fitted(channel, letter, counts, tuple(problems))


def _playlist(case_id: int) -> str:
    """Return the name under which the films of an appeal are gathered: its hashtag."""
    appeal = find_appeal(case_id)
    return f"#{appeal.hashtag}" if appeal is not None and appeal.hashtag else ""


def _unreachable(update: Update, channel: Channel) -> list[str]:
    exercise = get_case(update.case_id).rehearsal or settings.current().rehearsal
    real = channels.platform_of(channel).rehearsal
    try:
        check_reach(channel.handle, exercise=exercise, rehearsal_account=real)
    except Invalid as error:
        return list(error.fields.values())
    return []
