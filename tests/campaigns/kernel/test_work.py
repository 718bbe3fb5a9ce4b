"""Many things at once: each once, fairly, and nothing that went wrong is lost."""

import threading

import pytest

from campaigns.kernel import work
from campaigns.kernel.db import db


def drain(items, do, **more):
    given = {"workers": 4, "lane": lambda _: "one", "look_every_s": 0.05, **more}
    return work.drain(lambda: items, do, **given)


def test_each_thing_is_done_once_even_if_it_is_found_again_and_again(app):
    done = []
    assert drain(range(20), done.append) == 20
    assert sorted(done) == list(range(20))


def test_what_is_found_meanwhile_is_done_too(app):
    found, done = [1], []

    def do(item):
        done.append(item)
        if item < 5:
            found.append(item + 1)
            threading.Event().wait(0.1)

    drain(found, do)
    assert done == [1, 2, 3, 4, 5]


def test_no_lane_takes_every_hand(app):
    lock, now, most = threading.Lock(), {"a": 0, "b": 0}, {"a": 0, "b": 0}

    def do(item):
        with lock:
            now[item[0]] += 1
            most[item[0]] = max(most[item[0]], now[item[0]])
        threading.Event().wait(0.02)
        with lock:
            now[item[0]] -= 1

    items = [("a", n) for n in range(12)] + [("b", n) for n in range(12)]
    drain(items, do, workers=8, lane=lambda item: item[0], room=2)
    assert most == {"a": 2, "b": 2}


def test_what_goes_wrong_is_raised_after_everything_else_is_done(app):
    done = []

    def do(item):
        if item == 0:
            raise ValueError("broke")
        done.append(item)

    with pytest.raises(ValueError, match="broke"):
        drain(range(5), do, workers=1)
    assert done == [1, 2, 3, 4]


def test_each_thing_has_a_session_of_its_own(app):
    sessions = []
    drain(range(3), lambda _: sessions.append(db.session()), workers=1)
    assert len({id(each) for each in [*sessions, db.session()]}) == 4


def test_nothing_found_is_nothing_done(app):
    assert drain([], print) == 0
