import shutil

import pytest

from app.factory import create_app
from campaigns.jobs import actions as jobs
from campaigns.kernel.db import Model, db
from config import load_config
from tests.conftest import test_env as env
from tests.factories.appeals import make_appeal


@pytest.fixture
def counted(data_dir, database_url, moving_clock):
    app = create_app(
        load_config(env(data_dir, DATABASE_URL=database_url, METRICS_TOKEN="open sesame"))
    )
    with app.app_context():
        yield app.test_client()
        db.session.remove()
        db.engine.dispose()


def test_the_process_says_that_it_is_up(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.data) == (200, b"ok\n")
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_house_is_ready_once_a_scheduler_holds_the_timetable(client, moving_clock):
    assert client.get("/readyz").status_code == 503
    jobs.take_lease("here", 10)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (
        200,
        {"database": True, "storage": True, "scheduler": True, "room": "enough"},
    )
    moving_clock.move(seconds=11)
    assert client.get("/readyz").json["scheduler"] is False


def test_a_database_without_tables_is_not_ready(client):
    Model.metadata.drop_all(db.engine)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["database"] is False
    Model.metadata.create_all(db.engine)  # whoever comes next finds the tables there


def test_a_folder_that_is_gone_is_not_ready(client, data_dir):
    client.get("/readyz")
    shutil.rmtree(data_dir)
    assert client.get("/readyz").json["storage"] is False


def test_privacy_is_told_in_plain_words_without_a_cookie(client):
    answer = client.get("/privacy")
    assert b"You do not have to tell us who you are" in answer.data
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("header", [None, "Bearer ", "Bearer wrong", "open sesam\u00e9"])
def test_without_the_token_there_are_no_counts(counted, header):
    headers = {"Authorization": header} if header else {}
    assert counted.get("/metrics", headers=headers).status_code == 404


def test_without_a_token_in_the_settings_nobody_gets_counts(client):
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_the_token_opens_counts_and_nothing_but_counts(counted):
    make_appeal(headline="Have you seen Mira, 7?")
    jobs.note_run("collect_tips", "It broke.")
    answer = counted.get("/metrics", headers={"Authorization": "Bearer open sesame"})
    words = answer.get_data(as_text=True)
    assert 'searchlight_appeal{state="live"} 1.0' in words
    assert 'searchlight_job_failing{job="collect_tips"} 1.0' in words
    assert 'searchlight_works{part="database"} 1.0' in words
    assert "Mira" not in words
    assert "It broke" not in words
