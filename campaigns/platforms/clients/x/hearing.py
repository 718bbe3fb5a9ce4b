"""What people say to an account on X: beneath its posts, naming it, by hashtag.

A search reaches seven days back: that is from where what is listened for newly is read. Each other
hearing begins some minutes before the newest post heard, because X files late; what comes again
within a day is not charged again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import structlog
import tweepy

from campaigns.kernel.errors import Gone, Rejected, Unreachable
from campaigns.platforms.base import Batch, Incoming, Scope, Told
from campaigns.platforms.clients.x.cursors import OVERLAP_IDS, Cursor
from campaigns.platforms.clients.x.incoming import READING, incoming, lost
from campaigns.platforms.clients.x.places import LABEL
from campaigns.platforms.clients.x.refusals import words_of
from campaigns.platforms.clients.x.speaking import Speaker

PAGE, SEARCH_PAGES, MENTION_PAGES = 100, 50, 8
QUERY_MAX = 512
POSTS_READ = 60  # talks beneath our newest posts; answers to older ones are heard as mentions
TOKENS = {"search": "next_token", "mentions": "pagination_token"}  # how the next page is asked for

log = structlog.get_logger()

Asking = Callable[[tweepy.Client], Callable[..., Any]]


def _searching(query: str, since_id: int | None, api: tweepy.Client) -> Callable[..., Any]:
    return partial(api.search_recent_tweets, query, since_id=since_id)


def _mentioning(own_id: str, since_id: int | None, api: tweepy.Client) -> Callable[..., Any]:
    return partial(api.get_users_mentions, own_id, since_id=since_id)


def hear(speaker: Speaker, stream: str, since: str | None, scope: Scope) -> Batch:
    """Return what is new on a stream, oldest first."""
    if stream == "mentions":
        return _Hearing(speaker, Cursor.read(since)).mentions()
    if stream == "replies":
        asked = [f"conversation_id:{ref}" for ref in scope.posts[:POSTS_READ]]
        return _Hearing(speaker, Cursor.read(since)).search(asked, "", Told.REPLY)
    asked = [f"#{tag}" for tag in scope.hashtags]
    return _Hearing(speaker, Cursor.read(since)).search(asked, " -is:retweet", Told.HASHTAG)


def queries_of(asked: Iterable[str], but_not: str) -> Iterator[str]:
    """Put together what is asked for, as much into each query as X takes."""
    held: list[str] = []
    for term in asked:
        if held and len(_query([*held, term], but_not)) > QUERY_MAX:
            yield _query(held, but_not)
            held = []
        held.append(term)
    if held:
        yield _query(held, but_not)


def _query(terms: list[str], but_not: str) -> str:
    return f"({' OR '.join(terms)}){but_not}"


def _order(item: Incoming) -> tuple[datetime, bool, int, str]:
    """Sort by the second, in which X dates posts, then by their numbers."""
    return item.at, item.edited_at is not None, len(item.ref), item.ref


class _Hearing:
    """One hearing of one stream."""

    def __init__(self, speaker: Speaker, cursor: Cursor) -> None:
        self._speaker, self._cursor = speaker, cursor
        self._items: dict[tuple[str, datetime | None], Incoming] = {}
        self._heard: set[str] = set()
        self._gone: set[str] = set()
        self._newest = cursor.newest
        self._missed = cursor.missed

    def search(self, asked: list[str], but_not: str, told: Told) -> Batch:
        """Search for what was listened for before from where that ended; the rest from 7 days."""
        own = self._speaker.own_id if asked else ""
        known = [term for term in asked if term in self._cursor.of]
        fresh = [term for term in asked if term not in self._cursor.of]
        for terms, since_id in ((known, self._cursor.since_id), (fresh, None)):
            for query in queries_of(terms, f" -from:{own}{but_not}"):
                asking = partial(_searching, query, since_id)
                self._read(asking, "search", told, SEARCH_PAGES)
        return self._batch(asked)

    def mentions(self) -> Batch:
        """Read who names us; X keeps the newest 800."""
        self._missed = ""
        since_id = max(self._cursor.newest - OVERLAP_IDS, 0) or None
        asking = partial(_mentioning, self._speaker.own_id, since_id)
        self._read(asking, "mentions", Told.MENTION, MENTION_PAGES)
        return self._batch(())

    def _batch(self, of: Iterable[str]) -> Batch:
        if self._cursor.held and self._cursor.is_time_to_look:
            self._look_again()
        items = tuple(sorted(self._items.values(), key=_order))
        cursor = self._cursor.on(self._newest, self._heard - self._gone, self._gone, of)
        return Batch(items, cursor, self._missed)

    def _look_again(self) -> None:
        """Notice what its author took back; where X does not tell, what was heard still counts."""
        held = list(self._cursor.held)
        try:
            found = self._speaker.ask(
                lambda api: api.get_tweets(held, user_auth=self._speaker.by_hand), "lookup"
            )
        except (Gone, Rejected) as error:
            log.warning("what was heard could not be looked at again", why=error.message)
            return
        self._speaker.paid("read", len(found.get("data") or []))
        for missing in found.get("errors") or []:
            item = lost(missing)
            if item.gone and item.ref in held:
                self._items[item.ref, None] = item
                self._gone.add(item.ref)

    def _read(self, asking: Asking, bucket: str, told: Told, pages: int) -> None:
        """Page until nothing is left that is new."""
        token: str | None = None
        for _ in range(pages):
            found = self._page(asking, bucket, token)
            self._take(found, told)
            token = (found.get("meta") or {}).get("next_token")
            if not token:
                return
        self._missed = f"More than {pages * PAGE:,} posts came at once; the oldest were not read."

    def _page(self, asking: Asking, bucket: str, token: str | None) -> dict[str, Any]:
        how = {**READING, TOKENS[bucket]: token, "user_auth": self._speaker.by_hand}
        found = self._speaker.ask(lambda api: asking(api)(max_results=PAGE, **how), bucket)
        if not {"meta", "data"} & set(found):
            raise Unreachable(f"{LABEL} answered with: {words_of(found) or 'what is no answer'}.")
        return found

    def _take(self, found: Mapping[str, Any], told: Told) -> None:
        rows = found.get("data") or []
        fresh = 0
        for row in rows:
            item = incoming(row, found.get("includes") or {}, told, self._speaker.own_id)
            if item is None:
                continue  # our own words
            self._items[item.ref, item.edited_at] = item
            number = row.get("id", "") if isinstance(row, dict) else ""
            if str(number).isdecimal():
                fresh += int(number) > self._cursor.newest
                self._newest = max(self._newest, int(number))
                self._heard.add(item.ref)
        for error in found.get("errors") or []:
            if isinstance(error, dict) and error.get("resource_type") == "tweet":
                item = lost(error)
                self._items[item.ref, None] = item
        self._pay(fresh, len((found.get("includes") or {}).get("users") or []), told)

    def _pay(self, posts: int, people: int, told: Told) -> None:
        """Count what X charges: what came before within a day is free."""
        own = told is Told.MENTION
        self._speaker.paid("read_own" if own else "read", posts)
        self._speaker.paid("read_user", min(people, posts))
