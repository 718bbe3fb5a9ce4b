"""Fits an update to each of its channels, exactly as it will be sent; nothing is ever cut."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from campaigns.appeals.queries import find_appeal
from campaigns.cases.queries import get_case
from campaigns.channels import actions as channels
from campaigns.channels.model import Channel
from campaigns.channels.queries import get_channel
from campaigns.deliveries import fit
from campaigns.deliveries.film_links import LINK
from campaigns.deliveries.rules import check_reach
from campaigns.deliveries.snapshot import Letter, freeze
from campaigns.kernel import settings
from campaigns.kernel.errors import Invalid
from campaigns.media.clearance_queries import why_not
from campaigns.media.model import Use
from campaigns.updates.enclosing import enclose
from campaigns.updates.model import Update, UpdateState

NO_FILM = (
    "The video's link can only follow where a film goes with the words, and an account of films"
    " (YouTube) is chosen."
)


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
    chosen = [get_channel(each) for each in update.channel_ids]
    if not update.coming_words:
        return [_fit(update, each) for each in chosen]
    films = next((each for each in chosen if is_for_films(each)), None)
    fitted = [_fit(update, each, coming=not is_for_films(each)) for each in chosen]
    if films is None or not any(_has_film(each.letter) for each in fitted):
        return [replace(each, problems=(*each.problems, NO_FILM)) for each in fitted]
    others = [each for each in chosen if not is_for_films(each)]
    return fitted + [_link(update, each, films) for each in others]


def is_for_films(channel: Channel) -> bool:
    """Say whether an account carries films and nothing else."""
    return channels.platform_of(channel).limits.needs == fit.FILM


def _has_film(letter: Letter) -> bool:
    return any(_is_film(each) for part in letter.snapshot["parts"] for each in part["media"])


def _is_film(frozen: Mapping[str, Any]) -> bool:
    return str(frozen["type"]).startswith("video/")


def _link(update: Update, channel: Channel, films: Channel) -> Fitted:
    """Return what follows on an account once the film is up, with a stand-in for its address."""
    limits = channels.platform_of(channel).limits
    text = f"{update.link_words} {LINK}"
    frozen = {**freeze([{"text": text, "media": []}]), "film_link": True}
    wrong = fit.problems([fit.Part(text)], limits, f"@{channel.handle}", answers=limits.thread)
    counts = (Count(limits.count(text), limits.text_max),)
    return Fitted(channel, Letter(channel.id, frozen, films.id), counts, tuple(wrong))


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


def _fit(update: Update, channel: Channel, *, coming: bool = False) -> Fitted:
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
        series, text = playlist if title else "", part["text"]
        if coming and any(_is_film(each) for each in media):
            media = [each for each in media if not _is_film(each)]
            text = f"{text}\n\n{update.coming_words}".strip()
        frozen.append({"text": text, "media": media, "title": title, "series": series})
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
