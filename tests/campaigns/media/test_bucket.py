"""The bucket, tried on a real S3 server (moto's) on this machine."""

import os
import threading
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from types import SimpleNamespace

import boto3
import pytest
from moto.server import ThreadedMotoServer

from campaigns.kernel import settings
from campaigns.kernel.errors import Broken, NotFound, Unreachable
from campaigns.kernel.settings import S3
from campaigns.media import bucket, storage
from tests.postgres import free_port

NAME = "searchlight-tests"
LONG = bucket.PART_BYTES + 3_000_000
FAR = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def server():
    running = ThreadedMotoServer(port=free_port())
    running.start()
    yield f"http://127.0.0.1:{running._port}"
    running.stop()


@pytest.fixture
def outside(server):
    """Someone else's client, to look into the bucket and to harm it."""
    client = boto3.client(
        "s3", endpoint_url=server, region_name="us-east-1",
        aws_access_key_id="key", aws_secret_access_key="secret",
    )  # fmt: skip
    client.create_bucket(Bucket=NAME)
    yield client
    for each in client.list_objects_v2(Bucket=NAME).get("Contents", []):
        client.delete_object(Bucket=NAME, Key=each["Key"])


@pytest.fixture
def s3(app, server, outside):
    given = S3(NAME, server, "us-east-1", "key", "secret")
    settings.install(replace(settings.current(), s3=given))
    return storage.shelf()


def _put_outside(outside, key, content):
    outside.put_object(Bucket=NAME, Key=key, Body=content)


def test_what_is_put_comes_back_and_nothing_stays_on_this_machine(s3, data_dir):
    key = storage.put([b"one ", b"two"], 100).key
    assert key == sha256(b"one two").hexdigest()
    assert storage.read(key) == b"one two"
    assert storage.size(key) == 7
    assert not [path for path in (data_dir / "media").rglob("*") if path.is_file()]


def test_an_empty_file_is_kept_too(s3):
    assert storage.read(storage.put([], 1).key) == b""


def test_a_long_file_goes_in_parts_and_any_part_of_it_can_be_read(s3, outside):
    content = os.urandom(LONG)
    key = storage.put([content], LONG).key
    assert storage.read(key) == content
    assert b"".join(storage.open_range(key, LONG - 5, LONG)) == content[-5:]
    assert b"".join(storage.open_range(key, 2**20 - 1, 2**20 + 1)) == content[2**20 - 1 : 2**20 + 1]
    assert outside.head_object(Bucket=NAME, Key=key)["ETag"].endswith('-2"')


def test_a_file_is_at_hand_for_a_while_and_gone_afterwards(s3):
    key = storage.put([b"a film"], 10).key
    with storage.on_disk(key) as path:
        assert path.read_bytes() == b"a film"
    assert not path.exists()


def test_a_byte_that_turned_over_there_is_noticed(s3, outside):
    key = storage.put([b"sound"], 10).key
    _put_outside(outside, key, b"soand")
    with pytest.raises(Broken):
        storage.read(key)
    with pytest.raises(Broken), storage.on_disk(key):
        pass


def test_the_same_bytes_mend_a_copy_that_went_bad(s3, outside):
    key = storage.put([b"sound"], 10).key
    _put_outside(outside, key, b"soand")
    storage.put([b"sound"], 10)
    assert storage.read(key) == b"sound"


def test_a_name_that_is_taken_is_not_written_again(s3, outside, tmp_path):
    key = storage.put([b"first"], 10).key
    path = tmp_path / "other"
    path.write_bytes(b"other")
    s3.put(path, key, instead=False)  # as if another process had been faster
    assert outside.get_object(Bucket=NAME, Key=key)["Body"].read() == b"first"


def test_many_at_once_put_the_same_bytes_and_all_are_right(s3, app):
    keys = []

    def put():
        with app.app_context():
            keys.append(storage.put([b"z" * 300_000], 10**6).key)

    threads = [threading.Thread(target=put) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 4
    assert len(set(keys)) == 1
    assert storage.read(keys[0]) == b"z" * 300_000


@pytest.mark.parametrize("ask", [storage.read, storage.stream, storage.size])
def test_what_was_never_kept_is_not_found(s3, ask):
    with pytest.raises(NotFound):
        ask("0" * 64)


def test_a_server_that_does_not_answer_is_said_plainly_and_leaves_nothing_here(app, data_dir):
    nowhere = S3(NAME, f"http://127.0.0.1:{free_port()}", "us-east-1", "key", "secret")
    settings.install(replace(settings.current(), s3=nowhere))
    with pytest.raises(Unreachable, match="did not answer"):
        storage.put([b"x"], 10)
    with pytest.raises(Unreachable):
        storage.read("0" * 64)
    assert not list((data_dir / "media" / "arriving").iterdir())


def test_a_bucket_that_is_not_there_is_no_missing_file(s3, server):
    other = S3("no-such-bucket", server, "us-east-1", "key", "secret")
    settings.install(replace(settings.current(), s3=other))
    with pytest.raises((Unreachable, NotFound)):
        storage.put([b"x"], 10)


def test_parts_of_an_upload_that_fails_are_cleared_away(s3, outside, tmp_path, monkeypatch):
    path = tmp_path / "long"
    path.write_bytes(os.urandom(LONG))
    monkeypatch.setattr(bucket, "PART_BYTES", 2**20)  # S3 refuses parts that small, at the end
    with pytest.raises(Unreachable):
        s3.put(path, "0" * 64, instead=False)
    assert "Uploads" not in outside.list_multipart_uploads(Bucket=NAME)


def test_what_a_process_that_was_killed_left_in_parts_is_cleared_away(s3, outside):
    outside.create_multipart_upload(Bucket=NAME, Key="1" * 64)
    assert s3.clear_broken_off(datetime(2000, 1, 1, tzinfo=UTC)) == 0
    assert s3.clear_broken_off(FAR) == 1
    assert "Uploads" not in outside.list_multipart_uploads(Bucket=NAME)


def test_what_was_put_or_renewed_lately_is_not_taken_away(s3):
    key = storage.put([b"kept"], 10).key
    put_at = next(s3.lying()).put_at
    assert s3.renew(key)
    assert not s3.remove(key, put_at - timedelta(seconds=1))
    assert s3.remove(key, FAR)
    assert not s3.remove(key, FAR)
    assert not s3.renew(key)
    assert list(s3.lying()) == []


def test_memory_stays_flat_however_large_the_file(s3, tmp_path):
    path = tmp_path / "long"
    with path.open("wb") as file:
        file.truncate(5 * bucket.PART_BYTES)

    # The server of these tests keeps what it gets in memory, so it is left out here.
    takes = SimpleNamespace(upload_part=lambda **given: {"ETag": "e"})
    sink = SimpleNamespace(_client=takes)
    tracemalloc.start()
    parts = bucket.Bucket._send_parts(sink, path, {})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(parts) == 5
    assert peak < 2.5 * bucket.PART_BYTES


def test_the_secret_is_in_no_repr():
    assert "s3cret" not in repr(S3("b", "", "", "k", "s3cret"))
