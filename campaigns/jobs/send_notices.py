"""Send what waits for people we know: by SMTP, or into DATA_DIR/mail where no server is set.

A notice is claimed before it is sent. Where a try surely failed it is tried again, later and later;
where nobody can know (the line broke after the words were given, or the process died) it fails
with exactly these words, and only a person sends it again.
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

import structlog

from campaigns.kernel import clock, settings
from campaigns.kernel.db import let_go
from campaigns.kernel.errors import WrongState
from campaigns.notices import actions, queries
from campaigns.notices.model import Notice
from campaigns.notices.rules import NOT_KNOWN
from campaigns.users.queries import get_user

TIMEOUT_S = 20
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
log = structlog.get_logger()


class NotSent(Exception):
    """It was surely not sent; `again` says whether another try may go better."""

    def __init__(self, words: str, *, again: bool) -> None:
        super().__init__(words)
        self.words = words
        self.again = again


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to go; `to` and `name` stand apart for the envelope and the file."""

    to: str
    name: str
    message: EmailMessage


def run() -> None:
    """Send every notice that is due."""
    now = clock.now()
    for notice_id in queries.stuck(now - timedelta(seconds=settings.current().stuck_after_s)):
        _settle_stuck(notice_id)
    for notice_id in queries.due(now):
        notice = actions.claim(notice_id)
        if notice is not None:
            _carry(notice)


def _settle_stuck(notice_id: int) -> None:
    try:
        actions.settle_failed(notice_id, NOT_KNOWN, again=False)
    except WrongState:
        log.info("notice was settled meanwhile", notice=notice_id)


def _carry(notice: Notice) -> None:
    """Send one notice, with no connection to the database held, and settle what became of it."""
    notice_id = notice.id
    try:
        letter = _letter(notice)
        let_go()
        _send(letter)
    except NotSent as failed:
        actions.settle_failed(notice_id, failed.words, again=failed.again)
    except (OSError, smtplib.SMTPException):
        actions.settle_failed(notice_id, NOT_KNOWN, again=False)
    else:
        actions.settle_sent(notice_id)


def _letter(notice: Notice) -> Letter:
    house = settings.current()
    host = urlsplit(house.public_url).hostname or "localhost"
    to = get_user(notice.user_id).email if notice.user_id else str(notice.address)
    message = EmailMessage()
    exercise = "[EXERCISE] " if house.rehearsal else ""
    message["Subject"] = " ".join(f"{exercise}{notice.subject}".split())
    message["From"] = formataddr((house.agency, f"searchlight@{host}"))
    try:
        message["To"] = to
    except ValueError as error:
        raise NotSent("That is no address that mail can go to.", again=False) from error
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<notice-{notice.id}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    body = str(notice.body)
    if notice.path:
        body += f"\n\n{house.public_url}{notice.path}"
    message.set_content(body)
    return Letter(to, f"notice-{notice.id:06}.eml", message)


def _send(letter: Letter) -> None:
    address = settings.current().smtp_url
    if address:
        _by_smtp(letter, address)
    else:
        _into_folder(letter, settings.current().data_dir / "mail")


def _into_folder(letter: Letter, folder: Path) -> None:
    """Write the letter as a file, whole or not at all; the same letter is the same file."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = folder / f".{letter.name}.part"
        part.write_bytes(letter.message.as_bytes())
        part.replace(folder / letter.name)
    except OSError as error:
        raise NotSent(f"The mail folder cannot be written: {error}", again=True) from error


@contextmanager
def _connected(address: str) -> Iterator[smtplib.SMTP]:
    """Open a way to the mail server; whatever goes wrong up to here, nothing was sent."""
    parts = urlsplit(address)
    host, port = parts.hostname or "localhost", parts.port or 0
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    try:
        server = kind(host, port, timeout=TIMEOUT_S)
        server.ehlo()
        sealed = kind is smtplib.SMTP_SSL
        if not sealed and server.has_extn("starttls"):
            server.starttls()
            server.ehlo()
            sealed = True
        if parts.username:
            if not sealed and host not in LOOPBACK:
                raise NotSent("The mail server offers no TLS for the password.", again=False)
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except smtplib.SMTPAuthenticationError as error:
        raise NotSent("The mail server refuses our name and password.", again=False) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(f"The mail server cannot be reached: {error}", again=True) from error
    try:
        yield server
    finally:
        server.close()


def _by_smtp(letter: Letter, address: str) -> None:
    with _connected(address) as server:
        try:
            server.send_message(letter.message, to_addrs=[letter.to])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise NotSent(_said(code, said), again=_may_pass(code)) from error
        except smtplib.SMTPResponseException as error:
            raise NotSent(
                _said(error.smtp_code, error.smtp_error), again=_may_pass(error.smtp_code)
            ) from error


_PASSES = range(400, 500)  # SMTP's own word for "try again later"


def _may_pass(code: int) -> bool:
    return code in _PASSES


def _said(code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"The mail server said: {code} {words}"
