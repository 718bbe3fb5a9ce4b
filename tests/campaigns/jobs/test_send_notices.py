"""Messages go out once: into a folder, or to a real mail server that misbehaves."""

import email
import socketserver
from dataclasses import replace
from threading import Thread

import pytest

from campaigns.jobs import send_notices
from campaigns.kernel import settings
from campaigns.kernel.db import db
from campaigns.notices import actions, queries
from campaigns.notices.model import Notice, NoticeState
from campaigns.notices.rules import NOT_KNOWN
from tests.factories.users import make_user


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it is given and can be told how to answer."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Talk)
        self.taken, self.rcpt, self.after_data = [], "250 ok", "250 ok"
        Thread(target=self.serve_forever, daemon=True).start()
        self.address = f"smtp://127.0.0.1:{self.server_address[1]}"


class Talk(socketserver.StreamRequestHandler):
    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())

    def handle(self):
        self.say("220 hello")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"RCPT":
                self.say(self.server.rcpt)
            elif verb == b"DATA":
                self.say("354 go on")
                if not self.take():
                    return
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.server.taken.append(b"".join(lines))
        if self.server.after_data:
            self.say(self.server.after_data)
        return self.server.after_data


@pytest.fixture
def server(app):
    server = MailServer()
    settings.install(replace(settings.current(), smtp_url=server.address))
    yield server
    server.shutdown()
    server.server_close()


def state():
    db.session.expire_all()
    return db.session.query(Notice).one().state


def reason():
    return db.session.query(Notice).one().reason


def test_without_a_mail_server_letters_are_files(app, data_dir):
    kim = make_user(name="Kim", email="kim@police.example")
    actions.notify(kim.id, "Approve\nthis", "Grüße, 世界", path="/staff/cases/7")
    send_notices.run()
    letter = email.message_from_bytes(next((data_dir / "mail").glob("*.eml")).read_bytes())
    assert letter["To"] == "kim@police.example"
    assert letter["Subject"] == "[EXERCISE] Approve this"
    body = letter.get_payload(decode=True).decode()
    assert "Grüße, 世界" in body
    assert "http://localhost/staff/cases/7" in body
    assert state() is NoticeState.SENT
    send_notices.run()
    assert len(list((data_dir / "mail").iterdir())) == 1


def test_a_mail_server_is_given_each_letter_once(server):
    actions.mail("father@home.example", "News", "There is news.")
    send_notices.run()
    send_notices.run()
    assert len(server.taken) == 1
    assert state() is NoticeState.SENT


def test_a_server_that_is_away_is_tried_again_later_and_later(server, moving_clock):
    server.shutdown()
    server.server_close()
    actions.mail("father@home.example", "News", "…")
    for minutes in (1, 4, 16, 64):
        send_notices.run()
        assert state() is NoticeState.WAITING
        assert queries.due(moving_clock.at) == []
        moving_clock.move(minutes=minutes)
    send_notices.run()
    assert state() is NoticeState.FAILED
    assert "cannot be reached" in reason()


def test_a_refused_address_fails_at_once_in_the_servers_words(server):
    server.rcpt = "550 no such person"
    actions.mail("father@home.example", "News", "…")
    send_notices.run()
    assert state() is NoticeState.FAILED
    assert reason() == "The mail server said: 550 no such person"


def test_a_server_that_is_busy_is_tried_again(server, moving_clock):
    server.rcpt = "451 later"
    actions.mail("father@home.example", "News", "…")
    send_notices.run()
    assert state() is NoticeState.WAITING
    server.rcpt = "250 ok"
    moving_clock.move(minutes=1)
    send_notices.run()
    assert state() is NoticeState.SENT


def test_words_that_were_given_but_not_acknowledged_are_never_sent_twice(server, moving_clock):
    server.after_data = ""
    actions.mail("father@home.example", "News", "…")
    send_notices.run()
    assert (state(), reason()) == (NoticeState.FAILED, NOT_KNOWN)
    moving_clock.move(days=1)
    send_notices.run()
    assert len(server.taken) == 1


def test_a_process_that_died_while_sending_leaves_it_to_a_person(server, moving_clock):
    notice = actions.mail("father@home.example", "News", "…")
    actions.claim(notice.id)
    send_notices.run()
    assert state() is NoticeState.SENDING
    moving_clock.move(minutes=3)
    send_notices.run()
    assert (state(), reason()) == (NoticeState.FAILED, NOT_KNOWN)
    assert server.taken == []
    actions.try_again(notice.id)
    send_notices.run()
    assert state() is NoticeState.SENT


def test_a_claim_is_given_once(app):
    notice = actions.mail("father@home.example", "News", "…")
    assert actions.claim(notice.id)
    assert actions.claim(notice.id) is None


def test_an_address_that_is_none_fails_and_holds_nobody_up(app, data_dir):
    actions.mail("two\nlines", "News", "…")
    good = actions.mail("father@home.example", "News", "…")
    send_notices.run()
    assert queries.get_notice(good.id).state is NoticeState.SENT
    assert [notice.reason for notice in queries.list_failed()] == [
        "That is no address that mail can go to."
    ]


def test_a_password_is_not_sent_without_tls_to_another_machine(app):
    with pytest.raises(send_notices.NotSent):  # the test's network refuses; nothing was sent
        send_notices._by_smtp(send_notices.Letter("a@b", "x", None), "smtp://u:p@192.0.2.1:25")
