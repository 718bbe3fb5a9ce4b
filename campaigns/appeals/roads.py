"""The road of an appeal's own words: its page, its feeds, its hashtag, its closing sentence."""

from collections.abc import Iterator, Sequence

from campaigns.appeals.model import IN_USE, Appeal, AppealState
from campaigns.appeals.queries import find_appeal
from campaigns.guard.leaving import Leaving, Road, Words, held
from campaigns.guard.story_roads import story_of
from campaigns.media.roads import media_of


def _appeals(appeals: Sequence[Appeal]) -> Iterator[Leaving]:
    """Yield what appeals say; one that the public sees answers for everything on its page."""
    for appeal in appeals:
        if appeal.state is AppealState.DRAFT:
            continue
        ours = {
            "hashtag": appeal.hashtag,
            "address of the page": appeal.slug,
            "contact_phone": appeal.contact_phone,
            "contact_email": appeal.contact_email,
        }
        told = [Words("public_text", "closing text", appeal.closing_text or "")]
        if appeal.state in IN_USE:  # once it is closed, its page says nothing else
            told += [
                Words("headline", "headline", appeal.headline),
                Words("ask", "what we ask for", appeal.ask),
            ]
        told += [
            Words(name, name.replace("_", " "), words, ours=True) for name, words in ours.items()
        ]
        yield Leaving(appeal.case_id, ("appeal", appeal.id), tuple(told))
        if appeal.state is AppealState.LIVE:
            yield from story_of(appeal.case_id)
            yield from media_of(appeal.case_id)


def _of_case(case_id: int) -> list[Appeal]:
    appeal = find_appeal(case_id)
    return [appeal] if appeal else []


ROADS = (
    Road(
        Appeal,
        "Appeal page and feeds",
        columns=frozenset(
            {"headline", "ask", "hashtag", "slug", "contact_phone", "contact_email", "closing_text"}
        ),
        opens=frozenset({"state"}),
        leaving=_appeals,
        of_case=_of_case,
        reach=held,
    ),
)
