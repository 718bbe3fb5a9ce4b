"""Coordinates as people give them: typed, pasted, or from a link to a map."""

import re

from campaigns.kernel.errors import Invalid

NUMBER = r"([+-]?\d{1,3}(?:\.\d+)?)"
FORMS = (
    re.compile(rf"{NUMBER}\s*[,;\s]\s*{NUMBER}"),
    re.compile(rf"geo:{NUMBER},{NUMBER}.*"),
    re.compile(rf".*[?&]mlat={NUMBER}&mlon={NUMBER}.*"),
    re.compile(rf".*#map=[\d.]+/{NUMBER}/{NUMBER}.*"),
    re.compile(rf".*/@{NUMBER},{NUMBER}.*"),
    re.compile(rf".*[?&](?:q|ll|query)={NUMBER}(?:,|%2C){NUMBER}.*"),
)
LAT_MAX, LON_MAX = 90, 180


def parse_point(typed: str, field: str = "point") -> tuple[float, float] | None:
    """Return (latitude, longitude) from "43.64, -79.43", a geo: address or a map link.

    Nothing typed is None; what cannot be read is Invalid on `field`.
    """
    typed = typed.strip().replace("\N{MINUS SIGN}", "-")
    if not typed:
        return None
    found = next((match for form in FORMS if (match := form.fullmatch(typed))), None)
    if found is None:
        raise Invalid(
            "These coordinates cannot be read.",
            {field: "Type latitude and longitude as 43.6401, -79.4390, or paste a link to a map."},
        )
    lat, lon = float(found[1]), float(found[2])
    if abs(lat) > LAT_MAX or abs(lon) > LON_MAX:
        raise Invalid(
            "There is no such place on Earth.",
            {field: "Latitude goes from -90 to 90 and longitude from -180 to 180."},
        )
    return lat, lon


def show_point(lat: float | None, lon: float | None) -> str:
    """Return coordinates as they would be typed, with nothing lost on the way back."""
    return "" if lat is None or lon is None else f"{lat!r}, {lon!r}"
