"""What people write to our mailbox: any MIME, hostile MIME, any encoding; read, never changed.

The cursor is "<UIDVALIDITY>:<last UID>". A letter is named by its Message-ID and the hash of its
bytes: two different letters with one Message-ID are two, the same one numbered anew is one.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime

from charset_normalizer import from_bytes
from imapclient import IMAPClient

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone
from campaigns.platforms.base import Batch, Credentials, Incoming, IncomingMedia, Told
from campaigns.platforms.clients.email.letters import post_of
from campaigns.platforms.clients.email.servers import reading
from campaigns.platforms.markup import words_of

PAGE = 20
LARGEST_BYTES = 64_000_000
HASH_CHARS = 16
PARTS_MOST = 200
_UNKNOWN = "A part of this letter could not be read."


def hear(credentials: Credentials, since: str | None) -> Batch:
    """Return the letters after a cursor, oldest first."""
    with reading(credentials) as box:
        validity = int(box.select_folder("INBOX", readonly=True)[b"UIDVALIDITY"])
        known, _, last = (since or "").partition(":")
        after = int(last) if known == str(validity) and last.isdecimal() else 0
        uids = sorted(uid for uid in box.search(["UID", f"{after + 1}:*"]) if uid > after)[:PAGE]
        items = tuple(_incoming(box, uid) for uid in uids)
    return Batch(items, f"{validity}:{uids[-1] if uids else after}")


def _incoming(box: IMAPClient, uid: int) -> Incoming:
    size = int(box.fetch([uid], ["RFC822.SIZE"])[uid][b"RFC822.SIZE"])
    if size > LARGEST_BYTES:
        return _too_large(box, uid, size)
    raw = box.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"]
    return read(raw)


def _too_large(box: IMAPClient, uid: int, size: int) -> Incoming:
    """Keep the head of a letter that is too large to be fetched, and say where the rest is."""
    raw = box.fetch([uid], ["BODY.PEEK[HEADER]"])[uid][b"BODY[HEADER]"]
    item = read(raw)
    words = f"This letter has {size // 1_000_000} MB: it stays in the mailbox; open it there."
    media = (IncomingMedia("the whole letter", b"", trouble=words),)
    return Incoming(item.ref, item.author, words, item.at, private=True, media=media, raw=raw,
                    told=Told.MESSAGE, author_ref=item.author_ref)  # fmt: skip


def read(raw: bytes) -> Incoming:
    """Return a letter as the house knows it; whatever in it cannot be read is kept raw."""
    try:
        letter = message_from_bytes(raw, policy=default)
        return _read(letter, raw)
    except Exception:  # noqa: BLE001 -- the parser meets bytes that an enemy wrote; the letter is kept
        return Incoming(
            _ref("", raw), "", "", clock.now(), private=True, raw=raw, told=Told.MESSAGE,
            unreadable=True,
        )  # fmt: skip


def _read(letter: EmailMessage, raw: bytes) -> Incoming:
    author = _head(letter, "From")
    above = [each for name in ("In-Reply-To", "References") for each in _head(letter, name).split()]
    words, files = _content(letter)
    subject = _head(letter, "Subject")
    return Incoming(
        ref=_ref(_head(letter, "Message-ID"), raw),
        author=author,
        text=f"{subject}\n\n{words}".strip() if subject else words,
        at=_moment(letter),
        in_reply_to=next((post_of(each) for each in above if post_of(each)), None),
        private=True,
        media=tuple(files),
        raw=raw,
        told=Told.MESSAGE,
        author_ref=author,
    )


def _ref(message_id: str, raw: bytes) -> str:
    return f"{message_id.strip()[:200]} {hashlib.sha256(raw).hexdigest()[:HASH_CHARS]}".strip()


def _head(letter: EmailMessage, name: str) -> str:
    """Return a head's words; a broken one as its letters stand."""
    try:
        return str(letter.get(name, "")).strip()
    except (ValueError, LookupError, AttributeError, TypeError, IndexError):
        found = [value for key, value in letter.raw_items() if key.lower() == name.lower()]
        return str(found[0]).strip() if found else ""


def _moment(letter: EmailMessage) -> datetime:
    try:
        moment = parsedate_to_datetime(_head(letter, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return clock.now()
    return moment if moment.tzinfo else clock.now()


def _content(letter: EmailMessage) -> tuple[str, list[IncomingMedia]]:
    """Return the words (plain before HTML) and every file."""
    plain, html, files = [], [], []
    for number, part in enumerate(_leaves(letter)):
        if number == PARTS_MOST:
            files.append(IncomingMedia("more parts", b"", trouble=f"Only {PARTS_MOST} parts kept."))
            break
        sort = part.get_content_type()
        named = _name(part)
        if named or part.get_content_disposition() == "attachment" or not sort.startswith("text/"):
            files.append(IncomingMedia(named or f"part-{number + 1}", _bytes(part)))
        elif sort == "text/html":
            html.append(words_of(_text(part)))
        else:
            plain.append(_text(part))
    words = "\n\n".join(each.strip() for each in plain or html if each.strip())
    return words, files


def _leaves(letter: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the parts that hold something; a letter inside a letter is one file."""
    waiting = [letter]
    while waiting:
        part = waiting.pop(0)
        inner = part.get_payload()
        if part.get_content_type() == "message/rfc822" and part is not letter:
            yield part
        elif part.is_multipart() and isinstance(inner, list):
            waiting = [each for each in inner if isinstance(each, EmailMessage)] + waiting
        else:
            yield part


def _name(part: EmailMessage) -> str:
    try:
        return part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        return "file"


def _bytes(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        return first.as_bytes() if isinstance(first, EmailMessage) else b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: EmailMessage) -> str:
    """Return a part's words in whatever encoding they are; one that is not said is guessed."""
    content = _bytes(part)
    try:
        return content.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        best = from_bytes(content).best()
        return str(best) if best is not None else content.decode("utf-8", "replace") or _UNKNOWN


def find(credentials: Credentials, ref: str) -> EmailMessage:
    """Return the heads of the letter that a ref names, or say that it is gone."""
    message_id = ref.rpartition(" ")[0]
    with reading(credentials) as box:
        box.select_folder("INBOX", readonly=True)
        uids = box.search(["HEADER", "Message-ID", message_id]) if message_id else []
        for uid in uids:
            raw = box.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"]
            if _ref(message_id, raw) == ref:
                return message_from_bytes(raw, policy=default)
    raise Gone("The letter is not in our mailbox any more.")


def has(credentials: Credentials, message_id: str) -> bool:
    """Say whether any folder of our mailbox holds a letter of ours."""
    with reading(credentials) as box:
        for _, _, folder in box.list_folders():
            box.select_folder(folder, readonly=True)
            if box.search(["HEADER", "Message-ID", message_id]):
                return True
    return False
