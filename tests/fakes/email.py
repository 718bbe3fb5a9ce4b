"""Mail servers that others wrote, on loopback: aiosmtpd takes letters, pymap keeps a mailbox."""

import asyncio
import contextlib
import socket
import subprocess
import sys
import time
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from imapclient import IMAPClient

from campaigns.platforms import registry
from campaigns.platforms.base import NoDesk
from tests.fakes.matrix import Tried
from tests.fakes.world import Fault

USER, PASSWORD = "demouser", "demopass"
ADDRESS = "appeals@police.example.org"
UNKNOWN_READER = "nobody@example.org"


class Post:
    """What was handed over; `fault` happens to the next letter, `keeps` puts a copy into Sent."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, object]] = []
        self.fault: Fault | None = None
        self.skip = 0
        self.keeps = None
        self.shut = False
        # aiosmtpd looks its hooks up by the verbs of the protocol.
        vars(self).update(handle_RCPT=self._take_recipient, handle_DATA=self._take_letter)

    async def _take_recipient(self, server, _session, envelope, address, _options):
        if address == UNKNOWN_READER:
            return "550 5.1.1 No such user here"
        if self._due(Fault.DROP_BEFORE):
            server.transport.abort()
            return "451 too late"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def _due(self, fault: Fault) -> bool:
        if self.fault is not fault:
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.fault = None
        return True

    async def _take_letter(self, server, _session, envelope):
        if self._due(Fault.S503):
            return "451 4.7.1 Try again later"
        if self._due(Fault.S429):
            return "421 4.7.0 Too many letters"
        letter = message_from_bytes(envelope.content, policy=default)
        self.letters.append((envelope.rcpt_tos[0], letter))
        if self.keeps is not None:
            self.keeps(envelope.content)
        if self._due(Fault.COMMIT_DROP):
            server.transport.abort()
            await asyncio.sleep(0)
            return "250 too late"
        return "250 Message accepted for delivery"

    def lets_in(self, _server, _session, _envelope, _mechanism, login) -> AuthResult:
        right = (login.login, login.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right and not self.shut, handled=False)

    def words(self) -> list[str]:
        return [each.get_body(("plain",)).get_content().strip() for _, each in self.letters]


class Mail:
    """Both servers as a test sees them."""

    def __init__(self, post: Post, smtp: int, imap: int) -> None:
        self.post, self.smtp, self.imap = post, smtp, imap

    @property
    def credentials(self) -> dict[str, str]:
        return {
            "address": ADDRESS,
            "name": "Northbank Police appeals",
            "user": USER,
            "password": PASSWORD,
            "smtp": f"127.0.0.1:{self.smtp}",
            "imap": f"127.0.0.1:{self.imap}",
        }

    def box(self) -> IMAPClient:
        box = IMAPClient("127.0.0.1", self.imap, ssl=False)
        box.login(USER, PASSWORD)
        return box

    def put(self, raw: bytes, folder: str = "INBOX") -> None:
        """Put a letter into our mailbox."""
        with self.box() as box:
            box.append(folder, raw)

    def empty(self) -> None:
        with self.box() as box:
            for folder in ("INBOX", "Sent"):
                box.select_folder(folder)
                found = box.search()
                if found:
                    box.delete_messages(found)
                    box.expunge()

    def arm(self, fault: Fault, skip: int = 0) -> bool:
        """Let a fault happen to a letter; a no after the fact is no business of SMTP."""
        if fault in {Fault.MALFORMED, Fault.COMMIT_SLOW, Fault.COMMIT_500}:
            return False
        self.post.fault, self.post.skip = fault, skip
        return True

    def write(self, words: str = "I saw her.") -> str:
        """Let someone write to us; return the letter's name as the house hears it."""
        raw = f"From: Ana <ana@example.net>\r\nMessage-ID: <ana1@example.net>\r\n\r\n{words}\r\n"
        self.put(raw.encode())
        account = registry.platform("email").open(self.credentials, NoDesk())
        return account.replies("inbox", None, None).items[-1].ref


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def mailbox_port():
    """A real IMAP server, once a worker."""
    port = _free_port()
    command = [
        str(Path(sys.executable).parent / "pymap"),
        "--no-service", "admin", "--no-service", "managesieve", "--host", "127.0.0.1",
        "--port", str(port), "--no-tls", "dict", "--demo-data",
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            break
        time.sleep(0.05)
    yield port
    process.terminate()
    process.wait(10)


@pytest.fixture
def mail(app, mailbox_port):
    """Both servers, with an empty mailbox."""
    post = Post()
    controller = Controller(
        post,
        hostname="127.0.0.1",
        port=_free_port(),
        authenticator=post.lets_in,
        auth_require_tls=False,
    )
    controller.start()
    here = Mail(post, controller.port, mailbox_port)
    here.empty()
    yield here
    controller.stop()


@pytest.fixture
def email_account(mail):
    """Our mailbox, open."""
    return registry.platform("email").open(mail.credentials, NoDesk())


TRIED = Tried(
    fixture="mail",
    handle=ADDRESS,
    credentials=lambda mail: mail.credentials,
    says=lambda _request: False,
    standing=lambda mail: mail.post.words(),
    revoke=lambda mail: setattr(mail.post, "shut", True),
    restore=lambda mail: setattr(mail.post, "shut", False),
    heard=lambda mail: mail.write(),
    arm=lambda mail, _deed, fault: mail.arm(fault),
    followers=("ana@example.net",),
    blind=True,
)
