import io
import tracemalloc
from dataclasses import replace

import pytest

from campaigns.kernel import settings
from campaigns.kernel.db import db
from campaigns.media.queries import list_photos
from campaigns.tips.model import Tip
from tests.browsing import csrf_token, post, sign_in
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.media import jpeg

EDGE = b"----edge"


class _Endless(io.RawIOBase):
    """A form with a file of many bytes, made as it is read; `breaks_off` ends it too early."""

    def __init__(self, size: int, *, breaks_off: bool = False, field="files", **words) -> None:
        head = b"".join(
            b"--" + EDGE + f'\r\nContent-Disposition: form-data; name="{name}"'.encode()
            + b"\r\n\r\n" + value.encode() + b"\r\n"
            for name, value in {"text": "Saw them.", **words}.items()
        )  # fmt: skip
        named = f'\r\nContent-Disposition: form-data; name="{field}"; filename="a.mp4"\r\n\r\n'
        head += b"--" + EDGE + named.encode()
        tail = b"" if breaks_off else b"\r\n--" + EDGE + b"--\r\n"
        self.length = len(head) + size + len(tail)
        self._parts = [head, size, tail]
        self._place = 0

    def seek(self, place: int, whence: int = 0) -> int:
        """Go to the end, or back to the start, as whoever asks for the length does."""
        self._place = self.length if whence == io.SEEK_END else place
        return self._place

    def tell(self) -> int:
        return self._place

    def readable(self) -> bool:
        return True

    def readinto(self, room) -> int:
        while self._parts:
            part = self._parts[0]
            if isinstance(part, int):
                given = b"v" * min(part, len(room))
                self._parts[0] = part - len(given)
            else:
                given, self._parts[0] = part[: len(room)], part[len(room) :]
            if not self._parts[0]:
                self._parts.pop(0)
            if given:
                room[: len(given)] = given
                return len(given)
        return 0


def _send(client, path, stream):
    kind = f"multipart/form-data; boundary={EDGE.decode()}"
    return client.post(path, input_stream=stream, content_type=kind)


def test_a_long_file_passes_through_without_filling_memory(client):
    appeal = make_appeal()
    client.get(f"/a/{appeal.slug}/tip")
    tracemalloc.start()
    answer = _send(client, f"/a/{appeal.slug}/tip", _Endless(60_000_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 200
    assert peak < 12_000_000


def test_a_form_that_breaks_off_leaves_no_half_file_and_no_tip(client, data_dir):
    appeal = make_appeal()
    answer = _send(client, f"/a/{appeal.slug}/tip", _Endless(3_000_000, breaks_off=True))
    assert answer.status_code == 422
    assert not list((data_dir / "media" / "arriving").iterdir())
    assert db.session.query(Tip).count() == 0


@pytest.fixture
def staff(client):
    case = make_case()
    sign_in(client, case.lead)
    return client, case


def test_a_photo_that_is_too_large_costs_only_itself(staff, data_dir):
    client, case = staff
    settings.install(replace(settings.current(), upload_max_bytes=100_000))
    chosen = [(io.BytesIO(b"x" * 300_000), "big.jpg"), (io.BytesIO(jpeg()), "small.jpg")]
    answer = post(client, f"/staff/cases/{case.id}/media", photos=chosen)
    assert answer.status_code == 422
    assert "larger than 100 kB" in answer.get_data(as_text=True)
    assert len(list_photos(case.id)) == 1
    assert not list((data_dir / "media" / "arriving").iterdir())


def test_each_page_takes_as_much_as_its_files_may_have(staff):
    client, case = staff
    settings.install(
        replace(settings.current(), upload_max_bytes=100_000, evidence_max_bytes=50_000_000)
    )
    token = csrf_token(client)
    path, media = f"/staff/cases/{case.id}", _Endless(4_000_000, field="photos", csrf_token=token)
    assert _send(client, f"{path}/media", media).status_code == 413
    said = {"csrf_token": token, "source": "phone", "priority": "medium"}
    taken = _send(client, f"{path}/tips/new", _Endless(4_000_000, **said))
    assert taken.status_code == 200
    assert "Not taken" not in taken.get_data(as_text=True)
