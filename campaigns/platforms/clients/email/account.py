"""One open mailbox: each recipient gets a letter of their own, each sent once."""

from datetime import datetime
from email.utils import parseaddr
from smtplib import SMTP

from campaigns.kernel import errors
from campaigns.platforms.base import (
    Absent,
    Answer,
    Batch,
    CannotTell,
    Credentials,
    Desk,
    Found,
    Identity,
    Post,
    Receipt,
    Recipient,
    Scope,
)
from campaigns.platforms.clients.email import hearing, letters, servers
from campaigns.platforms.email import PLATFORM
from campaigns.platforms.going import VOUCHED

SENT = "handed over"
TRIED = "being handed over"
NOT_YET = "not taken yet"
NO_MORE = "said stop"
NO_ADDRESS = "An address on the list is none that a letter can be sent to."


class EmailAccount:
    """A mailbox that writes to those who asked for it, and hears whoever writes."""

    streams: tuple[str, ...] = ("inbox",)

    def __init__(self, credentials: Credentials, desk: Desk) -> None:
        del desk  # letters cost nothing, and passwords do not renew themselves
        self._key = credentials
        self._address = parseaddr(credentials.get("address", ""))[1]
        self._sender = (credentials.get("name", ""), self._address)

    def check(self) -> Identity:
        """Ask both servers whether they let us in."""
        if "@" not in self._address:
            raise errors.Rejected("Enter our address, as in appeals@police.example.org.")
        with servers.sending(self._key), servers.reading(self._key) as box:
            box.select_folder("INBOX", readonly=True)
        return Identity(self._address, self._sender[0], "", f"mailto:{self._address}")

    def publish(self, post: Post, /) -> Receipt:
        """Write to everyone who asked for it; whoever has the letter is not written to again."""
        if not post.to:
            raise errors.Rejected("Nobody is on the press list or asked for news of this appeal.")
        if len(post.text) > PLATFORM.limits.text_max:
            raise errors.Rejected(f"A letter has at most {PLATFORM.limits.text_max:,} characters.")
        self._believe(post)
        with servers.sending(self._key) as server:
            for recipient in post.to:
                if post.journey.known(_stage(recipient)) in {None, NOT_YET, TRIED}:
                    self._send(post, recipient, server)
        became = {each.address: post.journey.known(_stage(each)) for each in post.to}
        if SENT not in became.values():
            raise errors.Rejected(f"Nobody has it. {'; '.join(map(str, set(became.values())))}")
        return self._receipt(post)

    @staticmethod
    def _believe(post: Post) -> None:
        """Take a person's word that the letter that was being handed over went out."""
        if post.journey.known(VOUCHED):
            for recipient in post.to:
                if post.journey.known(_stage(recipient)) == TRIED:
                    post.journey.save(_stage(recipient), SENT)
            post.journey.save(VOUCHED, "")

    def _send(self, post: Post, recipient: Recipient, server: SMTP) -> None:
        """Hand over one letter, and write down that it was (or why not)."""
        post.journey.go_on()
        if not post.journey.wants(recipient.id):
            post.journey.save(_stage(recipient), NO_MORE)
            return
        if not letters.is_address(recipient.address):
            post.journey.save(_stage(recipient), NO_ADDRESS)
            return
        made = letters.letter(post, recipient, self._sender)
        post.journey.save(_stage(recipient), TRIED)
        try:
            servers.hand_over(server, self._address, recipient.address, made)
        except servers.Refused as error:
            post.journey.save(_stage(recipient), error.message)
            return
        except (errors.Limited, errors.Rejected):
            post.journey.save(_stage(recipient), NOT_YET)
            raise
        post.journey.save(_stage(recipient), SENT)

    def answer(self, post: Post, /) -> Receipt:
        """Answer a letter, in its thread."""
        asked = hearing.find(self._key, post.reply_to or "")
        to = parseaddr(str(asked.get("Reply-To") or asked.get("From", "")))[1]
        if "@" not in to:
            raise errors.Rejected("The letter names nobody who could be answered.")
        post.journey.go_on()
        made = letters.reply(post, asked, to, self._sender)
        with servers.sending(self._key) as server:
            post.journey.save(_stage(Recipient(0, to)), TRIED)
            servers.hand_over(server, self._address, to, made)
        post.journey.save(_stage(Recipient(0, to)), SENT)
        return self._receipt(post)

    def reconcile(self, post: Post, since: datetime, /) -> Answer:
        """Look for a copy of the letter that was under way when the line broke."""
        del since
        known = {each.id: post.journey.known(_stage(each)) for each in (*post.to, Recipient(0, ""))}
        open_ = [each for each in (*post.to, Recipient(0, "")) if known[each.id] == TRIED]
        if not open_:
            done = post.to and not any(known[each.id] in {None, NOT_YET} for each in post.to)
            return Found(self._receipt(post)) if done or known[0] == SENT else Absent()
        for recipient in open_:
            wanted = letters.id_of(post, recipient, self._address)
            if not hearing.has(self._key, wanted):
                return CannotTell(
                    "A letter was being handed over when the line broke, and our mailbox keeps no"
                    " copy of it. Look at the mail server's log, and say whether it went out."
                )
            post.journey.save(_stage(recipient), SENT)
        rest = [each for each in post.to if post.journey.known(_stage(each)) in {None, NOT_YET}]
        return Absent() if rest else Found(self._receipt(post))

    def _receipt(self, post: Post) -> Receipt:
        return Receipt(letters.post_of(letters.id_of(post, Recipient(0, ""), self._address)), "")

    def replies(self, stream: str, since: str | None, scope: Scope, /) -> Batch:
        """Return what came into our mailbox."""
        del stream, scope  # a mailbox has one stream, of all that anyone writes
        return hearing.hear(self._key, since)


def _stage(recipient: Recipient) -> str:
    return f"to {recipient.id}"
