"""Patterns of what tells too much by its form: numbers, addresses, dates, documents.

Each finder takes a `Page` (a text made even: look-alike digits and letters plain, accents off) and
yields (start, end) in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from campaigns.cases.arabic import ARABIC
from campaigns.cases.counting import NUMBERS
from campaigns.cases.folding import plain

Span = tuple[int, int]
NAME = r"(?:(?:Mc|Mac|O'|D'|St\.? )?[A-Z][a-z]+(?:['-][A-Z]?[a-z]+)*)"

_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Page:
    """A text made even, with where each of its letters stood in the text as it was written."""

    flat: str
    places: list[int] | None
    where: str

    @classmethod
    def of(cls, text: str, where: str = "") -> "Page":
        """Return the text made even."""
        if text.isascii():
            return cls(text, None, where)
        flat: list[str] = []
        places: list[int] = []
        for at, letter in enumerate(text):
            even = letter if letter.isascii() else plain(letter).replace("’", "'")
            flat.append(even)
            places += [at] * len(even)
        return cls("".join(flat), [*places, len(text)], where)

    def spot(self, span: Span) -> Span:
        """Return where a span stood in the text as it was written."""
        if self.places is None:
            return span
        start, end = span
        return self.places[start], self.places[end - 1] + 1 if end > start else self.places[end]


def sentence_around(text: str, span: Span) -> Span:
    """Return the sentence around a span of a text."""
    start = 0
    for found in _SENTENCE_END.finditer(text, 0, span[0]):
        start = found.end()
    after = _SENTENCE_END.search(text, span[1])
    return start, after.end() if after else len(text)


_DAYS_IN_A_MONTH, _TEN = 31, 10
_MONTHS = {
    1: "january jan janvier enero janeiro januar",
    2: "february feb fevrier febrero fevereiro februar",
    3: "march mar mars marzo marco marz", 4: "april apr avril abril", 5: "may mai mayo maio",
    6: "june jun juin junio junho juni", 7: "july jul juillet julio julho juli",
    8: "august aug aout agosto", 9: "september sept sep septembre septiembre setembro",
    10: "october oct octobre octubre outubro oktober",
    11: "november nov novembre noviembre novembro",
    12: "december dec decembre diciembre dezembro dezember",
}  # fmt: skip
_MONTH_OF = {word: month for month, words in _MONTHS.items() for word in words.split()}
_MONTH_OF |= {word: month for month, word in enumerate(ARABIC.months, start=1)}
_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_DAY_OF = {word: day for word, day in NUMBERS.items() if 1 <= day <= _DAYS_IN_A_MONTH} | {
    f"{ten}-{word}": tens + unit
    for ten, tens in (("twenty", 20), ("thirty", 30))
    for word, unit in NUMBERS.items()
    if unit < _TEN and word.endswith(("st", "nd", "rd", "th"))
}
_DAY = "|".join([r"\d{1,2}", *sorted(_DAY_OF, key=len, reverse=True)])
_DATE = re.compile(
    rf"\b(?P<d>{_DAY})(?:st|nd|rd|th|er|\.)?[\s-]*(?:of |de |du )?(?P<m>{_MONTH})"
    rf"\.?,?[\s-]*(?:of |de |del )?(?P<y>(?:19|20)\d\d|'?\d\d\b)|"
    rf"\b(?P<m2>{_MONTH})\.?\s*(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s*(?P<y2>(?:19|20)\d\d)|"
    r"\b(?P<a>\d{1,4})(?P<sep>[./-])\s?(?P<b>\d{1,2})(?P=sep)\s?(?P<c>\d{2,4})\b",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"\b(?:born|birth|birth ?date|birthday|d\.?o\.?b\.?|nee?|naissance|nacid[oa]|nacio|nacimiento|"
    r"nascid[oa]|nascimento|geboren|geb)\b|\(b\.|\bb\.|"
    rf"\b(?:{ARABIC.born})\b",
    re.IGNORECASE,
)
_BORN_REACH = 28
_CENTURY = 100


def birth_dates_in(page: Page, known: frozenset[date]) -> Iterator[Span]:
    """Yield full dates that are said to be of birth, or are the birth date of someone known."""
    for found in _DATE.finditer(page.flat):
        days = _days(found)
        if not days:
            continue
        before = page.flat[max(0, found.start() - _BORN_REACH) : found.start()]
        if days & known or _BORN.search(before):
            yield found.span()


_DAY_MOST = 31


def _days(found: re.Match[str]) -> frozenset[date]:
    """Return the days that a written date can mean."""
    if found["sep"]:
        one, two, three = int(found["a"]), int(found["b"]), int(found["c"])
        tries = [(one, two, three)] if one > _DAY_MOST else [(three, two, one), (three, one, two)]
    else:
        month = _MONTH_OF[(found["m"] or found["m2"]).lower()]
        year = int((found["y"] or found["y2"]).lstrip("'"))
        day = (found["d"] or found["d2"]).lower()
        tries = [(year, month, _DAY_OF.get(day) or int(day))]
    days = set()
    for year, month, day in tries:
        for full in (year,) if year >= _CENTURY else (1900 + year, 2000 + year):
            try:
                days.add(date(full, month, day))
            except ValueError:
                continue  # no such day: the other reading may be one
    return frozenset(days)


_STREETS = (
    "street|st|road|rd|avenue|ave|terrace|lane|ln|drive|dr|close|crescent|cres|court|ct|place|pl|"
    "way|gardens|grove|hill|row|mews|square|sq|walk|boulevard|blvd|parade|rise|view|green|highway|"
    "hwy|circle|trail|quay"
)
_ADDRESS = re.compile(
    rf"\b\d{{1,5}}[a-z]?(?:[-/]\d+)?,? (?:[a-z][\w'.-]{{1,20}} ){{1,3}}(?:{_STREETS})\b|"
    r"\b\d{1,5}(?: ?(?:bis|ter))?,? (?:rue|avenue|av|boulevard|bd|chemin|allee|impasse|place|quai|"
    r"route|cours) (?:(?:de la|de l'|des|du|de|d'|l'|la|le|les) ?)?[a-z][\w'-]+|"
    r"\b(?:calle|c/|avenida|avda|paseo|plaza|carrer|camino|rua) (?:(?:de|del|la|las|los|el) )*"
    r"[a-z]\w+(?: [a-z]\w+){0,2},? (?:n\.? ?[o0]?\.? ?|numero )?\d{1,4}\b|"
    r"\b[a-z]{3,20}(?:strasse|str\.|weg|platz|gasse) \d{1,4}\b|"
    rf"\b(?:{ARABIC.address})\b",
    re.IGNORECASE,
)
_LIVES = re.compile(
    r"(?:\b(?:liv(?:e|es|ed|ing)|resid(?:es|ent|ing)|home|address(?: is)?|house|flat|apartment|apt|"
    r"unit|domicilie\w*|habit\w+|demeurant|adresse|vit|vive|reside|domicilio|direccion|wohnhaft|"
    r"lodg\w+|staying|moved|door|neighbours?)\b[^.!?\n]{0,24}|"
    rf"\b(?:{ARABIC.lives})\b[^.!?\n]{{0,24}}|"
    r"(?<!front )(?<!corner )(?<!area )(?<!outside )(?<!vicinity )(?<!block )(?<!inside )"
    r"(?<!north )(?<!south )(?<!east )(?<!west )(?<!side )(?<!end )(?<!back )(?<!rear )"
    r"(?<!intersection )\bof )$",
    re.IGNORECASE,
)
_FLAT = re.compile(
    r"\b(?:flat|apt\.?|apartment|suite|unit|appartement|piso) ?#?\d+\w?,? $", re.IGNORECASE
)
_POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d)\b", re.IGNORECASE
)
_LIVES_REACH = 36


def home_addresses_in(page: Page) -> Iterator[Span]:
    """Yield addresses at which someone is said to live."""
    for found in (*_ADDRESS.finditer(page.flat), *_POSTCODE.finditer(page.flat)):
        before = page.flat[max(0, found.start() - _LIVES_REACH) : found.start()]
        if _LIVES.search(before) or _FLAT.search(before):
            yield found.span()


_DOCUMENTS = re.compile(
    r"\b(?:passport|passeport|pasaporte|reisepass|driver'?s? licen[cs]e|driving licen[cs]e|"
    r"licen[cs]e|permis de conduire|permis|sin|social insurance|nas|national insurance|nino?|"
    r"ni number|ssn|social security|securite sociale|nss|health card|ohip|nhs|carte (?:vitale|"
    r"d'identite)|id card|identity card|dni|nie|student (?:number|card|id)|account|iban|visa|"
    rf"sort code|(?:credit|debit|bank) card|card number|{ARABIC.documents})\b"
    r"(?: (?:number|no|n°|num|numero|card|is|est|le|es|:))*[.:#\s]*"
    r"(?P<number>[a-z]{0,4}[ -]?\d[\d -]{4,18}\d ?[a-z]{0,2}|[a-z]{1,2}\d{6,8}|"
    r"\d{2}[a-z]{2}\d{5})\b",
    re.IGNORECASE,
)
_NUMBERS = (
    re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])"),  # United States
    re.compile(
        r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b",
        re.IGNORECASE,
    ),  # United Kingdom
    # France
    re.compile(r"\b[12] ?\d\d ?(?:0[1-9]|1[0-2]) ?(?:\d\d|2[AB]) ?\d{3} ?\d{3}(?: ?\d\d)?\b"),
)  # fmt: skip
_SIN = re.compile(r"(?<![\d-])\d{3}([ -]?)\d{3}\1\d{3}(?![\d-])")
_DNI = re.compile(r"\b([XYZ]?)-?(\d{7,8})-?([A-HJ-NP-TV-Z])\b", re.IGNORECASE)
_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


def document_numbers_in(page: Page) -> Iterator[Span]:
    """Yield numbers of documents: named ones, and those that are right by their own check digit."""
    for found in _DOCUMENTS.finditer(page.flat):
        yield found.span()
    for pattern in _NUMBERS:
        for found in pattern.finditer(page.flat):
            yield found.span()
    for found in _SIN.finditer(page.flat):
        if _passes_luhn(found[0]):
            yield found.span()
    for found in _DNI.finditer(page.flat):
        number = int({"": "", "X": "0", "Y": "1", "Z": "2"}[found[1].upper()] + found[2])
        if _DNI_LETTERS[number % 23] == found[3].upper():
            yield found.span()


def _passes_luhn(text: str) -> bool:
    digits = [int(c) for c in text if c.isdigit()]
    doubled = [d if at % 2 == 0 else sum(divmod(2 * d, 10)) for at, d in enumerate(digits[::-1])]
    return sum(doubled) % 10 == 0
