"""The road of pictures and posters: the words beside them, and the names of their files."""

from collections.abc import Iterator, Sequence

from campaigns.guard.leaving import Leaving, Road, Words, held
from campaigns.media import film_queries, poster_queries, queries
from campaigns.media.model import Film, FilmState, MediaAsset, MediaKind, Poster, PosterPhrase

SHOWN = frozenset(MediaKind) - {MediaKind.EVIDENCE}
WE_DREW = frozenset({MediaKind.POSTER, MediaKind.FILM})
OVER = frozenset({FilmState.FAILED, FilmState.CANCELLED})


def _assets(assets: Sequence[MediaAsset]) -> Iterator[Leaving]:
    for asset in assets:
        if not asset.publish or asset.withdrawn_at is not None or asset.kind not in SHOWN:
            continue
        # A poster's words were read where they were typed; what is drawn from them is ours.
        drawn = asset.kind in WE_DREW
        what = f"{asset.kind.label.lower()} {asset.id}"
        told = (
            Words("alt", f"description of {what}", asset.alt, ours=drawn),
            Words("label", f"label of {what}", asset.label or ""),
            Words("file_name", f"file name of {what}", asset.file_name or "", ours=True),
        )
        yield Leaving(asset.case_id, ("media_asset", asset.id), told)


def _posters(posters: Sequence[Poster]) -> Iterator[Leaving]:
    for poster in posters:
        told = (Words("facts", "poster", poster.text_equivalent, ours=True),)
        yield Leaving(poster.case_id, ("poster", poster.id), told)


def _newest_posters(case_id: int) -> list[Poster]:
    newest: dict[tuple[str, str], Poster] = {}
    for poster in queries.list_posters(case_id):
        newest.setdefault((poster.format, poster.language), poster)
    return list(newest.values())


def _phrases(phrases: Sequence[PosterPhrase]) -> Iterator[Leaving]:
    for phrase in phrases:
        told = (Words("words", f"words for posters ({phrase.language})", phrase.words),)
        yield Leaving(phrase.case_id, ("poster_phrase", phrase.id), told)


def _films(films: Sequence[Film]) -> Iterator[Leaving]:
    """Yield every word of films: what is seen, what is said, and the captions beside them."""
    for film in films:
        if film.state in OVER:
            continue
        said = (str(cue["text"]) for cues in film.captions.values() for cue in cues)
        told = (
            Words("facts", "film", "\n".join(film.told), ours=bool(film.facts)),
            Words("captions", "captions of the film", "\n".join(said), ours=bool(film.facts)),
        )
        yield Leaving(film.case_id, ("film", film.id), told)


ROADS = (
    Road(
        MediaAsset,
        "Pictures and files",
        columns=frozenset({"alt", "label", "file_name_sealed"}),
        opens=frozenset({"publish", "withdrawn_at"}),
        leaving=_assets,
        of_case=lambda case_id: queries.list_assets(case_id, SHOWN),
        reach=held,
    ),
    Road(
        Poster,
        "Posters",
        columns=frozenset({"facts", "text_equivalent"}),
        opens=frozenset(),
        leaving=_posters,
        of_case=_newest_posters,
        reach=held,
    ),
    Road(
        PosterPhrase,
        "Words for posters in other languages",
        columns=frozenset({"words_sealed"}),
        opens=frozenset(),
        leaving=_phrases,
        of_case=poster_queries.list_phrases,
        reach=held,
    ),
    Road(
        Film,
        "Films",
        columns=frozenset({"facts", "told", "captions"}),
        opens=frozenset(),
        leaving=_films,
        of_case=film_queries.list_films,
        reach=held,
    ),
)


def media_of(case_id: int) -> Iterator[Leaving]:
    """Yield all that the pictures of a case tell outside."""
    for road in ROADS:
        yield from road.leaving(list(road.of_case(case_id)))
