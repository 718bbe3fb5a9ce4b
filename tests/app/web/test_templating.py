"""How moments read, what the macros draw, and what the layouts leave alone."""

from datetime import timedelta

import pytest
from flask import get_template_attribute, render_template_string
from wtforms import (
    BooleanField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.web.forms import OpenForm, refuse
from app.web.templating import ago, at, full
from campaigns.deliveries.model import DeliveryState
from campaigns.kernel.errors import Invalid
from tests.conftest import SATURDAY

TORONTO = "America/Toronto"


class Sample(OpenForm):
    name = StringField("Name", [InputRequired("Write a name.")])
    story = TextAreaField("Story", [Optional()])
    kind = SelectField("Kind", choices=[SelectChoice("a", "One"), SelectChoice("b", "Two")])
    sure = RadioField("Sure", choices=[SelectChoice("y", "Yes"), SelectChoice("n", "No")])
    height = IntegerField("Height", [Optional()])
    password = PasswordField("Password")
    agreed = BooleanField("Agreed")


@pytest.fixture
def asked(app):
    with app.test_request_context(
        method="POST",
        data={"name": "", "story": "\nfirst line\n<b>&", "sure": "n", "password": "secret"},
    ):
        yield


def macro(template, name):
    return get_template_attribute(f"components/{template}.html", name)


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0, "today 08:00"),
        (-24, "yesterday 08:00"),
        (24, "tomorrow 08:00"),
        (-72, "Wed 13 May 08:00"),
        (-24 * 365, "Fri 16 May 2025 08:00"),
    ],
)
def test_a_moment_reads_as_people_say_it(app, hours, words):
    assert at(SATURDAY + timedelta(hours=hours), TORONTO) == words


def test_a_moment_that_is_not_known_is_a_dash(app):
    assert at(None, TORONTO) == "—"
    assert full(None, TORONTO) == ""
    assert ago(None) == "—"


def test_how_long_ago_is_one_number_and_one_unit(app, moving_clock):
    for span, words in (({}, "now"), ({"minutes": 2}, "2 min"), ({"hours": 3}, "3 h")):
        assert ago(SATURDAY - timedelta(**span)) == words
    assert ago(SATURDAY - timedelta(days=4)) == "4 d"
    assert ago(SATURDAY + timedelta(hours=1)) == "now"


def test_a_time_carries_its_whole_date_and_zone_for_those_who_ask(asked):
    drawn = macro("time", "time")(SATURDAY, TORONTO)
    assert 'title="Saturday 16 May 2026, 08:00:00 EDT (America/Toronto)"' in drawn
    assert ">today 08:00</time>" in drawn


@pytest.mark.parametrize("state", list(DeliveryState))
def test_a_state_is_a_shape_and_a_word(asked, state):
    drawn = macro("state", "state_tag")(state)
    assert state.label in drawn
    assert f"#state-{state.tone}" in drawn


def test_a_field_keeps_what_was_typed_and_carries_its_error(asked):
    form = Sample()
    form.validate()
    refuse(form, Invalid("No.", {"kind": "Choose one.", "elsewhere": "And this."}))
    drawn = macro("form", "field")(form.name, hint="As the public is told.")
    assert 'aria-describedby="name-hint name-error"' in drawn
    assert "Write a name." in drawn
    summary = macro("form", "error_summary")(form)
    assert '<a href="#name">Write a name.</a>' in summary
    assert '<a href="#kind">' in summary
    assert "And this." in summary
    assert "first line\n&lt;b&gt;&amp;</textarea>" in macro("form", "textarea")(form.story)
    assert "checked" in macro("form", "radios")(form.sure)


def test_a_textarea_keeps_a_first_line_that_is_empty(asked):
    drawn = macro("form", "textarea")(Sample(data={"story": ""}).story)
    assert ">\n</textarea>" in drawn or ">\nfirst" in drawn


def test_a_password_is_never_sent_back(asked):
    assert "secret" not in macro("form", "field")(Sample().password)


def test_a_number_is_typed_as_text_with_a_number_pad(asked):
    drawn = macro("form", "field")(Sample().height, suffix="cm")
    assert 'type="text" inputmode="decimal"' in drawn
    assert "Height (optional)" in drawn


def test_the_first_choice_carries_the_id_that_the_summary_links_to(asked):
    drawn = macro("form", "radios")(Sample().sure)
    assert 'id="sure" name="sure" type="radio" value="y"' in drawn
    assert 'id="sure-1"' in drawn


def test_a_summary_shows_a_dash_for_what_is_not_known_and_zero_as_zero(asked):
    drawn = macro("summary", "rows")([("Tips", 0), ("Seen", None), ("Name", "M", ("/x", "Change"))])
    assert ">0</dd>" in drawn
    assert ">—</dd>" in drawn
    assert 'href="/x">Change<span class="govuk-visually-hidden"> Name</span>' in drawn


@pytest.mark.parametrize("layout", ["public", "rehearsal"])
def test_a_layout_for_everyone_reads_no_session_and_sets_no_cookie(app, layout):
    words = f'{{% extends "layouts/{layout}.html" %}}{{% block main %}}words{{% endblock %}}'
    app.add_url_rule("/look", "look", lambda: render_template_string(words))
    answer = app.test_client().get("/look", headers={"Cookie": "session=anything"})
    assert "words" in answer.text
    assert "<script" not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_an_exercise_says_so_and_a_real_appeal_does_not(app):
    page = '{% extends "layouts/public.html" %}'
    with app.test_request_context():
        assert "Exercise" in render_template_string(page, rehearsal=True)
        assert "Exercise" not in render_template_string(page, rehearsal=False)


def test_a_page_in_arabic_reads_from_the_right(app):
    with app.test_request_context():
        page = render_template_string('{% extends "layouts/public.html" %}', lang="ar")
        assert '<html lang="ar" dir="rtl"' in page


def test_a_static_file_carries_its_version_in_its_address(app):
    with app.test_request_context():
        page = render_template_string("{{ url_for('static', filename='css/public.css') }}")
        assert page.startswith("/static/css/public.css?v=")
        missing = render_template_string("{{ url_for('static', filename='css/none.css') }}")
        assert missing == "/static/css/none.css"
