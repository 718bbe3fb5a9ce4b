"""Telegram's Bot API at HTTP level: one bot, its channel, the channel's group, private chats."""

import json
import re

import pytest

from campaigns.platforms import registry
from campaigns.platforms.base import NoDesk
from tests.fakes.calls import snake
from tests.fakes.matrix import Tried
from tests.fakes.world import Answer, Request, World

HOST = "api.telegram.org"
TOKEN = "100200:AAbbCCdd-bot-key"
CHANNEL = {"id": -1001, "type": "channel", "title": "Appeal", "username": "missingmira"}
GROUP = {"id": -1002, "type": "supergroup", "title": "Appeal talk", "username": "missingmiratalk"}
PRIVATE = {"id": 77, "type": "private", "first_name": "Ana"}
SENDER = {"id": 77, "is_bot": False, "first_name": "Ana", "username": "ana_sees"}


def no(status: int, words: str, **parameters: object) -> Answer:
    return Answer(
        status,
        {"ok": False, "error_code": status, "description": words, "parameters": parameters},
    )


class Telegram:
    """What stands where: `messages` by (chat id, message id); `updates` wait to be asked for."""

    def __init__(self) -> None:
        self.messages: dict[tuple[int, int], dict] = {}
        self.updates: list[dict] = []
        self.files: dict[str, bytes] = {}
        self.hooked = False
        self.admin = True
        self.banned: list[str] = []
        self.shut = False
        self._last = 0

    def __call__(self, request: Request) -> Answer:
        file = re.fullmatch(rf"/file/bot{TOKEN}/(.+)", request.path)
        if file:
            return Answer(200, self.files[file[1]])
        asked = re.fullmatch(r"/bot([^/]+)/(\w+)", request.path)
        if asked is None or asked[1] != TOKEN or self.shut:
            return no(401, "Unauthorized")
        given = self._given(request)
        deed = getattr(self, f"do_{snake(asked[2])}", None)
        return deed(given) if deed else no(404, "Not Found")

    @staticmethod
    def _given(request: Request) -> dict:
        kind = request.headers.get("content-type", "")
        if kind.startswith("application/json"):
            return request.json
        edge = kind.partition("boundary=")[2].encode()
        found = {}
        for part in request.body.split(b"--" + edge)[1:-1]:
            head, _, body = part.partition(b"\r\n\r\n")
            name = re.search(rb'name="([^"]+)"', head)[1].decode()
            content = body.removesuffix(b"\r\n")
            found[name] = content if b"filename=" in head else content.decode()
        return found

    @staticmethod
    def _ok(result: object) -> Answer:
        return Answer(200, {"ok": True, "result": result})

    def _chat(self, name: object) -> dict | None:
        chats = (CHANNEL, GROUP, PRIVATE)
        return next(
            (c for c in chats if str(name) in {str(c["id"]), f"@{c.get('username')}"}), None
        )

    def _keep(self, given: dict, words: str, **more: object) -> Answer:
        chat = self._chat(given["chat_id"])
        if chat is None:
            return no(400, "Bad Request: chat not found")
        if chat is CHANNEL and not self.admin:
            return no(403, "Forbidden: bot is not a member of the channel chat")
        above = given.get("reply_parameters") or {}
        above = json.loads(above) if isinstance(above, str) else above
        if above and (chat["id"], above["message_id"]) not in self.messages:
            return no(400, "Bad Request: message to be replied not found")
        self._last += 1
        row = {"message_id": self._last, "chat": chat, "date": 1_778_932_800, **more}
        row |= {"reply_to": above.get("message_id"), "words": words}
        self.messages[(chat["id"], self._last)] = row
        return self._ok(row)

    def do_send_message(self, given: dict) -> Answer:
        if not given["text"]:
            return no(400, "Bad Request: message text is empty")
        if len(given["text"]) > 4_096:
            return no(400, "Bad Request: message is too long")
        return self._keep(given, given["text"])

    def do_send_photo(self, given: dict) -> Answer:
        return self._keep(given, given["caption"], photo=len(given["photo"]))

    def do_send_video(self, given: dict) -> Answer:
        return self._keep(given, given["caption"], video=len(given["video"]))

    def do_send_media_group(self, given: dict) -> Answer:
        parts = json.loads(given["media"])
        assert all(part["media"].removeprefix("attach://") in given for part in parts)
        kept = [self._keep(given, part.get("caption", "")) for part in parts]
        return self._ok([json.loads(each.content)["result"] for each in kept])

    def _named(self, given: dict) -> tuple[int, int]:
        chat = self._chat(given["chat_id"])
        return (chat["id"] if chat else 0, int(given["message_id"]))

    def do_edit_message_text(self, given: dict) -> Answer:
        row = self.messages.get(self._named(given))
        if row is None:
            return no(400, "Bad Request: message to edit not found")
        if "photo" in row:
            return no(400, "Bad Request: there is no text in the message to edit")
        row["words"] = given["text"]
        return self._ok(row)

    def do_edit_message_caption(self, given: dict) -> Answer:
        row = self.messages[self._named(given)]
        row["words"] = given["caption"]
        return self._ok(row)

    def do_delete_message(self, given: dict) -> Answer:
        if self.messages.pop(self._named(given), None) is None:
            return no(400, "Bad Request: message to delete not found")
        return self._ok(result=True)

    def do_get_me(self, _given: dict) -> Answer:
        return self._ok({"id": 1, "is_bot": True, "username": "mira_appeal_bot"})

    def do_get_chat(self, given: dict) -> Answer:
        chat = self._chat(given["chat_id"])
        return self._ok(chat) if chat else no(400, "Bad Request: chat not found")

    def do_get_chat_member(self, _given: dict) -> Answer:
        return self._ok({"status": "administrator" if self.admin else "left"})

    def do_get_updates(self, given: dict) -> Answer:
        if self.hooked:
            return no(409, "Conflict: can't use getUpdates method while webhook is active")
        begin = given.get("offset", 0)
        self.updates = [row for row in self.updates if row["update_id"] >= begin]
        return self._ok(self.updates[: given["limit"]])

    def do_delete_webhook(self, given: dict) -> Answer:
        assert given["drop_pending_updates"] is False
        self.hooked = False
        return self._ok(result=True)

    def do_get_file(self, given: dict) -> Answer:
        if given["file_id"] not in self.files:
            return no(400, "Bad Request: file is too big")
        return self._ok({"file_path": given["file_id"]})

    def do_ban_chat_member(self, given: dict) -> Answer:
        self.banned.append(str(given["user_id"]))
        return self._ok(result=True)

    def do_set_chat_title(self, given: dict) -> Answer:
        if given["title"] == CHANNEL["title"]:
            return no(400, "Bad Request: chat title is not modified")
        CHANNEL["title"] = given["title"]
        return self._ok(result=True)

    def do_set_chat_description(self, _given: dict) -> Answer:
        return self._ok(result=True)

    do_set_chat_photo = do_set_chat_description

    def write(self, chat: dict, text: str, kind: str = "message", **more: object) -> int:
        """Let someone write; return the message's number."""
        self._last += 1
        message = {"message_id": self._last, "chat": chat, "from": SENDER, "date": 1_778_932_800}
        message |= {"text": text, **more}
        self.updates.append({"update_id": 500 + self._last, kind: message})
        return self._last

    def hear(self) -> str:
        """Let someone write to the bot; return the message's ref."""
        number = self.write(PRIVATE, "I saw her.")
        self.messages[(PRIVATE["id"], number)] = {"message_id": number, "words": "I saw her."}
        return f"{PRIVATE['id']}:{number}"


TRIED = Tried(
    fixture="telegram",
    credentials={"chat": "@missingmira", "token": TOKEN},
    says=lambda request: "/send" in request.path,
    standing=lambda api: [row["words"] for row in api.messages.values()],
    revoke=lambda api: setattr(api, "shut", True),
    restore=lambda api: setattr(api, "shut", False),
    heard=Telegram.hear,
    deletes=lambda request: request.path.endswith("deleteMessage"),
    answer_429=no(429, "Too Many Requests: retry after 7", retry_after=7),
    blind=True,
)


def opened(token: str = TOKEN):
    """Open the channel."""
    return registry.platform("telegram").open({"chat": "@missingmira", "token": token}, NoDesk())


@pytest.fixture
def telegram(world: World) -> Telegram:
    """The Bot API, with our bot."""
    CHANNEL["title"] = "Appeal"
    api = Telegram()
    world.serve(api, HOST)
    return api


@pytest.fixture
def telegram_account(telegram):
    """Our channel, open."""
    return opened()
