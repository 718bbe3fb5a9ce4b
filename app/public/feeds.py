"""Public feeds: what was published, as Atom, RSS and JSON; gone (410) once an appeal has ended."""

import json
import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from xml.etree import ElementTree as ET

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from app.web import cache
from campaigns.appeals import queries
from campaigns.appeals.model import Appeal, AppealState
from campaigns.appeals.showing import Shown, today_in
from campaigns.appeals.showing import show as shown_of
from campaigns.deliveries.published import list_sayable, once_each
from campaigns.kernel import clock, settings
from campaigns.kernel.errors import NotFound

bp = Blueprint("feeds", __name__, url_prefix="/feeds")

ATOM = "http://www.w3.org/2005/Atom"
ET.register_namespace("", ATOM)
LOOKED_AT = 300
# What XML 1.0 cannot carry at all, however it is written.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NO_FEED = "There is no feed at this address."


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was published. `id` never changes, whatever becomes of the address."""

    id: str
    title: str
    words: str
    link: str
    at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed carries, newest first."""

    id: str
    title: str
    words: str
    link: str
    address: str
    changed_at: datetime
    entries: tuple[Entry, ...]


@bp.get("/all.atom")
def everything() -> ResponseReturnValue:
    """Give the updates of every live appeal."""
    zone = settings.current().default_zone
    return cache.serve(
        "/feeds/all.atom",
        lambda: (queries.list_live_versions(), today_in(zone)),
        lambda: as_atom(_feed_of_all()),
        "application/atom+xml; charset=utf-8",
    )


@bp.get("/<slug>.<kind>")
def show(slug: str, kind: str) -> ResponseReturnValue:
    """Give the updates of one appeal."""
    if kind not in KINDS:
        raise NotFound(NO_FEED)
    write, content_type = KINDS[kind]
    address = f"/feeds/{slug}.{kind}"
    return cache.serve(
        address, lambda: _version(slug), lambda: write(_feed_of(slug, address)), content_type
    )


def _version(slug: str) -> Hashable:
    version = queries.find_page_version(slug)
    if version is None or version.state is AppealState.DRAFT:
        raise NotFound(NO_FEED)
    if version.state is AppealState.ENDED:
        abort(HTTPStatus.GONE, description="This appeal is closed, and its feed with it.")
    return version, today_in(version.timezone)


def _feed_of(slug: str, path: str) -> Feed:
    appeal, root = queries.find_by_slug(slug), settings.current().public_url
    if appeal is None or appeal.launched_at is None:
        raise NotFound(NO_FEED)
    paused = appeal.state is not AppealState.LIVE
    entries = () if paused else tuple(_entries(appeal))
    return Feed(
        id=f"urn:searchlight:appeal:{appeal.code}",
        title="This appeal is paused" if paused else _shown(appeal).headline,
        words="" if paused else _shown(appeal).ask,
        link=f"{root}/a/{slug}",
        address=root + path,
        changed_at=max((entry.changed_at for entry in entries), default=appeal.launched_at),
        entries=entries,
    )


def _feed_of_all() -> Feed:
    house = settings.current()
    entries = sorted(
        (entry for appeal in queries.list_live() for entry in _entries(appeal)),
        key=lambda entry: entry.at,
        reverse=True,
    )
    return Feed(
        id=f"urn:searchlight:appeals:{house.public_url}",
        title=f"Live appeals of {house.agency}",
        words="What was published on every live appeal.",
        link=f"{house.public_url}/",
        address=f"{house.public_url}/feeds/all.atom",
        changed_at=max((entry.changed_at for entry in entries), default=clock.now()),
        entries=tuple(entries),
    )


def _shown(appeal: Appeal) -> Shown:
    return shown_of(appeal, today_in(appeal.case.timezone))


def _entries(appeal: Appeal) -> Iterable[Entry]:
    """Yield the updates, and last the launch itself."""
    link = f"{settings.current().public_url}/a/{appeal.slug}"
    for told in once_each(list_sayable(appeal.case_id, LOOKED_AT)):
        yield Entry(
            id=f"urn:searchlight:update:{appeal.code}:{told.update_id}",
            title=told.parts[0].partition("\n")[0],
            words="\n\n".join(told.parts),
            link=f"{link}#update-{told.update_id}",
            at=told.at,
            changed_at=told.changed_at,
        )
    if appeal.launched_at is not None:
        yield Entry(
            id=f"urn:searchlight:launch:{appeal.code}",
            title=_shown(appeal).headline,
            words=_shown(appeal).ask,
            link=link,
            at=appeal.launched_at,
            changed_at=appeal.launched_at,
        )


def _plain(words: str) -> str:
    return _NO_XML.sub("", words)


def _add(parent: ET.Element, tag: str, words: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, tag, attributes)
    child.text = _plain(words)
    return child


def as_atom(feed: Feed) -> bytes:
    """Return a feed as Atom (RFC 4287)."""
    root = ET.Element(f"{{{ATOM}}}feed")
    _atom_head(root, feed.id, feed.title, feed.changed_at)
    if feed.words:
        _add(root, f"{{{ATOM}}}subtitle", feed.words)
    _add(root, f"{{{ATOM}}}link", rel="self", href=feed.address)
    _add(root, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=feed.link)
    _add(_add(root, f"{{{ATOM}}}author"), f"{{{ATOM}}}name", settings.current().agency)
    for entry in feed.entries:
        element = _add(root, f"{{{ATOM}}}entry")
        _atom_head(element, entry.id, entry.title, entry.changed_at)
        _add(element, f"{{{ATOM}}}published", entry.at.isoformat())
        _add(element, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=entry.link)
        _add(element, f"{{{ATOM}}}content", entry.words, type="text")
    return _written(root)


def _written(root: ET.Element) -> bytes:
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _atom_head(parent: ET.Element, id_: str, title: str, changed_at: datetime) -> None:
    _add(parent, f"{{{ATOM}}}id", id_)
    _add(parent, f"{{{ATOM}}}title", title, type="text")
    _add(parent, f"{{{ATOM}}}updated", changed_at.isoformat())


def as_rss(feed: Feed) -> bytes:
    """Return a feed as RSS 2.0."""
    root = ET.Element("rss", version="2.0")
    channel = _add(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.link)
    _add(channel, "description", feed.words or feed.title)
    _add(channel, "lastBuildDate", format_datetime(feed.changed_at))
    for entry in feed.entries:
        item = _add(channel, "item")
        _add(item, "title", entry.title)
        _add(item, "link", entry.link)
        _add(item, "guid", entry.id, isPermaLink="false")
        _add(item, "pubDate", format_datetime(entry.at))
        _add(item, "description", entry.words)
    return _written(root)


def as_json(feed: Feed) -> bytes:
    """Return a feed as JSON Feed 1.1."""
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.words,
        "home_page_url": feed.link,
        "feed_url": feed.address,
        "authors": [{"name": settings.current().agency}],
        "items": [
            {
                "id": entry.id,
                "url": entry.link,
                "title": entry.title,
                "content_text": entry.words,
                "date_published": entry.at.isoformat(),
                "date_modified": entry.changed_at.isoformat(),
            }
            for entry in feed.entries
        ],
    }
    return json.dumps(body, ensure_ascii=False).encode()


KINDS: dict[str, tuple[Callable[[Feed], bytes], str]] = {
    "atom": (as_atom, "application/atom+xml; charset=utf-8"),
    "rss": (as_rss, "application/rss+xml; charset=utf-8"),
    "json": (as_json, "application/feed+json; charset=utf-8"),
}
