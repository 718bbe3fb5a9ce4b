import pytest
from PIL import Image

from campaigns.kernel.errors import Invalid, NotFound
from campaigns.media import files, storage
from campaigns.media.images import WHOLE, Box
from campaigns.media.model import MediaKind
from tests.factories import media
from tests.factories.cases import make_case

LIMIT = 50_000_000


def _prepare(name: str, content: bytes, kind: MediaKind = MediaKind.PHOTO):
    return files.prepare(name, [content], LIMIT, kind)


def test_a_photo_is_kept_byte_for_byte_with_three_derivatives(app):
    content = media.jpeg(exif=media.exif_with_place())
    prepared = _prepare("mira.jpg", content)
    assert storage.read(prepared.stored.key) == content
    assert prepared.content_type == "image/jpeg"
    assert set(prepared.derivatives) == {"clean", "web", "thumb"}
    assert b"SecretCamera" not in storage.read(prepared.derivatives["clean"])


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.jpg", b"", "it is empty (0 bytes)"),
        ("notes.jpg", b"I saw her at the station", "it is a text, not a picture"),
        ("photo.jpg", b"%PDF-1.4 and so on", "it is a PDF document, not a picture"),
        ("photo.png", b"MZ\x90\x00", "it is a program for Windows, not a picture"),
        ("broken.jpg", b"\xff\xd8\xff\xe0 but nothing follows", "it is damaged"),
        ("pic.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "it is a HEIC picture"),
        ("logo.png", b'<?xml version="1.0"?><svg onload="x()"/>', "it is a drawing (SVG), not"),
        ("photo.jpg", b"<!DOCTYPE html><script>x()</script>", "it is a web page, not a picture"),
    ],
)
def test_what_is_no_photo_is_refused_beside_its_field_and_not_kept(
    app, data_dir, name, content, words
):
    with pytest.raises(Invalid) as refused:
        _prepare(name, content)
    assert refused.value.fields["photos"].startswith(f"{name}: ")
    assert words in refused.value.fields["photos"]
    assert not [path for path in (data_dir / "media").rglob("*") if path.is_file()]


def test_a_wrongly_named_picture_is_taken_for_what_it_is(app):
    assert _prepare("holiday.docx", media.png(media.draw_child(90, 90))).content_type == "image/png"


@pytest.mark.parametrize(
    "content",
    [b"", b"I saw her", b"\xff\xd8\xff\xe0 broken", b"MZ\x90\x00", b"\x00\x00\x00\x18ftypheic"],
)
def test_evidence_is_always_kept_as_it_is(app, content):
    prepared = _prepare("from a stranger.jpg", content, MediaKind.EVIDENCE)
    assert storage.read(prepared.stored.key) == content
    assert prepared.derivatives == {}


def test_evidence_that_is_a_broken_picture_says_why_there_is_none_of_it(app):
    prepared = _prepare("x.jpg", media.jpeg()[:500], MediaKind.EVIDENCE)
    assert prepared.trouble
    assert "damaged" in prepared.trouble


def test_evidence_that_is_a_bomb_is_kept_and_never_decoded(app, tmp_path):
    bomb = media.png(Image.new("1", (30_000, 30_000)))
    prepared = _prepare("x.png", bomb, MediaKind.EVIDENCE)
    assert prepared.derivatives == {}
    assert "900 megapixels" in (prepared.trouble or "")


def test_a_photo_over_the_limit_names_the_file_and_the_limit(app):
    with pytest.raises(Invalid) as refused:
        files.prepare("large.jpg", [b"a" * 2000], 1000, MediaKind.PHOTO)
    assert refused.value.fields["photos"] == (
        "large.jpg: This file is larger than 1 kB, the limit."
    )


def test_the_cleaned_picture_of_our_own_poster_is_the_poster(app):
    prepared = _prepare("poster.pdf", b"%PDF-1.7 ours", MediaKind.POSTER)
    assert prepared.derivatives == {"clean": prepared.stored.key}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\IMG_1.JPG", "IMG_1.JPG"),
        ("a\x00b\n.jpg", "ab .jpg"),
        ("", "unnamed"),
        ("..", "unnamed"),
        ("\u202egpj.exe", "gpj.exe"),
        ("ميرا.jpg", "ميرا.jpg"),
        ("n" * 400 + ".jpeg", "n" * 175 + ".jpeg"),
    ],
)
def test_names_are_cleaned_but_kept(given, kept):
    assert files.clean_name(given) == kept


def test_a_crop_is_made_from_the_original_and_can_be_undone(app):
    photo = media.make_photo(make_case())
    before = dict(photo.derivatives)
    cut = files.recut(photo, Box(0, 0, 0.5, 0.5))
    assert cut.derivatives["web"] != before["web"]
    assert files.recut(photo, WHOLE).derivatives == before


def test_only_pictures_can_be_cropped(app):
    asset = media.make_photo(
        make_case(), kind=MediaKind.EVIDENCE, content=b"a text", name="note.txt"
    )
    with pytest.raises(Invalid):
        files.recut(asset, WHOLE)


def test_parts_are_found_by_name(app):
    photo = media.make_photo(make_case())
    assert files.bytes_of(photo, "original") == storage.read(photo.storage_key)
    assert files.type_of(photo, "thumb") == "image/jpeg"
    assert files.bytes_of(photo, "whole") == files.bytes_of(photo, "web")
    assert files.path_to(photo, "web").startswith(f"/m/{photo.id}/web?v=")
    with pytest.raises(NotFound):
        files.bytes_of(photo, "poster")
