"""One open channel on Telegram, written by our bot."""

import json
from datetime import datetime
from http import HTTPStatus
from typing import Any

from campaigns.kernel.errors import Gone, Rejected, Unreachable
from campaigns.platforms.base import (
    Answer,
    Batch,
    CannotTell,
    Credentials,
    Desk,
    Identity,
    Incoming,
    Media,
    Post,
    Profile,
    Proof,
    Receipt,
    Scope,
)
from campaigns.platforms.clients.telegram import hearing
from campaigns.platforms.clients.telegram.speaking import Speaker
from campaigns.platforms.telegram import LABEL

ALBUM = "album"


class TelegramAccount:
    """A channel that speaks and takes back; what is written to its bot is heard."""

    streams: tuple[str, ...] = ("updates",)

    def __init__(self, credentials: Credentials, desk: Desk) -> None:
        self._speaker = Speaker(credentials, desk)

    def check(self) -> Identity:
        """Ask who we are, and whether the channel is ours to write."""
        bot = self._speaker.ask("getMe")
        chat = self._speaker.ask("getChat", {"chat_id": self._speaker.chat})
        member = self._speaker.ask(
            "getChatMember", {"chat_id": self._speaker.chat, "user_id": bot["id"]}
        )
        if member.get("status") not in {"administrator", "creator"}:
            raise Rejected(f"The bot @{bot['username']} is no administrator of the channel yet.")
        handle = chat.get("username") or str(chat["id"])
        return Identity(
            handle, chat.get("title", handle), chat.get("description", ""), f"https://t.me/{handle}"
        )

    def publish(self, post: Post, /) -> Receipt:
        """Say one part on the channel."""
        return self._say(self._speaker.chat, post, post.reply_to)

    def answer(self, post: Post, /) -> Receipt:
        """Answer what someone wrote, where they wrote it."""
        chat, message = _place(post.reply_to or "")
        return self._say(chat, post, f"{chat}:{message}")

    def _say(self, chat: str, post: Post, reply_to: str | None) -> Receipt:
        post.journey.go_on()
        self._speaker.count()
        what: dict[str, Any] = {"chat_id": chat}
        if reply_to:
            what["reply_parameters"] = {"message_id": int(_place(reply_to)[1])}
        if not post.media:
            return self._receipt(self._speaker.ask("sendMessage", {**what, "text": post.text}))
        if len(post.media) > 1:
            return self._album(what, post)
        kind = "video" if post.media[0].is_film else "photo"
        given = {**what, "caption": post.text}
        if "reply_parameters" in given:
            given["reply_parameters"] = json.dumps(given["reply_parameters"])
        with post.media[0].opens() as file:
            files = {kind: (_name(post.media[0]), file, post.media[0].content_type)}
            row = self._speaker.ask(f"send{kind.capitalize()}", given, files)
        return self._receipt(row)

    def _album(self, what: dict[str, Any], post: Post) -> Receipt:
        """Say several pictures and films as one; the words stand beneath the first."""
        files: dict[str, Any] = {}
        parts = []
        for at, media in enumerate(post.media):
            name = f"file{at}"
            files[name] = (_name(media), media.opens(), media.content_type)
            part = {"type": "video" if media.is_film else "photo", "media": f"attach://{name}"}
            parts.append({**part, "caption": post.text} if at == 0 else part)
        given = {key: v if isinstance(v, str) else json.dumps(v) for key, v in what.items()}
        try:
            rows = self._speaker.ask("sendMediaGroup", {**given, "media": json.dumps(parts)}, files)
        finally:
            for _, file, _ in files.values():
                file.close()
        ids = [str(row["message_id"]) for row in rows]
        post.journey.save(ALBUM, ",".join(ids))
        return self._receipt({**rows[0], "message_id": "+".join(ids)})

    @staticmethod
    def _receipt(row: dict[str, Any]) -> Receipt:
        chat, message = row["chat"], str(row["message_id"])
        name = chat.get("username")
        first = message.partition("+")[0]
        url = f"https://t.me/{name}/{first}" if name else f"https://t.me/c/{chat['id']}/{first}"
        return Receipt(f"{chat['id']}:{message}", url)

    def reconcile(self, post: Post, since: datetime, /) -> Answer:
        """Tell that nobody can tell: a bot cannot read what it said."""
        del post, since
        return CannotTell(
            f"{LABEL} does not let a bot read its own channel. Look at the channel, and say whether"
            " the post is there."
        )

    def edit(self, ref: str, post: Post, /) -> Receipt:
        """Put other words in place of a post's; its pictures stay."""
        chat, message = _place(ref)
        what = {"chat_id": chat, "message_id": int(message)}
        try:
            row = self._speaker.ask("editMessageText", {**what, "text": post.text})
        except Rejected as error:
            if "no text in the message" not in error.message:
                raise
            row = self._speaker.ask("editMessageCaption", {**what, "caption": post.text})
        return self._receipt(row)

    def withdraw(self, ref: str, /) -> Proof:
        """Delete a post, and delete it again: that it is not found then is the proof."""
        chat, _, messages = ref.partition(":")
        words = ""
        for message in messages.split("+"):
            words = self._deleted(chat, message)
        return Proof(words, HTTPStatus.NOT_FOUND)

    def look_for(self, ref: str, /) -> Proof | None:
        """Look whether a post is there, by deleting it: a bot can read nothing.

        Whatever is still there of it goes by that, and was there: None.
        """
        chat, _, messages = ref.partition(":")
        words = ""
        for message in messages.split("+"):
            what = {"chat_id": chat, "message_id": _number(message)}
            try:
                self._speaker.ask("deleteMessage", what)
            except Gone as error:
                words = error.message
            else:
                return None
        return Proof(words, HTTPStatus.NOT_FOUND)

    def _deleted(self, chat: str, message: str) -> str:
        what = {"chat_id": chat, "message_id": _number(message)}
        for _ in range(2):
            try:
                self._speaker.ask("deleteMessage", what)
            except Gone as error:
                return error.message
        raise Unreachable(f"{LABEL} deleted the post twice, and does not say that it is gone.")

    def hide(self, ref: str, /) -> None:
        """Delete what someone wrote in our group; nothing can be hidden there. We keep our copy."""
        chat, message = _place(ref)
        self._speaker.ask("deleteMessage", {"chat_id": chat, "message_id": int(message)})

    def block(self, author_ref: str, /) -> None:
        """Ban someone from the channel and its group."""
        self._speaker.ask("banChatMember", {"chat_id": self._speaker.chat, "user_id": author_ref})

    def set_profile(self, profile: Profile, /) -> None:
        """Set the channel's title, description and picture; it has no banner."""
        chat = {"chat_id": self._speaker.chat}
        if profile.display_name is not None:
            self._same_is_well("setChatTitle", {**chat, "title": profile.display_name})
        if profile.bio is not None:
            self._same_is_well("setChatDescription", {**chat, "description": profile.bio})
        if profile.picture is not None:
            photo = {"photo": ("picture.png", profile.picture, "image/png")}
            self._speaker.ask("setChatPhoto", chat, photo)

    def _same_is_well(self, method: str, what: dict[str, Any]) -> None:
        """Set something; Telegram refuses what is so already."""
        try:
            self._speaker.ask(method, what)
        except Rejected as error:
            if "not modified" not in error.message:
                raise

    def replies(self, stream: str, since: str | None, scope: Scope, /) -> Batch:
        """Return what people wrote to the bot, and in the channel's group."""
        del stream, scope  # there is one stream of updates, of all that the bot may see
        return hearing.hear(self._speaker, since)

    def read_call(self, kept: bytes, /) -> tuple[Incoming, ...]:
        """Return what people said in an update that Telegram brought to us."""
        return hearing.brought(self._speaker, kept)


def _name(media: Media) -> str:
    return media.file_name or ("film.mp4" if media.is_film else "picture")


def _place(ref: str) -> tuple[str, str]:
    """Return the chat and the message (the first of an album) that a ref names."""
    chat, _, message = ref.partition(":")
    first = message.partition("+")[0]
    return chat, str(_number(first))


def _number(message: str) -> int:
    if not message.isdecimal():
        raise Gone(f"There is no such message on {LABEL}.")
    return int(message)
