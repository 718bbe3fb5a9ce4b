"""E-mail: to the press and to those who asked for news, and from anyone who writes to our mailbox.

Facts (RFC 5321, 5322, 3501, 8058; imapclient 4.1): a letter is taken when the server answers the
end of its data with 250; a line that breaks before the data was a clean no, one that breaks after
leaves it unknown. Each letter has a Message-ID that we choose, the same whenever the same letter is
meant, so that most readers show a second copy once, and a copy that is kept can be found by it.
A mailbox numbers its letters (UID) as long as its UIDVALIDITY stays; `n+1:*` gives the last letter
even when it is older, so that is left out. A letter cannot be called back.
"""

from campaigns.platforms import registry
from campaigns.platforms.base import Field, Limits, Platform

LABEL = "E-mail"
SUBJECT_MAX = 150

PLATFORM = Platform(
    name="email",
    label=LABEL,
    limits=Limits(
        text_max=20_000,
        images_max=5,
        image_max_bytes=5_000_000,
        thread=False,
        title_max=SUBJECT_MAX,
        name_max=60,
    ),
    credentials=(
        Field("address", "Our address", "As in appeals@police.example.org", secret=False),
        Field("name", "Name that people see", "As in Northbank Police appeals", secret=False),
        Field("user", "User name", "Most servers take the address", secret=False),
        Field("password", "Password", "An app password where the server has them"),
        Field("smtp", "Server for sending", "As in smtp.example.org:465 (TLS)", secret=False),
        Field("imap", "Server for reading", "As in imap.example.org:993 (TLS)", secret=False),
    ),
    open=registry.opens("email.account:EmailAccount"),
    checklist=(
        "Ask your mail team for a mailbox of its own for appeals, shared by owner and deputy.",
        "Have SPF, DKIM and DMARC set up for its domain, or letters end among junk.",
        "Make an app password if the server has them; turn automatic replies off.",
        "Connect it here, and send the mailbox a letter: it arrives as a tip.",
    ),
    terms=(
        "People write to the mailbox of their own accord. Whoever gets news asked for it, or is on"
        " the press list; every letter says how to stop it."
    ),
    addresses="email",
)
