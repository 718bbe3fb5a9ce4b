import io
import zipfile

import pytest

from app.web.zips import zipped
from campaigns.kernel import clock
from campaigns.media import storage

pytestmark = pytest.mark.usefixtures("app")


def test_an_archive_is_sent_in_parts_and_holds_every_file():
    kept = [storage.put_bytes(bytes([number]) * 700_000).key for number in range(3)]
    parts = list(zipped([(f"{n}.bin", key) for n, key in enumerate(kept)], clock.now()))
    assert len(parts) > 6
    assert max(map(len, parts)) < 400_000
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["0.bin", "1.bin", "2.bin"]
        assert archive.read("2.bin") == b"\x02" * 700_000
