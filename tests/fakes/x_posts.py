"""A post on X, and how its API shows one."""

import html
from dataclasses import dataclass, field
from datetime import datetime

from twitter_text import extract_urls

EPOCH_MS = 1_288_834_974_657  # when the milliseconds in an id begin


@dataclass
class Said:
    """One post."""

    ref: str
    author: str
    text: str
    at: datetime
    parent: str | None = None
    root: str = ""
    media: list[str] = field(default_factory=list)
    hidden: bool = False
    more: dict = field(default_factory=dict)


def view(said: Said) -> dict:
    """Return a post as the API shows it: links shortened, signs encoded, pictures linked."""
    text, urls = said.text, []
    for at, link in enumerate(extract_urls(said.text)):
        short = f"https://t.co/{said.ref[-6:]}{at:04}"
        whole = link if "://" in link else f"http://{link}"
        text = text.replace(link, short, 1)
        urls.append({"url": short, "expanded_url": whole, "display_url": whole[-20:]})
    if said.media:
        short = f"https://t.co/{said.ref[-6:]}pics"
        text = f"{text} {short}".strip()
        page = f"https://twitter.com/x/status/{said.ref}/photo/1"
        urls += [
            {"url": short, "expanded_url": page, "display_url": "pic.twitter.com/abc",
             "media_key": f"3_{ref}"}
            for ref in said.media
        ]  # fmt: skip
    row = {
        "id": said.ref,
        "text": html.escape(text, quote=False),
        "author_id": said.author,
        "created_at": said.at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "conversation_id": said.root,
        "edit_history_tweet_ids": [said.ref],
        "lang": "en",
        "public_metrics": {
            "retweet_count": 1, "reply_count": 2, "like_count": 0, "quote_count": 3,
            "bookmark_count": 0, "impression_count": 70,
        },
    }  # fmt: skip
    if urls:
        row["entities"] = {"urls": urls}
    if said.parent:
        row["referenced_tweets"] = [{"type": "replied_to", "id": said.parent}]
    if said.media:
        row["attachments"] = {"media_keys": [f"3_{ref}" for ref in said.media]}
    return row | said.more
