import contextlib
import http.client
import re
import threading
import urllib.parse

from campaigns.kernel.db import db
from campaigns.timeline.model import TimelineEntry
from campaigns.tips import actions, queries
from campaigns.tips.model import Tip
from tests.conftest import test_env
from tests.factories.appeals import make_appeal
from tests.serving import serving

CLIENTS, EACH = 32, 50
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Sender(threading.Thread):
    """Someone who sends tip after tip, and every fifth one twice."""

    def __init__(self, port: int, path: str, number: int) -> None:
        super().__init__()
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._path, self._number = path, number
        self.statuses: list[int] = []
        self.codenames: dict[str, str] = {}

    def run(self) -> None:
        with contextlib.closing(self._line):
            self._send_all()

    def _send_all(self) -> None:
        for turn in range(EACH):
            text = f"Sender {self._number}, tip {turn}"
            body = urllib.parse.urlencode({"text": text, "key": f"{self._number:03}-{turn:03}" * 6})
            for _ in range(2 if turn % 5 == 0 else 1):
                words = self._send(body)
                assert self.codenames.setdefault(text, words) == words

    def _send(self, body: str) -> str:
        self._line.request("POST", self._path, body, FORM)
        answer = self._line.getresponse()
        page = answer.read().decode()
        self.statuses.append(answer.status)
        found = re.search(r'id="codename"[^>]*>([^<]+)<', page)
        return found[1] if found else ""


def test_of_many_who_send_at_once_nobody_is_lost_and_nobody_is_refused(
    app, data_dir, database_url, moving_clock
):
    appeal = make_appeal()
    with serving(test_env(data_dir, DATABASE_URL=database_url)) as port:
        senders = [Sender(port, f"/a/{appeal.slug}/tip", n) for n in range(CLIENTS)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
    assert {status for sender in senders for status in sender.statuses} == {200}
    promised = {text: words for sender in senders for text, words in sender.codenames.items()}
    db.session.expire_all()
    kept = {tip.text for tip in db.session.query(Tip).filter_by(case_id=appeal.case_id)}
    assert kept == set(promised)
    assert queries.count_tips(appeal.case_id) == CLIENTS * EACH
    assert len(set(promised.values())) == CLIENTS * EACH
    told = db.session.query(TimelineEntry).filter_by(case_id=appeal.case_id, about_type="tip")
    assert told.count() == CLIENTS * EACH
    for text, words in list(promised.items())[:: EACH * 4]:
        assert actions.come_back(words).text == text
