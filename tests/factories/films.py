"""Films for tests: small ones of a live appeal, made by the real process."""

from dataclasses import replace
from fractions import Fraction
from time import monotonic, sleep

import av
from PIL import Image

from campaigns.appeals import films
from campaigns.appeals.films import FilmShape
from campaigns.cases import story_actions as story
from campaigns.cases.given import FactGiven, PersonGiven
from campaigns.cases.model import PersonRole, Visibility
from campaigns.jobs import make_films
from campaigns.kernel import clock, settings
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, db
from campaigns.media import actions as media_actions
from campaigns.media import files, film_queries
from campaigns.media.film import motion, sound
from campaigns.media.film.sound import SoundKind
from campaigns.media.model import Film, FilmState, MediaKind
from campaigns.media.sheet import PosterPhoto, PosterSheet
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.media import draw_child, jpeg, make_photo

LINES = 180


def small_films(lines: int = LINES, **more) -> None:
    """Let films be small from now on, so that they are quickly made."""
    settings.install(replace(settings.current(), film_lines=lines, **more))


def make_told_appeal(**given):
    """Make a live appeal for a child, with a photo and a fact."""
    case = make_case(**given)
    mira = PersonGiven(public_name="Mira", age_from=7, hair="light brown")
    story.add_person(case.id, PersonRole.MISSING, mira, actor=HOUSE)
    fact = FactGiven("She speaks English and a little Portuguese.", visibility=Visibility.PUBLIC)
    story.add_fact(case.id, fact, by=case.lead)
    make_photo(case, publish=True, alt="A girl who smiles")
    return make_appeal(case=case)


def ask(appeal, shape=FilmShape.WIDE, language="en", kind=SoundKind.SILENT, sound=None) -> Film:
    """Ask for a film."""
    return films.ask_for_film(appeal.case_id, shape, language, kind, sound, actor=HOUSE)


def work_until(wanted, seconds: float = 60) -> None:
    """Let the job tick until something is so."""
    end = monotonic() + seconds
    while not wanted():
        assert monotonic() < end, "the film did not get that far"
        make_films.run()
        sleep(0.05)


def make_film(appeal, **given) -> Film:
    """Ask for a film and wait until it is made, or was not."""
    film = ask(appeal, **given)
    work_until(lambda: read(film.id).state not in film_queries.UNDER_WAY)
    return read(film.id)


def drop_all() -> None:
    """Let go of whatever is being made."""
    for film_id in list(make_films._in_hand):
        make_films._put_down(film_id)


def make_small_film(appeal) -> Film:
    """Make a small film, and leave the size of films as it was."""
    as_it_was = settings.current()
    small_films()
    try:
        film = make_film(appeal)
        assert film.state is FilmState.READY, film.reason
        return film
    finally:
        settings.install(as_it_was)


def read(film_id: int) -> Film:
    """Return a film as the database has it now."""
    return film_queries.read_film(film_id)


def sheet(**given) -> PosterSheet:
    """Return a sheet with one photo."""
    photo = PosterPhoto(jpeg(draw_child(300, 375)), 2025)
    return PosterSheet(
        **{
            "headline": "Mira",
            "age": "7",
            "qr_url": "https://appeals.example/a/mira",
            "code": "ABCD-0001",
            "agency": "Northbank Police Service",
            "phone": "416-555-0143",
            "emergency": "911",
            "last_seen": ("Saturday 12 July 2025", "Parkdale, Toronto"),
            "facts": ("She speaks English and a little Portuguese.",),
            "photos": (photo,),
            **given,
        }
    )


def write_film(
    path,
    seconds=2.0,
    *,
    size=(320, 240),
    video="libx264",
    audio="aac",
    fps=10,
    told=None,
):
    """Write a film as a phone might: a square that wanders, a tone, and what it tells of itself."""
    with av.open(str(path), "w") as out:
        out.metadata.update(told or {})
        pictures = out.add_stream(video, rate=fps) if video else None
        if pictures:
            pictures.width, pictures.height = size
            pictures.pix_fmt = "yuv420p"
        heard = out.add_stream(audio, rate=48_000) if audio else None
        for at in range(round(seconds * fps) if pictures else 0):
            image = Image.new("RGB", size, "#204060")
            image.paste("#ffb81c", (at % 50, 20, at % 50 + 40, 60))
            frame = motion.frame_of(motion.planes_of(image))
            frame.pts, frame.time_base = at, 1 / Fraction(fps)
            out.mux(pictures.encode(frame))
        if pictures:
            out.mux(pictures.encode(None))
        for frame in sound.track([], seconds) if heard else ():
            out.mux(heard.encode(frame))
        if heard:
            out.mux(heard.encode(None))
    return path


def keep_film(case, path, *, captions=("en",), **kept) -> Film:
    """Keep a film of a second as it stands in a case when it has been made."""
    write_film(path, 1.0)
    made = files.prepare_film("mira.mp4", path, jpeg(draw_child(320, 240)))
    asset = media_actions.keep(case.id, MediaKind.FILM, made, actor=HOUSE, made_from=[])
    return _row(case, asset, dict.fromkeys(captions, _CUES), kept)


_CUES = [{"start_ms": 0, "end_ms": 900, "text": "Have you seen Mira?"}]


@atomic
def _row(case, asset, captions, kept) -> Film:
    film = Film(
        **{
            "case_id": case.id,
            "asset_id": asset.id,
            "shape": FilmShape.WIDE.value,
            "language": "en",
            "codec": "h264",
            "sound": SoundKind.SILENT.value,
            "facts": {},
            "facts_hash": "",
            "told": [],
            "captions": captions,
            "state": FilmState.READY,
            "length_ms": 1_000,
            "asked_at": clock.now(),
            **kept,
        }
    )
    asset.alt = "Police ask for help"
    db.session.add(film)
    db.session.flush()
    return film
