import io

import pytest

from campaigns.audit.model import AuditEntry
from campaigns.kernel.db import db
from campaigns.media import files, queries
from campaigns.media.model import MediaAsset, MediaKind
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.cases import make_case
from tests.factories.media import draw_child, jpeg, make_photo
from tests.factories.users import make_user

WORDS = {"alt": "A smiling girl", "year": "2023", "label": "school photo", "position": "1"}


@pytest.fixture
def case(app):
    return make_case()


@pytest.fixture
def staff(client, case):
    return sign_in(client, case.lead)


def _at(case, *parts) -> str:
    return "/".join(map(str, (f"/staff/cases/{case.id}/media", *parts)))


def _page(answer) -> str:
    return answer.get_data(as_text=True)


def test_an_empty_page_says_what_will_be_here(staff, case):
    page = _page(staff.get(_at(case)))
    assert "No photos yet." in page
    assert "No files from the public yet." in page


def test_several_photos_are_kept_at_once(staff, case):
    chosen = [
        (io.BytesIO(jpeg(draw_child(200, 250, coat=coat))), f"{coat[1:]}.jpg")
        for coat in ("#aa0000", "#00aa00")
    ]
    answer = post(staff, _at(case), photos=chosen)
    assert answer.status_code == 303
    assert len(queries.list_photos(case.id)) == 2
    page = _page(staff.get(_at(case)))
    assert "2 photos kept." in page
    assert case.lead.name in page
    assert "Not cleared for anything" in page


def test_good_photos_stay_when_another_one_is_refused(staff, case):
    chosen = [(io.BytesIO(jpeg()), "good.jpg"), (io.BytesIO(b""), "empty.jpg")]
    answer = post(staff, _at(case), photos=chosen)
    page = _page(answer)
    assert answer.status_code == 422
    assert "empty.jpg: it is empty (0 bytes)" in page
    assert "1 photo could be used" in page
    assert [photo.file_name for photo in queries.list_photos(case.id)] == ["good.jpg"]


def test_sending_no_photo_is_said_beside_the_field(staff, case):
    answer = post(staff, _at(case))
    assert answer.status_code == 422
    assert "Choose at least one photo." in _page(answer)


def test_a_form_without_a_token_keeps_nothing(staff, case):
    answer = staff.post(_at(case), data={"photos": (io.BytesIO(jpeg()), "a.jpg")})
    assert answer.status_code == 400
    assert queries.list_photos(case.id) == []


def test_a_photo_is_described_and_shown_to_the_public(staff, case):
    photo = make_photo(case)
    answer = post(staff, _at(case, photo.id), **WORDS, publish="y", age_progressed="y")
    assert answer.status_code == 303
    db.session.refresh(photo)
    assert (photo.year, photo.publish, photo.age_progressed) == (2023, True, True)
    page = _page(staff.get(_at(case)))
    assert "Appeal page" in page
    assert "Age-progressed" in page


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(staff, case):
    photo = make_photo(case)
    answer = post(staff, _at(case, photo.id), **{**WORDS, "alt": "", "label": "typed"}, publish="y")
    assert answer.status_code == 422
    assert "Describe the picture" in _page(answer)
    assert 'value="typed"' in _page(answer)
    answer = post(staff, _at(case, photo.id), **{**WORDS, "year": "\uff12\uff10\uff12\uff13"})
    assert "Enter a whole number" in _page(answer)


def test_a_photo_is_cropped_and_the_crop_undone(staff, case):
    photo = make_photo(case)
    before = dict(photo.derivatives)
    answer = post(
        staff, _at(case, photo.id, "crop"), left="0", top="0", width="50", height="50,5 %"
    )
    assert answer.status_code == 303
    db.session.refresh(photo)
    assert photo.crop == {"left": 0.0, "top": 0.0, "width": 0.5, "height": 0.505}
    assert photo.derivatives["web"] != before["web"]
    assert "Show the whole picture again" in _page(staff.get(_at(case, photo.id)))
    post(staff, _at(case, photo.id, "crop"), left="0", top="0", width="100", height="100")
    db.session.refresh(photo)
    assert photo.derivatives["web"] == before["web"]


@pytest.mark.parametrize(
    ("width", "words"), [("200", "Stay inside"), ("1", "Leave at least"), ("all", "Enter a number")]
)
def test_a_crop_that_cannot_be_is_said_and_nothing_changes(staff, case, width, words):
    photo = make_photo(case)
    answer = post(staff, _at(case, photo.id, "crop"), left="0", top="0", width=width, height="50")
    assert answer.status_code == 422
    assert words in _page(answer)
    assert f'value="{width}"' in _page(answer)
    db.session.refresh(photo)
    assert photo.crop is None


def test_a_photo_is_withdrawn_and_put_back(staff, case):
    photo = make_photo(case, publish=True)
    post(staff, _at(case, photo.id, "withdraw"))
    assert queries.list_photos(case.id) == []
    assert "Put back" in _page(staff.get(_at(case)))
    post(staff, _at(case, photo.id, "restore"))
    db.session.expire_all()
    assert [each.publish for each in queries.list_photos(case.id)] == [False]


