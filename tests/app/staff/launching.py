"""The launch form as a browser sends it: GET, type, POST."""

import io
import re

from PIL import Image
from werkzeug.datastructures import MultiDict

from tests.browsing import csrf_token


def mark_in(page: str) -> str:
    return re.search(r'name="mark"[^>]*value="(\w*)"', page)[1]


def fill(browser, case_id: int, do: str = "save", **typed):
    """Open the page and send the form with what was typed (dots in names are hyphens)."""
    page = browser.get(f"/staff/cases/{case_id}/launch").text
    fields = {name.replace("__", "-"): value for name, value in typed.items()}
    return send(browser, case_id, do, {"mark": mark_in(page), **fields})


def send(browser, case_id: int, do: str, fields: dict):
    data = MultiDict({"csrf_token": csrf_token(browser), "do": do})
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return browser.post(f"/staff/cases/{case_id}/launch", data=data)


STORY_A = {
    "person__public_name": "Mira",
    "person__name": "Mira Vance-Holloway",
    "person__aliases": "Lena Dunmore\nMagdalena Dunmore",
    "person__publish_aliases": "y",
    "person__birth_date": "2018-05-14",
    "person__sex": "female",
    "person__height_cm": "121",
    "person__hair": "light brown",
    "companions__0__public_name": "Tessa Vance",
    "companions__0__relation": "mother",
    "companions__0__age_from": "33",
    "last_seen__at": "2025-07-12T14:10",
    "last_seen__timezone": "America/Toronto",
    "last_seen__place": "Parkdale, Toronto",
    "last_seen__point": "43.6401, -79.439",
    "last_seen__confirmed": "y",
    "last_seen__source": "CCTV",
    "facts__0__text": "May use the name Lena",
    "facts__0__source": "family",
    "facts__0__visibility": "public",
    "holdbacks__0__detail": "small star-shaped scar behind left ear",
    "holdbacks__0__terms": "star-shaped scar\nscar behind left ear",
    "holdbacks__0__reason": "proof of identity",
    "consents__0__given_by": "father",
    "consents__0__scope": "photo, name, age",
    "hashtag": "FindMiraV",
    "headline": "Have you seen Mira, 7?",
    "ask": "Tell us what you know.",
    "contact_phone": "416-555-0143",
}


def picture(size=(400, 500)) -> io.BytesIO:
    kept = io.BytesIO()
    Image.new("RGB", size, "teal").save(kept, "JPEG")
    kept.seek(0)
    return kept
