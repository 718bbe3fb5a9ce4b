"""Letters as they leave: the approved words, what goes with them, and how to stop them."""

import hashlib
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from campaigns.kernel import clock
from campaigns.platforms.base import Post, Recipient
from campaigns.platforms.email import SUBJECT_MAX


def domain_of(address: str) -> str:
    """Return what stands behind the @."""
    return address.rpartition("@")[2] or "localhost"


def id_of(post: Post, recipient: Recipient, address: str) -> str:
    """Return a letter's Message-ID: the same whenever the same letter is meant."""
    named = hashlib.sha256(f"{post.key}|{post.text}".encode()).hexdigest()[:32]
    return f"<{named}.{recipient.id}@{domain_of(address)}>"


def post_of(message_id: str) -> str:
    """Return what our receipt calls the post that a letter with this Message-ID belongs to."""
    named, at, domain = message_id.strip().strip("<>").partition("@")
    return f"{named.partition('.')[0]}@{domain}" if at else ""


def subject_of(post: Post, sender: str) -> str:
    """Return the subject: the title, or the words' first line; a long line names the sender."""
    line = post.title or post.text.strip().partition("\n")[0]
    return line if len(line) <= SUBJECT_MAX else f"News from {sender}"


def is_address(given: str) -> bool:
    """Say whether a letter can be addressed so: one odd line must not keep it from the others."""
    try:
        return bool(Address(addr_spec=given).domain) and given.isascii()
    except (HeaderParseError, IndexError, ValueError):
        return False


def letter(post: Post, recipient: Recipient, sender: tuple[str, str]) -> EmailMessage:
    """Return one letter; `sender` is (name, address)."""
    name, address = sender
    made = EmailMessage(policy=SMTP)
    made["From"] = formataddr((name, address))
    made["To"] = Address(addr_spec=recipient.address)
    made["Subject"] = subject_of(post, name or address)
    made["Date"] = format_datetime(clock.now())
    made["Message-ID"] = id_of(post, recipient, address)
    made["Auto-Submitted"] = "auto-generated"
    words = post.text
    if recipient.stop_url:
        made["List-Unsubscribe"] = f"<{recipient.stop_url}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        words += f"\n\n-- \nYou asked for news of this appeal. To stop: {recipient.stop_url}\n"
    made.set_content(words)
    _attach(made, post)
    return made


def reply(post: Post, asked: EmailMessage, to: str, sender: tuple[str, str]) -> EmailMessage:
    """Return an answer in the thread of the letter it answers."""
    made = letter(post, Recipient(0, to), sender)
    subject = str(asked.get("Subject", "")).strip()
    del made["Subject"], made["Auto-Submitted"]
    made["Subject"] = subject if subject.lower().startswith("re:") else f"Re: {subject}".strip()
    above = str(asked.get("Message-ID", "")).strip()
    if above:
        made["In-Reply-To"] = above
        made["References"] = f"{asked.get('References', '')} {above}".strip()
    return made


def _attach(made: EmailMessage, post: Post) -> None:
    for number, media in enumerate(post.media, start=1):
        main, _, sort = media.content_type.partition("/")
        name = media.file_name or f"picture-{number}.{sort.replace('jpeg', 'jpg')}"
        made.add_attachment(media.content, maintype=main, subtype=sort, filename=name)
        *_, last = made.iter_attachments()
        last["Content-Description"] = media.alt