def test_an_original_is_a_download_in_a_sandbox_and_is_written_down(staff, case):
    content = jpeg()
    photo = make_photo(case, content=content, name="ميرا.jpg")
    answer = staff.get(_at(case, photo.id, "original"))
    assert answer.data == content
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "%D9%85%D9%8A%D8%B1%D8%A7.jpg" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.content_type == "application/octet-stream"
    assert answer.content_length == len(content)
    assert db.session.query(AuditEntry).filter_by(verb="media.open").count() == 1


def test_a_derivative_is_shown_inline_and_a_photo_is_no_matter_for_the_audit(staff, case):
    photo = make_photo(case)
    answer = staff.get(_at(case, photo.id, "thumb"))
    assert answer.content_type == "image/jpeg"
    assert answer.headers["Content-Disposition"] == "inline"
    assert db.session.query(AuditEntry).filter_by(verb="media.open").count() == 0


def test_looks_at_evidence_are_written_down_and_kept_nowhere(staff, case):
    evidence = make_photo(case, kind=MediaKind.EVIDENCE)
    page = _page(staff.get(_at(case)))
    assert "Show" in page
    assert f"{evidence.id}/thumb" not in page  # nothing of it is on the page before the click
    answer = staff.get(_at(case, evidence.id, "web"))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert db.session.query(AuditEntry).filter_by(verb="media.open").count() == 1


@pytest.mark.parametrize("role", [Role.FAMILY_LIAISON, Role.PRESS_OFFICER, Role.AUDITOR])
def test_who_does_not_read_tips_sees_no_evidence(client, role):
    someone = make_user(role)
    case = make_case(members=(someone,))
    evidence = make_photo(case, kind=MediaKind.EVIDENCE, name="sent-by-someone.jpg")
    sign_in(client, someone)
    assert "sent-by-someone.jpg" not in _page(client.get(_at(case)))
    for name in ("web", "thumb", "original"):
        assert client.get(_at(case, evidence.id, name)).status_code == 403


def test_who_may_not_edit_sees_photos_but_no_way_to_change_them(client):
    triager = make_user(Role.TRIAGER)
    case = make_case(members=(triager,))
    photo = make_photo(case)
    sign_in(client, triager)
    page = _page(client.get(_at(case)))
    assert f"{photo.id}/thumb" in page
    assert "Upload" not in page
    assert post(client, _at(case, photo.id, "withdraw")).status_code == 403


def test_a_file_of_another_case_is_not_there(staff, case):
    other = make_photo(make_case())
    for name in ("web", "original"):
        assert staff.get(_at(case, other.id, name)).status_code == 404
    assert staff.get(_at(case, other.id)).status_code == 404
    assert post(staff, _at(case, other.id, "withdraw")).status_code == 404


def test_a_stranger_to_the_case_gets_nothing(client, case):
    sign_in(client, make_user())
    photo = make_photo(case)
    assert client.get(_at(case, photo.id, "web")).status_code == 404


def test_a_download_that_broke_off_goes_on_where_it_was(staff, case):
    content = bytes(range(256)) * 8_000  # longer than one block
    film = make_photo(case, kind=MediaKind.EVIDENCE, content=content, name="dash.bin")
    whole = staff.get(_at(case, film.id, "original"))
    assert (whole.data, whole.headers["Accept-Ranges"]) == (content, "bytes")
    rest = staff.get(
        _at(case, film.id, "original"),
        headers={"Range": "bytes=1500000-", "If-Range": whole.headers["ETag"]},
    )
    assert (rest.status_code, rest.data) == (206, content[1_500_000:])
    assert rest.headers["Content-Disposition"] == whole.headers["Content-Disposition"]
    assert (
        staff.get(_at(case, film.id, "original"), headers={"Range": "bytes=9999999-"}).status_code
        == 416
    )


def test_a_damaged_original_is_refused_before_anything_is_sent(staff, case, data_dir):
    photo = make_photo(case)
    path = data_dir / "media" / photo.storage_key[:2] / photo.storage_key
    path.chmod(0o600)
    path.write_bytes(b"x" * photo.size_bytes)
    assert staff.get(_at(case, photo.id, "original")).status_code == 500


def test_evidence_of_every_kind_can_be_downloaded(staff, case):
    text = make_photo(
        case, kind=MediaKind.EVIDENCE, content=b"<script>alert(1)</script>", name="x.html"
    )
    answer = staff.get(_at(case, text.id, "original"))
    assert answer.content_type == "application/octet-stream"
    assert staff.get(_at(case, text.id, "web")).status_code == 404
    assert db.session.get(MediaAsset, text.id).content_type == "text/html"
    assert files.bytes_of(text, "original") == b"<script>alert(1)</script>"
