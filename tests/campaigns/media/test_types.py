import pytest

from campaigns.media import types
from tests.factories import media


@pytest.mark.parametrize(
    ("head", "content_type"),
    [
        (b"", "application/x-empty"),
        (b"%PDF-1.7", "application/pdf"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "image/heic"),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1", "image/avif"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        (b"\x00\x00\x00\x14ftypqt  ", "video/quicktime"),
        (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"PK\x03\x04\x14\x00", "application/zip"),
        (b"MZ\x90\x00", "application/x-msdownload"),
        (b"<svg onload=alert(1)>", "image/svg+xml"),
        (b"<!doctype html><script>", "text/html"),
        ("Ich sah sie am Bahnhof, grün".encode(), "text/plain"),
        (b"\x00\x01\x02\x03", types.UNKNOWN),
        (b"\xc3\x28\xa0\xa1 not utf-8", types.UNKNOWN),
    ],
)
def test_a_type_is_told_from_the_first_bytes(head, content_type):
    assert types.of(head) == content_type


def test_a_text_cut_in_the_middle_of_a_letter_is_still_a_text():
    assert types.of("ü".encode() * 10 + "€".encode()[:2]) == "text/plain"


def test_pictures_are_told_apart():
    assert types.of(media.jpeg()) == "image/jpeg"
    assert types.of(media.png(media.draw_child(80, 100))) == "image/png"


def test_every_type_has_words_and_an_unknown_one_too():
    assert types.words("image/png") == "a PNG picture"
    assert types.words("application/never-heard-of") == "a file of a kind we do not know"
