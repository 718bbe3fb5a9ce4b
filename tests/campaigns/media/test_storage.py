import errno
import os
import threading
import tracemalloc
from hashlib import sha256

import pytest

from campaigns.kernel.errors import Broken, Invalid, NotFound
from campaigns.media import storage
from campaigns.media.arriving import Incoming


def _left_over(data_dir) -> list:
    return list((data_dir / "media" / "arriving").iterdir())


def _path(data_dir, key):
    return data_dir / "media" / key[:2] / key


def _turn_a_byte(data_dir, key, at: int) -> None:
    path = _path(data_dir, key)
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def test_what_is_put_comes_back_byte_for_byte(app):
    stored = storage.put([b"one ", b"two"], 100)
    assert stored.sha256 == sha256(b"one two").hexdigest()
    assert stored.size_bytes == 7
    assert storage.read(stored.key) == b"one two"
    assert b"".join(storage.stream(stored.key)) == b"one two"
    assert storage.size(stored.key) == 7


def test_a_file_lies_in_a_folder_named_for_its_first_two_signs(app, data_dir):
    key = storage.put([b"x"], 10).key
    assert (data_dir / "media" / key[:2] / key).read_bytes() == b"x"


def test_an_empty_file_is_kept_too(app):
    assert storage.read(storage.put([], 10).key) == b""


def test_identical_bytes_share_one_file(app, data_dir):
    first, second = storage.put([b"same"], 10), storage.put([b"sa", b"me"], 10)
    assert first.key == second.key
    assert len([path for path in (data_dir / "media").rglob("*") if path.is_file()]) == 1


def test_many_at_once_put_the_same_bytes_and_all_are_right(app):
    content, keys = b"z" * 300_000, []
    threads = [
        threading.Thread(target=lambda: keys.append(storage.put([content], 10**6).key))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert storage.read(keys[0]) == content


def test_a_file_over_the_limit_is_refused_with_the_limit_in_words_and_leaves_nothing(app, data_dir):
    with pytest.raises(Invalid, match=r"larger than 2 MB, the limit"):
        storage.put([b"a" * 1_500_000] * 2, 2_000_000)
    assert _left_over(data_dir) == []
    assert not [path for path in (data_dir / "media").rglob("*") if path.is_file()]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_plainly_and_leaves_no_part_behind(app, data_dir, code):
    def chunks():
        yield b"the first part"
        raise OSError(code, "No space left on device")

    with pytest.raises(Invalid, match=r"The disk is full.*Nothing was lost"):
        storage.put(chunks(), 1000)
    assert _left_over(data_dir) == []


def test_a_browser_that_breaks_off_leaves_no_part_behind(app, data_dir):
    def chunks():
        yield b"half of"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        storage.put(chunks(), 1000)
    assert _left_over(data_dir) == []


def test_a_byte_that_turned_on_the_disk_is_noticed(app, data_dir):
    key = storage.put([b"q" * 700_000], 10**6).key
    path = _path(data_dir, key)
    path.chmod(0o600)
    path.write_bytes(b"q" * 699_999 + b"r")
    with pytest.raises(Broken):
        storage.read(key)


def test_a_damaged_file_never_arrives_whole_when_it_is_streamed(app, data_dir):
    key = storage.put([b"q" * 700_000], 10**6).key
    path = _path(data_dir, key)
    path.chmod(0o600)
    path.write_bytes(b"q" * 699_999 + b"r")
    got = []
    with pytest.raises(Broken):
        list(map(got.append, storage.stream(key)))
    assert 0 < sum(map(len, got)) < 700_000


def test_the_same_bytes_mend_a_copy_that_went_bad(app, data_dir):
    key = storage.put([b"sound"], 10).key
    path = _path(data_dir, key)
    path.chmod(0o600)
    path.write_bytes(b"soand")
    storage.put([b"sound"], 10)
    assert storage.read(key) == b"sound"


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "a" * 63, "A" * 64, "a/" + "b" * 62])
def test_only_a_hash_names_a_file(app, key):
    with pytest.raises(NotFound):
        storage.read(key)


def test_a_hash_that_was_never_kept_is_not_found(app):
    for ask in (storage.read, storage.stream, storage.size):
        with pytest.raises(NotFound):
            ask("0" * 64)


