"""Twilio's REST API at HTTP level: one account, one number of ours, what it sent and got."""

import base64
import re
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from campaigns.platforms import registry
from campaigns.platforms.base import NoDesk
from tests.fakes.matrix import Tried
from tests.fakes.world import Answer, Request, World

HOST, FILES = "api.twilio.com", "media.example.org"
SID, TOKEN = "AC00000000000000000000000000000001", "auth-token-of-ours"
NUMBER, THEIRS = "+14165550143", "+14165550188"
CREDENTIALS = {"account_sid": SID, "auth_token": TOKEN, "number": NUMBER}
ACCOUNT = f"/2010-04-01/Accounts/{SID}"
SAID_STOP, LANDLINE = "+14165550199", "+14165550198"
REFUSED = {SAID_STOP: 21610, LANDLINE: 21614}


def no(status: int, code: int, words: str) -> Answer:
    return Answer(status, {"code": code, "message": words, "status": status, "more_info": ""})


class Twilio:
    """`messages` newest first, as the list gives them."""

    def __init__(self) -> None:
        self.messages: list[dict] = []
        self.files: dict[str, bytes] = {}
        self.shut = False
        self.suspended = False

    def __call__(self, request: Request) -> Answer:
        if request.host == FILES:
            assert "authorization" not in request.headers, "our key left for another host"
            return Answer(200, self.files[request.path])
        key = base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {key}" or self.shut:
            return no(401, 20003, "Authenticate")
        path = request.path.removeprefix(ACCOUNT)
        if path == ".json":
            return Answer(200, {"sid": SID, "status": "suspended" if self.suspended else "active"})
        if path == "/IncomingPhoneNumbers.json":
            ours = request.one("PhoneNumber") == NUMBER
            rows = [{"sid": "PN1", "phone_number": NUMBER, "friendly_name": "Tip line"}]
            return Answer(200, self._page("incoming_phone_numbers", rows if ours else []))
        if path == "/Messages.json":
            return self._send(request) if request.method == "POST" else self._list(request)
        return self._one(path)

    @staticmethod
    def _page(name: str, rows: list[dict]) -> dict:
        return {name: rows, "page": 0, "page_size": 50, "next_page_uri": None, "uri": ACCOUNT}

    def _send(self, request: Request) -> Answer:
        to, words = request.form["To"], request.form.get("Body", "")
        if not words:
            return no(400, 21602, "Message body is required")
        if len(words) > 1_600:
            return no(400, 21617, "The concatenated message body exceeds the 1600 character limit")
        if to in REFUSED:
            return no(400, REFUSED[to], f"The 'To' number {to} cannot be reached")
        return Answer(201, self._keep(NUMBER, to, words, "outbound-api"))

    def _keep(self, sender: str, to: str, words: str, direction: str, files: int = 0) -> dict:
        now = format_datetime(datetime.now(UTC).replace(microsecond=0))
        row = {
            "sid": f"SM{len(self.messages):032d}", "account_sid": SID, "from": sender, "to": to,
            "body": words, "direction": direction, "status": "sent", "num_media": str(files),
            "date_created": now, "date_sent": now, "date_updated": now, "num_segments": "1",
        }  # fmt: skip
        self.messages.insert(0, row)
        return row

    def _list(self, request: Request) -> Answer:
        rows = [
            row for row in self.messages
            if request.one("To", row["to"]) == row["to"]
            and request.one("From", row["from"]) == row["from"]
        ]  # fmt: skip
        return Answer(200, self._page("messages", rows))

    def _one(self, path: str) -> Answer:
        media = re.fullmatch(r"/Messages/(SM\d+)/Media(?:\.json|/(ME\d+))", path)
        if media and media[2]:
            return Answer(302, headers={"Location": f"https://{FILES}/{media[2]}"})
        if media:
            rows = [{"sid": name[1:], "parent_sid": media[1]} for name in self.files]
            return Answer(200, self._page("media_list", rows))
        named = path.removeprefix("/Messages/").removesuffix(".json")
        row = next((each for each in self.messages if each["sid"] == named), None)
        return Answer(200, row) if row else no(404, 20404, f"{path} was not found")

    def write(self, words: str, sender: str = THEIRS, files: int = 0) -> str:
        """Let someone text our number; return the message's number."""
        return self._keep(sender, NUMBER, words, "inbound", files)["sid"]

    def sent(self) -> list[tuple[str, str]]:
        """Return whom we texted what, oldest first."""
        out = [row for row in self.messages if row["direction"] != "inbound"]
        return [(row["to"], row["body"]) for row in reversed(out)]


def opened(token: str = TOKEN):
    """Open our number."""
    return registry.platform("sms").open({**CREDENTIALS, "auth_token": token}, NoDesk())


@pytest.fixture
def twilio(world: World) -> Twilio:
    """Twilio, with our account."""
    service = Twilio()
    world.serve(service, HOST, FILES)
    return service


@pytest.fixture
def sms_account(twilio):
    """Our number, open."""
    return opened()


TRIED = Tried(
    fixture="twilio",
    handle=NUMBER,
    credentials=CREDENTIALS,
    says=lambda request: request.method == "POST" and request.path.endswith("/Messages.json"),
    standing=lambda service: [words for _, words in service.sent()],
    revoke=lambda service: setattr(service, "shut", True),
    restore=lambda service: setattr(service, "shut", False),
    heard=lambda service: service.write("I saw her."),
    followers=("+14165550101",),
)
