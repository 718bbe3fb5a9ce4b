import errno

import pytest

from campaigns.kernel.errors import Invalid
from campaigns.media.arriving import BLOCK_BYTES, Incoming


def test_a_file_that_is_too_large_stops_growing_and_goes_on_counting(app):
    incoming = Incoming(10)
    for _ in range(5):
        assert incoming.write(b"four") == 4
    assert incoming.size_bytes == 20
    assert incoming.path.stat().st_size == 0
    for ask in (incoming.read, incoming.finish):
        with pytest.raises(Invalid, match="larger than"):
            ask()
    incoming.close()
    assert not incoming.path.exists()


class _Full:
    """A disk that is full: what a file does then."""

    closed = False

    def __init__(self, real):
        self._real = real

    def write(self, chunk):
        raise OSError(errno.ENOSPC, "No space left on device")

    def __getattr__(self, name):
        return getattr(self._real, name)


def test_a_full_disk_stops_the_file_and_not_the_form(app):
    incoming = Incoming(100)
    incoming._file = _Full(incoming._file)
    assert incoming.write(b"some") == 4
    assert incoming.write(b"more") == 4
    with pytest.raises(Invalid, match="The disk is full"):
        incoming.finish()
    incoming.close()


def test_any_other_trouble_of_the_disk_is_not_called_full(app):
    incoming = Incoming(100)
    incoming._file = _Full(incoming._file)
    incoming._file.write = lambda _: (_ for _ in ()).throw(OSError(errno.EIO, "I/O error"))
    with pytest.raises(OSError, match="I/O"):
        incoming.write(b"some")
    incoming.close()


def test_closing_twice_does_no_harm_and_leaves_nothing(app):
    incoming = Incoming(10)
    incoming.write(b"x")
    incoming.close()
    incoming.close()
    assert not incoming.path.exists()


@pytest.mark.parametrize(("size", "blocks"), [(10, 0), (BLOCK_BYTES, 0), (BLOCK_BYTES + 1, 2)])
def test_only_a_long_file_has_hashes_of_its_blocks(app, size, blocks):
    incoming = Incoming(10**7)
    incoming.write(b"b" * size)
    assert len(incoming.finish().blocks) == 32 * blocks
    incoming.close()
