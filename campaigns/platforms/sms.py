"""Text messages through Twilio: to those who asked for them, and from anyone who writes.

Facts (Twilio's API reference and its twilio 9.13 package, read 2026): a message has up to 1,600
characters, sent in segments of 160 (GSM letters) or 70 (any others), a little less each when there
are several; each segment is charged, by contract and country, so no price is kept here. A number
that answered STOP is refused with code 21610 and stays so until it says START. Incoming messages
stay in the list of messages, where they are read; a webhook is only a hint. It is signed with
X-Twilio-Signature: HMAC-SHA1 over the exact public address and the sorted form fields.
"""

import hashlib
from urllib.parse import parse_qs

from twilio.request_validator import RequestValidator

from campaigns.platforms import registry
from campaigns.platforms.base import Bucket, Credentials, Field, Limits, Platform
from campaigns.platforms.doors import Call, Reply

LABEL = "SMS"
HOST = "api.twilio.com"
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€\f")


def segments(text: str) -> int:
    """Return in how many pieces a text travels."""
    if all(letter in _GSM or letter in _GSM_TWICE for letter in text):
        length = sum(2 if letter in _GSM_TWICE else 1 for letter in text)
        whole, each = 160, 153
    else:
        length, whole, each = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= whole else -(-length // each)


class TwilioHook:
    """Twilio signs its calls with the account's token; their validator checks it."""

    def challenge(self, call: Call, credentials: Credentials, /) -> Reply | None:
        """Twilio asks no question."""
        del call, credentials
        return None

    def is_genuine(self, call: Call, credentials: Credentials, /) -> bool:
        """Check the signature over our exact address and the form's fields."""
        form = parse_qs(call.body.decode("utf-8", "replace"), keep_blank_values=True)
        fields = {name: values if len(values) > 1 else values[0] for name, values in form.items()}
        signature = call.headers.get("x-twilio-signature", "")
        validator = RequestValidator(credentials["auth_token"])
        return bool(validator.validate(call.url, fields, signature))

    def once(self, call: Call, /) -> str:
        """Return the message's own number; a repeat brings the same one."""
        form = parse_qs(call.body.decode("utf-8", "replace"))
        named = (form.get("MessageSid") or [""])[0] + (form.get("MessageStatus") or [""])[0]
        return named or hashlib.sha256(call.body).hexdigest()


PLATFORM = Platform(
    name="sms",
    label=LABEL,
    limits=Limits(
        text_max=1_600,
        images_max=0,
        image_types=frozenset(),
        thread=False,
        name_max=40,
    ),
    credentials=(
        Field("account_sid", "Account SID", "Begins with AC", secret=False),
        Field("auth_token", "Auth token", "In Twilio's console, beside the account SID"),
        Field("number", "Our number", "As in +14165550143", secret=False),
    ),
    open=registry.opens("sms.account:SmsAccount"),
    checklist=(
        "Rent a number with Twilio that people can text for free or at local rates.",
        "Register it where your country asks for that (in North America: 10DLC or toll-free).",
        "Connect it here, then put the address shown on this page into the number's settings.",
        "Send it a text from your own phone, and see that it arrives as a tip.",
    ),
    hosts=frozenset({HOST}),
    hook=TwilioHook(),
    buckets=(Bucket("messages", "Messages a second", 1, per_s=1),),
    terms=(
        "People text the number of their own accord. Say on the appeal's page that texts are kept,"
        " and that a phone number is not anonymous."
    ),
    addresses="phone",
)
