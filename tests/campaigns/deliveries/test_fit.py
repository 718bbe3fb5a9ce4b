"""Counted as the platform counts, refused with the count, never cut."""

import pytest

from campaigns.deliveries.fit import Film, Part, Picture, problems
from campaigns.platforms.base import Limits

LIMITS = Limits(text_max=10, images_max=1, image_max_bytes=2_000_000, alt_max=5)
JPEG = Picture("image/jpeg", 1_000, "A cat")


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Part("x" * 10), []),
        (Part("x" * 11), ["11 of 10 for @mira: too long."]),
        (Part(""), ["Nothing to say to @mira."]),
        (Part("", (JPEG,)), []),
        (Part("x", (JPEG, JPEG)), ["2 of 1 pictures for @mira: too many."]),
        (
            Part("x", (Picture("image/jpeg", 1, "A small cat"),)),
            ["11 of 5 for @mira, description of picture 1."],
        ),
        (
            Part("x", (Picture("image/jpeg", 1, ""),)),
            ["No description of picture 1 for @mira: say what it shows."],
        ),
        (
            Part("x", (Picture("image/tiff", 1, "A"),)),
            ["@mira does not take image/tiff (picture 1)."],
        ),
        (
            Part("x", (Picture("image/jpeg", 2_500_000, "A"),)),
            ["2.5 MB of 2.0 MB for @mira: picture 1 is too large."],
        ),
    ],
)
def test_each_limit_names_its_count(part, words):
    assert problems([part], LIMITS, "@mira") == words


def test_a_thread_names_the_part_and_is_refused_where_there_are_none():
    assert problems([Part("x"), Part("x" * 11)], LIMITS, "@mira") == [
        "11 of 10 for @mira in part 2: too long."
    ]
    alone = Limits(text_max=10, thread=False)
    assert problems([Part("x"), Part("y")], alone, "@m") == [
        "@m cannot carry a thread: 2 parts, 1 possible."
    ]


def test_the_platform_s_own_way_of_counting_is_used():
    limits = Limits(text_max=3, count=lambda text: len(text.split()))
    assert problems([Part("three little words")], limits, "@m") == []


FILM = Film("video/mp4", 1_000_000, "Police", 42.0)
TAKES = Limits(
    text_max=10, video=True, video_max_bytes=2_000_000, video_s=(3, 60), title_max=5, alt_max=9
)


@pytest.mark.parametrize(
    ("film", "words"),
    [
        (FILM, []),
        (Film("video/mp4", 3_000_000, "A", 9), ["3.0 MB of 2.0 MB for @m: the film is too large."]),
        (
            Film("video/mp4", 1, "A", 61),
            ["61.0 s for @m: the film is too long, 3 to 60 s possible."],
        ),
        (
            Film("video/mp4", 1, "A", 1.5),
            ["1.5 s for @m: the film is too short, 3 to 60 s possible."],
        ),
        (Film("video/webm", 1, "A", 9), ["@m does not take video/webm (film)."]),
        (
            Film("video/mp4", 1, "", 9),
            ["No description of the film for @m: say what it shows."],
        ),
    ],
)
def test_a_film_is_measured_by_size_length_kind_and_description(film, words):
    assert problems([Part("x", films=(film,), title="Seen?")], TAKES, "@m") == words


def test_letters_that_a_platform_never_takes_are_named():
    bare = Limits(text_max=99, never="<>")
    assert problems([Part("a < b")], bare, "@m") == [
        "@m takes no < in words or titles: write it otherwise."
    ]
    assert problems([Part("a", title="<b>")], bare, "@m")
    assert problems([Part("a", title="b")], bare, "@m") == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("#Find #Mira", []),
        ("(#Find) #Mira#Toronto", ["3 of 2 hashtags for @m: too many."]),
        ("#Find #Mira at https://m.example/a#b, no.#3", []),
        ("@one @two", ["2 of 1 mentions for @m: too many."]),
        ("@one, or write to ana@example.net", []),
    ],
)
def test_hashtags_and_mentions_are_counted_where_a_platform_does(text, problem):
    limits = Limits(text_max=99, most={"hashtags": 2, "mentions": 1})
    assert problems([Part(text)], limits, "@m") == problem


def test_a_film_has_a_title_where_films_have_one():
    assert problems([Part("x", films=(FILM,))], TAKES, "@m") == ["@m needs a title for the film."]
    long = Part("x", films=(FILM,), title="Have you seen her?")
    assert problems([long], TAKES, "@m") == ["18 of 5 for @m, title of the film."]


def test_films_go_alone_and_only_where_they_are_taken():
    one, two = Part("x", (JPEG,), (FILM,), "A"), Part("x", films=(FILM, FILM), title="A")
    assert problems([one], TAKES, "@m") == ["@m does not take pictures and a film together."]
    assert problems([two], TAKES, "@m") == ["2 of 1 films for @m: too many."]
    assert problems([Part("x", films=(FILM,))], LIMITS, "@m") == [
        "@m does not take films: leave this account out, or link the film."
    ]


def test_what_a_post_must_carry_is_asked_of_its_first_part_and_not_of_an_answer():
    limits = Limits(text_max=10, needs="picture or film")
    words = ["@m shows no words alone: add a picture or film."]
    assert problems([Part("x")], limits, "@m") == words
    assert problems([Part("x", (JPEG,)), Part("y")], limits, "@m") == []
    assert problems([Part("x")], limits, "@m", answers=True) == []


def test_bytes_and_captions_have_limits_of_their_own():
    limits = Limits(text_max=10, text_max_bytes=12, caption_max=3)
    assert problems([Part("さくらです")], limits, "@m") == [
        "15 of 12 bytes for @m: too long in this script."
    ]
    assert problems([Part("four", (JPEG,))], limits, "@m") == [
        "4 of 3 for @m beside a picture or film: too long."
    ]


@pytest.mark.parametrize(("sides", "shape"), [((100, 200), "tall"), ((300, 100), "wide")])
def test_a_picture_of_the_wrong_shape_is_told_how_it_should_be(sides, shape):
    limits = Limits(text_max=10, image_ratio=(0.8, 1.91))
    [words] = problems([Part("x", (Picture("image/jpeg", 1, "A", *sides),))], limits, "@m")
    assert words.startswith(f"Picture 1 is too {shape} for @m: ")
    assert words.endswith("0.80 to 1.91 possible. Crop it, or leave it out there.")
    well = Picture("image/jpeg", 1, "A", 100, 100)
    assert problems([Part("x", (well,))], limits, "@m") == []
