"""The two servers of a mailbox: TLS always, but on this very machine; what breaks, and when."""

import imaplib
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from campaigns.kernel import clock, errors
from campaigns.platforms import http
from campaigns.platforms.base import Credentials

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SMTPS, IMAPS = 465, 993
AGAIN_S = 60
_FOR_NOW, _FOR_GOOD = 400, 500  # RFC 5321: what a no begins with


def place_of(given: str, port: int) -> tuple[str, int]:
    """Read "host:port"; a missing port is the usual one with TLS."""
    host, _, number = given.strip().removeprefix("smtps://").removeprefix("imaps://").partition(":")
    if not host or (number and not number.isdecimal()):
        raise errors.Rejected(f"“{given}” is not the address of a server, as in mail.example.org.")
    return host, int(number or port)


@contextmanager
def sending(credentials: Credentials) -> Iterator[smtplib.SMTP]:
    """Open the way out and sign in; nothing has been said before the block begins."""
    host, port = place_of(credentials.get("smtp", ""), SMTPS)
    try:
        server = _smtp(host, port)
    except (OSError, smtplib.SMTPException, ssl.SSLError) as error:
        raise _later(f"{host} could not be reached; nothing was sent.") from error
    try:
        _sign_in(server, credentials, host)
        yield server
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()


def _smtp(host: str, port: int) -> smtplib.SMTP:
    if port == SMTPS:
        return smtplib.SMTP_SSL(host, port, timeout=http.READ_S, context=http.trust())
    server = smtplib.SMTP(host, port, timeout=http.READ_S)
    if host not in LOOPBACK:
        server.starttls(context=http.trust())
    return server


def _sign_in(server: smtplib.SMTP, credentials: Credentials, host: str) -> None:
    server.ehlo_or_helo_if_needed()
    if not server.has_extn("auth"):
        return  # a relay on our own network, which knows us by where we stand
    try:
        server.login(credentials.get("user", ""), credentials.get("password", ""))
    except smtplib.SMTPAuthenticationError as error:
        words = _said(error.smtp_error)
        raise errors.Unauthorised(f"{host} did not let us in: {words}") from None
    except (OSError, smtplib.SMTPException) as error:
        raise _later(f"{host} broke off before anything was sent.") from error


class Refused(errors.Rejected):
    """The server does not take letters for this one address."""


def hand_over(server: smtplib.SMTP, sender: str, to: str, letter: EmailMessage) -> None:
    """Hand over one letter: before its data begin any break is a clean no; after, it may be out."""
    try:
        server.rset()
        _expect(server.mail(sender), Refused)
        _expect(server.rcpt(to), Refused)
    except (OSError, smtplib.SMTPException) as error:
        raise _later("The server broke off before the letter was handed over.") from error
    try:
        code, words = server.data(letter.as_bytes())
    except smtplib.SMTPDataError as error:  # it refused before the first byte
        _expect((error.smtp_code, error.smtp_error), Refused)
    except (OSError, smtplib.SMTPException) as error:
        raise errors.Unreachable(
            f"The server broke off while it took the letter ({type(error).__name__})."
        ) from error
    else:
        _expect((code, words), Refused)


def _expect(answer: tuple[int, bytes | str], final: Callable[[str], errors.PlatformError]) -> None:
    """Let a yes pass; 4xx comes back later, 5xx is final."""
    code, words = answer
    if code < _FOR_NOW:
        return
    said = f"The mail server said {code}: {_said(words)}"
    raise final(said) if code >= _FOR_GOOD else _later(said)


def _said(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)


def _later(words: str) -> errors.Limited:
    return errors.Limited(words, clock.after(seconds=AGAIN_S))


@contextmanager
def reading(credentials: Credentials) -> Iterator[IMAPClient]:
    """Open our mailbox for reading; reading changes nothing in it."""
    host, port = place_of(credentials.get("imap", ""), IMAPS)
    secure = host not in LOOPBACK
    try:
        with IMAPClient(
            host, port, ssl=secure, ssl_context=http.trust() if secure else None,
            timeout=http.READ_S,
        ) as box:  # fmt: skip
            box.login(credentials.get("user", ""), credentials.get("password", ""))
            yield box
    except LoginError as error:
        raise errors.Unauthorised(f"{host} did not let us read: {error}") from None
    except (OSError, IMAPClientError, imaplib.IMAP4.error) as error:
        raise errors.Unreachable(f"{host} did not answer ({type(error).__name__}).") from error
