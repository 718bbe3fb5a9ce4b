"""What stands on our own account on X, read back."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from campaigns.kernel.errors import Gone, Unreachable
from campaigns.platforms.base import Absent, Answer, CannotTell, Found, Post, Receipt
from campaigns.platforms.clients.x.places import LABEL
from campaigns.platforms.clients.x.refusals import words_of
from campaigns.platforms.clients.x.speaking import Speaker
from campaigns.platforms.clients.x.words import alike, same, text_of

PAGE, PAGES = 100, 32  # X shows the newest 3,200
CLOCKS_DIFFER, CLOCKS_WAVER = timedelta(minutes=1), timedelta(seconds=10)
FIELDS = ["created_at", "entities", "note_tweet", "referenced_tweets", "attachments"]


def receipt_of(ref: str) -> Receipt:
    """Return where a post stands, by an address that outlives a change of handle."""
    return Receipt(ref, f"https://x.com/i/web/status/{ref}")


def moment_of(row: Mapping[str, Any]) -> datetime:
    """Return when a post was said."""
    return datetime.fromisoformat(row["created_at"])


def timeline(speaker: Speaker, since: datetime) -> list[dict[str, Any]]:
    """Return our posts since a moment of our clock, newest first.

    Posts go by X's clock: where it turns out to be behind ours, earlier ones are asked for.
    """
    begin = _begin(speaker, since)
    rows: list[dict[str, Any]] = []
    token: str | None = None
    for _ in range(PAGES):
        found = _page(speaker, begin, token)
        if _begin(speaker, since) < begin - CLOCKS_WAVER:
            return timeline(speaker, since)
        rows += found.get("data") or []
        token = (found.get("meta") or {}).get("next_token")
        if not token:
            return _newest_first(rows)
    raise Unreachable(f"{LABEL} has more posts since then than can be read.")


def _begin(speaker: Speaker, since: datetime) -> datetime:
    return since - CLOCKS_DIFFER + timedelta(seconds=min(speaker.skew_s or 0, 0))


def _page(speaker: Speaker, begin: datetime, token: str | None) -> dict[str, Any]:
    found = speaker.ask(
        lambda api: api.get_users_tweets(
            speaker.own_id,
            start_time=begin,
            exclude=["retweets"],
            max_results=PAGE,
            pagination_token=token,
            tweet_fields=FIELDS,
            user_auth=speaker.by_hand,
        ),
        "own",
    )
    if not {"meta", "data"} & set(found):
        raise Unreachable(f"{LABEL} answered with: {words_of(found) or 'what is no answer'}.")
    speaker.paid("read_own", len(found.get("data") or []))
    return found


def _newest_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    try:
        return sorted(rows, key=moment_of, reverse=True)
    except (KeyError, TypeError, ValueError) as error:
        raise Unreachable(f"{LABEL} answered with posts that cannot be read.") from error


def find(rows: Iterable[Mapping[str, Any]], post: Post) -> Answer:
    """Look for a part among our posts: its words, what it stands beneath, how many files it has."""
    placed = [row for row in rows if _is_place_of(row, post)]
    said = [row for row in placed if same(text_of(row), post.text, beneath=bool(post.reply_to))]
    whole = [row for row in placed if _has_files_of(row, post)]
    for row in said:
        if row in whole:
            return Found(receipt_of(str(row["id"])))
    if said and post.text:
        url = receipt_of(str(said[0]["id"])).url
        return CannotTell(f"These words stand at {url} with other files. Look: is that this post?")
    for row in whole:
        if alike(text_of(row), post.text):
            url = receipt_of(str(row["id"])).url
            return CannotTell(f"Only the link is another in {url}. Look: is that this post?")
    return Absent()


def _is_place_of(row: Mapping[str, Any], post: Post) -> bool:
    above = [
        str(each["id"])
        for each in row.get("referenced_tweets") or []
        if each.get("type") == "replied_to"
    ]
    return above == ([post.reply_to] if post.reply_to else [])


def _has_files_of(row: Mapping[str, Any], post: Post) -> bool:
    files = (row.get("attachments") or {}).get("media_keys") or []
    return len(files) == len(post.media)


def look_up(speaker: Speaker, ref: str, fields: list[str] | None = None) -> dict[str, Any]:
    """Return one post; Gone when X has it no more. X says so as 404, or as 200 with an error."""
    found = speaker.ask(
        lambda api: api.get_tweet(ref, tweet_fields=fields, user_auth=speaker.by_hand), "lookup"
    )
    row = found.get("data")
    if isinstance(row, dict):
        speaker.paid("read_own")
        return row
    said = str(found.get("errors")).lower()
    if "not-found" in said or "could not find" in said:
        raise Gone(f"{LABEL} said: {words_of(found)}")
    raise Unreachable(f"{LABEL} answered with: {words_of(found) or 'what is no answer'}.")
