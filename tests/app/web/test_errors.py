"""What people and programs are told when something is refused or breaks."""

import json

import pytest
from flask import Blueprint, abort

from app.web import errors
from campaigns.kernel.errors import (
    Broken,
    Invalid,
    NotAllowed,
    NotFound,
    TooMany,
    Unreachable,
    WrongState,
)
from tests.conftest import SATURDAY

SECRET = "the man with the scar told me at the tram stop"
REFUSALS = {
    "found": NotFound("There is no such tip."),
    "allowed": NotAllowed("Your role does not allow this."),
    "often": TooMany("Try again at 14:20.", SATURDAY),
    "invalid": Invalid("Look again.", {"name": "Write a name."}),
    "state": WrongState("This was approved in the meantime."),
    "broken": Broken("The seal does not match."),
    "silent": Unreachable("Nobody answered."),
}


@pytest.fixture
def failing(app):
    bp = Blueprint("failing", __name__)

    @bp.route("/<surface>/x/<name>", methods=["GET", "POST"])
    def refuse(surface, name):
        raise REFUSALS[name]

    @bp.get("/<surface>/h/<int:status>")
    def http(surface, status):
        abort(status)

    @bp.route("/<surface>/boom", methods=["GET", "POST"])
    def boom(surface):
        try:
            int(SECRET)
        except ValueError as error:
            raise RuntimeError(f"cannot keep {SECRET}") from error

    app.register_blueprint(bp)
    app.extensions["csrf"].exempt(bp)
    return app.test_client()


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("found", 404),
        ("allowed", 403),
        ("often", 429),
        ("invalid", 422),
        ("state", 409),
        ("broken", 500),
        ("silent", 502),
    ],
)
def test_a_refusal_is_a_page_in_its_own_words(failing, name, status):
    answer = failing.get(f"/a/x/{name}")
    assert answer.status_code == status
    assert REFUSALS[name].message in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_refusal_of_a_form_lists_what_was_wrong_with_it(failing):
    assert "Write a name." in failing.get("/a/x/invalid").text


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 502, 503])
@pytest.mark.parametrize("surface", ["a", "staff", "family", "rehearsal"])
def test_what_flask_refuses_is_said_in_our_words_on_the_page_of_that_surface(
    failing, surface, status
):
    answer = failing.get(f"/{surface}/h/{status}")
    assert answer.status_code == status
    assert "<h1" in answer.text
    assert "werkzeug" not in answer.text.lower()
    assert ("staff.css" in answer.text) is (surface == "staff")
    home = {"a": "/", "staff": "/staff/", "family": "/family/", "rehearsal": "/rehearsal/"}
    assert f'href="{home[surface]}"' in answer.text


def test_a_file_that_is_too_large_is_told_how_large_it_may_be(failing):
    assert "200 MB" in failing.get("/a/h/413").text


def test_a_program_gets_problem_json(failing):
    answer = failing.get("/api/x/invalid")
    assert answer.content_type == "application/problem+json"
    assert answer.json["errors"] == {"name": "Write a name."}
    assert answer.json["status"] == 422
    assert failing.get("/api/h/413").json["type"] == "urn:searchlight:request_entity_too_large"
    broken = failing.get("/api/boom")
    assert broken.status_code == 500
    assert SECRET not in broken.text


def test_a_page_that_fails_shows_no_detail_and_its_log_line_quotes_nobody(failing, capsys):
    answer = failing.post("/a/boom", data={"text": SECRET})
    assert answer.status_code == 500
    assert SECRET not in answer.text
    assert "RuntimeError" not in answer.text
    written = capsys.readouterr()
    assert SECRET not in written.out + written.err
    line = json.loads(written.out.strip().splitlines()[-1])
    assert [each["type"] for each in line["chain"]] == [
        "builtins.RuntimeError",
        "builtins.ValueError",
    ]
    assert "test_errors.py" in line["chain"][0]["at"][-1]
    assert line["rule"] == "/<surface>/boom"
    assert set(line) <= {"event", "level", "rule", "method", "chain"}


def test_under_test_and_debug_a_failure_is_not_hidden(app, failing):
    app.testing = True
    with pytest.raises(RuntimeError):
        failing.post("/a/boom")


def test_every_kind_of_refusal_has_a_status_and_words():
    for kind, status in errors.STATUS.items():
        assert status in errors.PLAIN, kind
