"""Letters as an enemy or a broken program may write them: always kept, read as far as can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.platforms.clients.email.hearing import read


def letter(body: bytes, kind: str = "text/plain", **heads: str) -> bytes:
    named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in heads.items())
    return f"From: a@example.net\r\n{named}Content-Type: {kind}\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        ("J’ai vu la fillette".encode("cp1252"), "text/plain; charset=windows-1252", "J’ai vu"),
        ("Tenho câmara".encode("latin-1"), "text/plain; charset=utf-8", "mara"),
        (
            "Привет, я видел её вчера вечером на мосту".encode("koi8-r"),
            "text/plain; charset=x-none",
            "",
        ),
        (b"<p>I saw <b>her</b><script>alert(1)</script></p>", "text/html", "I saw her"),
        (b"=49 saw her", "text/plain\r\nContent-Transfer-Encoding: quoted-printable", "I saw her"),
        (b"SSBzYXcgaGVy!!!", "text/plain\r\nContent-Transfer-Encoding: base64", "I saw her"),
        (b"hello", "text/plain; charset=utf-8; charset=utf-16", "hello"),
    ],
)
def test_words_are_read_in_any_encoding(body, kind, words):
    item = read(letter(body, kind))
    assert words in item.text
    assert item.text
    assert item.raw == letter(body, kind)


def mixed(*parts: bytes) -> bytes:
    body = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    return letter(body, "multipart/mixed; boundary=edge")


def test_every_file_is_kept_also_a_letter_in_a_letter_and_a_hostile_name():
    item = read(
        mixed(
            b"Content-Type: text/plain\r\n\r\nsee the film",
            b'Content-Type: video/mp4; name="../../etc/passwd"\r\n'
            b"Content-Transfer-Encoding: base64\r\n\r\nZmlsbQ==",
            b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nwords inside",
            b"Content-Type: image/jpeg\r\n\r\n\xff\xd8",
        )
    )
    assert item.text == "see the film"
    assert item.media[0].content == b"film"
    assert b"words inside" in item.media[1].content
    assert len(item.media) == 3


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe not a letter at all",
        b"Date: Sat, 99 Foo 2026\r\nFrom: =?utf-8?b?////?=\r\n\r\nwords",
        b"Content-Type: multipart/mixed; boundary=none\r\n\r\nno part",
        b"Content-Type: multipart/mixed\r\n\r\nno edge",
        b"Subject: a\r\n b\r\nSubject: two\r\n\r\nwords",
        b'From: a@b\r\nContent-Type: text/plain; charset="\r\n\r\nwords',
        b"Content-Type: message/rfc822\r\n\r\n",
    ],
)
def test_a_broken_letter_is_kept_as_it_came(raw):
    item = read(raw)
    assert item.raw == raw
    assert item.ref
    assert item.at.tzinfo is not None


def test_a_letter_of_ten_thousand_parts_is_bounded_and_says_so():
    item = read(mixed(*[b"Content-Type: image/png\r\n\r\nx"] * 1_000))
    assert len(item.media) < 300
    assert "parts" in item.media[-1].trouble


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(raw):
    assert read(raw).raw == raw