def test_the_times_of_files_and_folders_tell_only_the_hour(app, data_dir, moving_clock):
    moving_clock.move(minutes=37, seconds=11)
    key = storage.put([b"from someone who must not be found"], 100).key
    path = _path(data_dir, key)
    hour = moving_clock().replace(minute=0, second=0).timestamp()
    for each in (path, path.parent, data_dir / "media" / "arriving"):
        assert each.stat().st_mtime == hour, each


def test_memory_stays_flat_however_large_the_file(app):
    chunk = os.urandom(256 * 1024)
    tracemalloc.start()
    stored = storage.put((chunk for _ in range(200)), 10**9)
    for _ in storage.stream(stored.key):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert stored.size_bytes == 200 * len(chunk)
    assert peak < 3_000_000


MIB = 1024 * 1024


@pytest.fixture
def long_file(app):
    """A file of three and a half blocks."""
    content = os.urandom(3 * MIB + 500_000)
    return content, storage.put(
        [content[at : at + 100_001] for at in range(0, len(content), 100_001)], 10**8
    ).key


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (0, 1), (0, MIB), (MIB - 1, MIB + 1), (MIB, 2 * MIB), (5, 5), (MIB, MIB),
        (3 * MIB + 1, 3 * MIB + 500_000), (0, 3 * MIB + 500_000),
    ],
)  # fmt: skip
def test_a_part_of_a_long_file_is_just_that_part(long_file, start, end):
    content, key = long_file
    assert b"".join(storage.open_range(key, start, end)) == content[start:end]


def test_a_part_of_a_short_file_is_just_that_part(app):
    key = storage.put([b"0123456789"], 10).key
    assert b"".join(storage.open_range(key, 3, 7)) == b"3456"


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (4, 3), (0, 11)])
def test_a_part_that_a_file_does_not_have_is_refused(app, start, end):
    key = storage.put([b"0123456789"], 10).key
    with pytest.raises(Invalid):
        storage.open_range(key, start, end)


def test_a_damaged_block_is_never_given_and_the_others_are(long_file, data_dir):
    content, key = long_file
    _turn_a_byte(data_dir, key, MIB + 7)
    assert b"".join(storage.open_range(key, 2 * MIB, 3 * MIB)) == content[2 * MIB : 3 * MIB]
    with pytest.raises(Broken):
        list(storage.open_range(key, MIB + 8, MIB + 9))


@pytest.mark.parametrize("harm", ["missing", "damaged", "short"])
def test_hashes_of_blocks_that_went_bad_are_made_anew_from_the_whole_file(
    long_file, data_dir, harm
):
    content, key = long_file
    beside = _path(data_dir, key).with_name(key + storage.BLOCKS)
    whole = beside.read_bytes()
    beside.chmod(0o600)
    if harm == "missing":
        beside.unlink()
    else:
        beside.write_bytes(b"x" + whole[1:] if harm == "damaged" else whole[:-3])
    assert b"".join(storage.open_range(key, 9, 99)) == content[9:99]
    assert beside.read_bytes() == whole


def test_a_damaged_file_does_not_get_new_hashes_of_its_blocks(long_file, data_dir):
    _, key = long_file
    _path(data_dir, key).with_name(key + storage.BLOCKS).unlink()
    _turn_a_byte(data_dir, key, 5)
    with pytest.raises(Broken):
        list(storage.open_range(key, 2 * MIB, 2 * MIB + 1))


def test_a_file_is_at_hand_on_this_machine_checked(app, data_dir):
    key = storage.put([b"a film"], 10).key
    with storage.on_disk(key) as path:
        assert path.read_bytes() == b"a film"
    _turn_a_byte(data_dir, key, 2)
    with pytest.raises(Broken), storage.on_disk(key):
        pass


def test_what_came_by_a_form_is_not_copied_again(app, data_dir):
    incoming = Incoming(100)
    incoming.write(b"from a form")
    incoming.seek(0)
    inode = incoming.path.stat().st_ino
    with storage.arriving(incoming, 100) as arrived:
        key = storage.keep(arrived).key
    assert _path(data_dir, key).stat().st_ino == inode
    assert storage.read(key) == b"from a form"
    assert _left_over(data_dir) == []


def test_what_came_by_a_form_can_be_too_large_for_its_purpose(app, data_dir):
    incoming = Incoming(100)
    incoming.write(b"x" * 90)
    with pytest.raises(Invalid, match="larger than"), storage.arriving(incoming, 80):
        pass
    assert _left_over(data_dir) == []
