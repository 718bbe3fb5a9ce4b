"""One number of ours, through the twilio package: each recipient is one message, each sent once."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from campaigns.kernel import clock, errors
from campaigns.platforms import http
from campaigns.platforms.base import (
    Absent,
    Answer,
    Batch,
    Credentials,
    Desk,
    Found,
    Identity,
    Post,
    Receipt,
    Recipient,
    Scope,
)
from campaigns.platforms.clients.sms import hearing
from campaigns.platforms.going import VOUCHED
from campaigns.platforms.sms import HOST

SAID_STOP = "said STOP"
# What Twilio says of one number, and not of us: unsubscribed, no such number, a landline, no route.
OF_THE_NUMBER = {
    21211: "no such number",
    21408: "no messages to this country",
    21610: SAID_STOP,
    21612: "no route to this number",
    21614: "not a mobile number",
    30006: "not a mobile number",
}
TRIAL = "Sent from your Twilio trial account - "  # what they put before each text of a trial
CLOCKS_DIFFER = timedelta(minutes=1)
LOOK_AT = 50
KEPT = timedelta(days=30)  # longer than anything waits for a person


class SmsAccount:
    """A number that texts those who asked for it, and hears whoever writes."""

    streams: tuple[str, ...] = ("texts",)

    def __init__(self, credentials: Credentials, desk: Desk) -> None:
        self._sid = credentials.get("account_sid", "").strip()
        self._token = credentials.get("auth_token", "").strip()
        self._number = credentials.get("number", "").replace(" ", "")
        self._desk = desk
        carrier = TwilioHttpClient(timeout=http.READ_S)
        carrier.session = http.session(frozenset({HOST}))
        self._client = Client(self._sid, self._token, http_client=carrier)

    def check(self) -> Identity:
        """Ask whether the account is in use and the number is ours."""
        account = self._ask(lambda: self._client.api.accounts(self._sid).fetch())
        if account.status != "active":
            raise errors.Unauthorised(
                f"Twilio says that the account is {account.status}: its owner must ask them why."
            )
        numbers = self._ask(
            lambda: self._client.incoming_phone_numbers.list(phone_number=self._number, limit=1)
        )
        if not numbers:
            raise errors.Rejected(f"{self._number} is not a number of this Twilio account.")
        return Identity(self._number, numbers[0].friendly_name or self._number, "", "")

    def publish(self, post: Post, /) -> Receipt:
        """Text everyone who asked for it, one after another; whoever has it is not texted again."""
        if not post.to:
            raise errors.Rejected("Nobody has asked for texts about this appeal yet.")
        if post.journey.known(VOUCHED):  # a person says that one more went out: it is looked up
            self.reconcile(post, clock.now() - KEPT)
            post.journey.save(VOUCHED, "")
        for recipient in post.to:
            if post.journey.known(_stage(recipient)) is None:
                post.journey.go_on()
                wants = post.journey.wants(recipient.id)
                became = self._text(recipient.address, post.text) if wants else SAID_STOP
                post.journey.save(_stage(recipient), became)
        told = {post.journey.known(_stage(each)) or "" for each in post.to}
        if told <= set(OF_THE_NUMBER.values()):
            raise errors.Rejected(f"Nobody has it: {', '.join(sorted(told))}.")
        return _receipt(post)

    def answer(self, post: Post, /) -> Receipt:
        """Text back whoever wrote."""
        asked = self._ask(lambda: self._client.messages(post.reply_to or "").fetch())
        post.journey.go_on()
        sid = self._text(asked.from_, post.text)
        if sid in OF_THE_NUMBER.values():
            raise errors.Rejected(f"Twilio did not take the answer: {sid}.")
        return Receipt(sid, "")

    def _text(self, number: str, words: str) -> str:
        """Send one message; return its number, or what Twilio says of a number it cannot reach."""
        self._desk.spent("messages")
        try:
            row = self._ask(
                lambda: self._client.messages.create(to=number, from_=self._number, body=words)
            )
        except _OfTheNumber as error:
            return error.message
        return str(row.sid)

    def reconcile(self, post: Post, since: datetime, /) -> Answer:
        """Look for each recipient's message; Found when nobody is left out."""
        wanted = post.to or self._asker(post)
        for recipient in wanted:
            if post.journey.known(_stage(recipient)) is not None:
                continue
            sid = self._sent_to(recipient.address, post.text, since - CLOCKS_DIFFER)
            if sid is None:
                return Absent()
            post.journey.save(_stage(recipient), sid)
        return Found(_receipt(post)) if wanted else Absent()

    def _asker(self, post: Post) -> tuple[Recipient, ...]:
        if post.reply_to is None:
            return ()
        asked = self._ask(lambda: self._client.messages(post.reply_to or "").fetch())
        return (Recipient(0, asked.from_),)

    def _sent_to(self, number: str, words: str, since: datetime) -> str | None:
        rows = self._ask(
            lambda: self._client.messages.list(to=number, from_=self._number, limit=LOOK_AT)
        )
        for row in rows:
            made = row.date_created or row.date_sent
            if row.body in {words, TRIAL + words} and made is not None and made >= since:
                return str(row.sid)
        return None

    def replies(self, stream: str, since: str | None, scope: Scope, /) -> Batch:
        """Return what people texted to our number."""
        del stream, scope  # a text answers nobody's post: it is said to the number
        begin = datetime.fromisoformat(since) if since else None
        rows = self._ask(lambda: hearing.listed(self._client, self._number, begin))
        return hearing.heard(rows, since, self._files_of)

    def _files_of(self, sid: str) -> list[Any]:
        media = self._ask(self._client.messages(sid).media.list)
        key = "Basic " + b64encode(f"{self._sid}:{self._token}".encode()).decode()
        return [hearing.fetched(self._sid, sid, each.sid, key) for each in media]

    def _ask(self, call: Callable[[], Any]) -> Any:
        with self._asking():
            return call()

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Turn what Twilio says into the errors of the house."""
        try:
            with http.asking("Twilio"):
                yield
        except TwilioRestException as error:
            raise _named(error) from None  # its text holds the address, and that the account
        except (TwilioException, ValueError, KeyError, TypeError) as error:
            raise errors.Unreachable("Twilio answered with what is no answer.") from error


class _OfTheNumber(errors.Rejected):
    """One number cannot be reached; the others can."""


def _named(error: TwilioRestException) -> errors.PlatformError:
    if error.code in OF_THE_NUMBER:
        return _OfTheNumber(OF_THE_NUMBER[error.code])
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        return errors.Limited(f"Twilio said: {error.msg}", clock.after(seconds=http.WAIT_S))
    if error.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return errors.Unauthorised(
            f"Twilio said: {error.msg}. Look at the account SID and the auth token."
        )
    return http.refusal("Twilio", error.status, error.msg)


def _stage(recipient: Recipient) -> str:
    return f"to {recipient.id}"


def _receipt(post: Post) -> Receipt:
    first = post.to[0] if post.to else Recipient(0, "")
    return Receipt(post.journey.known(_stage(first)) or post.key, "")
