"""Telegram: a channel that a bot of ours writes, and what people write to the bot.

Facts (core.telegram.org/bots/api, read 2026): a message has 4,096 characters, the caption of a
picture or film 1,024, counted in UTF-16 units; 2 to 10 pictures and films make an album; a bot
sends pictures of up to 10 MB and files of up to 50 MB, and fetches files of up to 20 MB. About 30
messages a second in all, 20 a minute into one group. What a bot said cannot be read back, so after
a broken call a person decides; a connection that never stood said nothing. Views are not told to
bots. The bot's key stands in every address: it is never kept with a file and never named in an
error. An update is kept for 24 hours at most, until the next one after it is asked for; while a
webhook is set there is no asking, so one that someone set is taken away again.
"""

import hashlib
import hmac

from campaigns.platforms import registry
from campaigns.platforms.base import Bucket, Credentials, Field, Limits, Platform
from campaigns.platforms.doors import Call, Reply

LABEL = "Telegram"
HOST = "api.telegram.org"
HEADER = "x-telegram-bot-api-secret-token"


def count(text: str) -> int:
    """Count as Telegram does: in UTF-16 units, so that most emoji are two."""
    return len(text.encode("utf-16-le")) // 2


def hook_secret(token: str) -> str:
    """Return the word that Telegram says with each call, made from the key itself."""
    return hmac.digest(token.encode(), b"searchlight webhook", hashlib.sha256).hex()


class TelegramHook:
    """Telegram says a word that only it and we know."""

    def challenge(self, call: Call, credentials: Credentials, /) -> Reply | None:
        """Telegram asks no question."""
        del call, credentials
        return None

    def is_genuine(self, call: Call, credentials: Credentials, /) -> bool:
        """Compare the word in constant time."""
        said = call.headers.get(HEADER, "")
        return hmac.compare_digest(said.encode(), hook_secret(credentials["token"]).encode())

    def once(self, call: Call, /) -> str:
        """Return the hash of the update: a repeat brings the same bytes."""
        return hashlib.sha256(call.body).hexdigest()

    def handed_over(self, call: Call, /) -> bytes:
        """Return the update: once we say 200, Telegram tells it to nobody again."""
        return call.body


PLATFORM = Platform(
    name="telegram",
    label=LABEL,
    limits=Limits(
        text_max=4_096,
        count=count,
        caption_max=1_024,
        images_max=10,
        image_max_bytes=10_000_000,
        video=True,
        video_max_bytes=50_000_000,
        mixes_media=True,
        thread=True,
        alt_max=1_024,
        bio_max=255,
        name_max=128,
    ),
    credentials=(
        Field(
            "chat", "Channel", "As in @missingmira; the bot must be its administrator", secret=False
        ),
        Field("token", "Bot token", "BotFather gives it when the bot is made"),
    ),
    open=registry.opens("telegram.account:TelegramAccount"),
    checklist=(
        "In Telegram, talk to @BotFather and make a bot; copy its token.",
        "Make a public channel with the handle that fits the appeal.",
        "Add the bot to the channel as an administrator who may post, edit and delete.",
        "If people should answer, link a discussion group and add the bot there too.",
        "Connect it here; title, description and picture are set from the appeal.",
    ),
    hosts=frozenset({HOST}),
    hook=TelegramHook(),
    buckets=(Bucket("messages", "Messages to the channel", 20, per_s=60, reserve=4),),
    terms=(
        "People write to the bot of their own accord. What is said in a linked group is said to the"
        " group: record why reading it is lawful."
    ),
    looks_back_s=86_400,
)
