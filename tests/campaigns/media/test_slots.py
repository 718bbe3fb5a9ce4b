from dataclasses import replace

from campaigns.media.sheet import PosterPhoto, PosterSheet, Row, Scene, in_words
from campaigns.media.slots import SLOTS, all_texts, words_of

SHEET = PosterSheet(
    headline="Mira",
    age="7",
    qr_url="https://x.example/a/mira",
    code="7KQ2-XM4D",
    agency="Northbank Police",
    phone="416",
    emergency="911",
    aliases=("Lena",),
    companion="May be with Tessa",
    last_seen=("Saturday", "Parkdale"),
    rows=(Row("hair", "Hair", "brown"),),
    facts=("Red coat",),
    photos=(PosterPhoto(b"", 2023, "CCTV still"),),
    email="t@x.example",
    hashtag="FindMira",
)


def test_every_word_of_a_poster_can_be_read_in_one_place():
    said = {text.words for text in all_texts(SHEET)}
    for words in (
        "Mira,\u00a07",
        "Red coat",
        "Hair: brown",
        "CCTV still, 2023",
        "#FindMira",
        "416",
    ):
        assert words in said
    scene = replace(SHEET, scene=Scene("tonight", "Lakeshore"))
    assert {"tonight", "Lakeshore"} <= {text.words for text in all_texts(scene)}


def test_what_somebody_typed_is_in_the_poster_in_words_too():
    words = in_words(SHEET)
    for text in all_texts(SHEET):
        if text.field in {"facts", "aliases", "companion", "phone", "email", "hashtag", "photos"}:
            assert text.words in words


def test_a_slot_without_words_is_empty():
    bare = PosterSheet(headline="", qr_url="", code="", agency="", phone="", emergency="")
    for slot in ("title", "facts", "phone", "hashtag", "emergency", "last_seen_label", "when"):
        assert words_of(bare, slot) == []
    assert all(callable(make) for make in SLOTS.values())
