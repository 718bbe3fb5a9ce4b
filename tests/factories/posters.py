"""Sheets to draw posters of, and what was drawn, opened again."""

import io
from dataclasses import replace

from PIL import Image
from pypdf import PageObject, PdfReader

from campaigns.media.poster import PosterPhoto, PosterSheet, Scene
from campaigns.media.sheet import Row
from tests.factories import media

URL = "https://searchlight.northbank.example/a/mira-vance"
CHILD = media.jpeg(media.draw_child(450, 560))
MIRA = PosterSheet(
    headline="Mira",
    age="7",
    qr_url=URL,
    code="7KQ2-XM4D",
    agency="Northbank Police Service",
    phone="416-555-0143",
    email="tips@northbank.example",
    emergency="911",
    aliases=("Lena Dunmore",),
    companion="May be with a woman, 33",
    last_seen=("Saturday 12 July 2025, 14:10", "Parkdale, Toronto"),
    rows=(Row("height", "Height", "121 cm"), Row("hair", "Hair", "light brown")),
    facts=("West of England accent", "Red coat"),
    photos=(PosterPhoto(CHILD, 2023),),
    rehearsal=True,
)
LAKESHORE = PosterSheet(
    headline="Shooting on Lakeshore",
    qr_url=URL,
    code="7KQ2-XM4D",
    agency="Northbank Police Service",
    phone="416-555-0143",
    emergency="911",
    scene=Scene("Friday 9 January 2026, 19:40 to 20:20", "Lakeshore Boulevard at 6th Street"),
)
YOUSSEF = replace(
    MIRA,
    headline="يوسف عبد الرحمن",
    aliases=("يوسف الشامي",),
    companion="قد يكون برفقة امرأة، 33 عامًا",
    last_seen=("السبت 12 يوليو، الساعة 14:10", "باركديل، Toronto"),
    facts=("معطف أحمر",),
    language="ar",
)
SHEETS = {
    "one photo": MIRA,
    "for real": replace(MIRA, rehearsal=False),
    "three photos": replace(
        MIRA,
        photos=(
            PosterPhoto(CHILD, 2023),
            PosterPhoto(media.jpeg(media.draw_cctv(640, 360)), 2025, "CCTV still"),
            PosterPhoto(CHILD, 2025, age_progressed=True),
        ),
    ),
    "no photo": replace(MIRA, photos=()),
    "witness": LAKESHORE,
    "Arabic": YOUSSEF,
    "a long name": replace(MIRA, headline="Maximiliana Featherstonehaugh-Vandenberghe"),
    "little known": replace(MIRA, aliases=(), companion="", last_seen=(), facts=(), email=""),
}


def picture_of(content: bytes) -> Image.Image:
    """Return a drawn picture."""
    return Image.open(io.BytesIO(content)).convert("RGB")


def page_of(content: bytes) -> tuple[Image.Image, PageObject]:
    """Return the picture on a page to print, and the page."""
    page = PdfReader(io.BytesIO(content)).pages[0]
    return page.images[0].image.convert("RGB"), page
