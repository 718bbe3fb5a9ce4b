"""Patterns that name people who should not be named, or tell where someone at risk can be found."""

import re
from collections.abc import Iterator, Sequence

from campaigns.cases.arabic import ARABIC
from campaigns.cases.lexicon import fold
from campaigns.cases.said import Someone
from campaigns.cases.sorts import sorts
from campaigns.cases.telltale import NAME, Page, Span, sentence_around

CHILD_BELOW = 18
_FULL = rf"{NAME}(?:[ -]{NAME}){{0,2}}"
_KIN = (
    r"friend|best friend|mate|pal|classmate|schoolmate|schoolfriend|playmate|brother|sister|"
    r"sibling|twin|cousin|half-?brother|half-?sister|step-?brother|step-?sister|son|daughter|niece|nephew|"
    r"baby|toddler|girl|boy|child|ami|amie|camarade|copain|copine|frere|soeur|petit frere|"
    r"petite soeur|cousine|fils|fille|amigo|amiga|companero|companera|hermano|hermana|hermanito|"
    r"hermanita|primo|prima|hijo|hija"
)
_ADULT = (
    r"father|mother|dad|mum|mom|uncle|aunt|grandmother|grandfather|boyfriend|girlfriend|husband|wife|"
    r"ex|partner|neighbour|neighbor|teacher|roommate|flatmate|stepfather|stepmother|colleague|boss|"
    r"pere|mere|oncle|tante|mari|femme|voisin|voisine|padre|madre|tio|tia|marido|esposa|novio|novia|"
    r"vecino|vecina"
)
_YEARS_OLD_KIN = re.compile(
    rf"\b(?:(?:his|her|their|another|an?) )(?P<age>\d{{1,2}})[ -]?(?:years?|yrs?|months?)[ -]old "
    rf"(?:little |younger |baby |best |older |big |twin )?(?P<kin>{_KIN})\b",
    re.IGNORECASE,
)
_YOUNG_KIN = re.compile(
    r"(?:little|baby) |classmate|schoolmate|schoolfriend|playmate|twin|baby|toddler|petit|petite|"
    r"hermanit|camarade"
)
_AGE = r"(?:aged? |agee? de |de )?(?P<age>\d{1,2})\b(?! ?(?:pm|am|h\b|:|cm|km|m\b|st|nd|rd|th|/|%))"
_AGED = rf"(?: ?\(|,? ){_AGE}(?: ?(?:years? old|yrs?|ans|anos))?\)?"
_MAY_BE_OURS = frozenset({"girl", "boy", "child", "fille", "baby", "toddler"})
_KIN_NAMED = re.compile(
    rf"\b(?i:(?P<kin>(?:little |younger |baby |best |school |older |big |twin )?(?:{_KIN})s?)"
    rf"(?:,| named| called|,? who is called| appelee?| nommee?| llamad[oa])?) (?P<name>{_FULL})"
    rf"(?:{_AGED})?"
)
_KIN_AGED = re.compile(
    r"\b(?i:(?P<whose>his|her|their|another|other|an?|with|son|sa|su) "
    rf"(?:little |younger |baby |best |older |big )?(?P<kin>{_KIN}){_AGED})"
)
_AGED_KIN = re.compile(
    rf"\b(?P<name>{_FULL}){_AGED},? "
    rf"(?i:(?:his|her|their|a|an|son|sa|su|une?) (?:\w+ )?(?P<kin>{_KIN}))\b"
)
_AGED_IN_ARABIC = re.compile(rf"\b(?:{ARABIC.aged_kin})\b")
_OTHERS = re.compile(
    r"\b(?:another|other|two|three|four|several|some|a group of|group of|her|his|un autre|"
    r"une autre|d'autres|deux|otro|otra|otros|dos) (?:(?:young|small|little|school|jeunes?) )?"
    r"(?:child(?:ren)?|kids?|girls?|boys?|pupils?|classmates?|schoolmates?|siblings?|enfants?|"
    r"filles?|garcons?|camarades?|ninos?|ninas?)\b",
    re.IGNORECASE,
)
_CHILD_SHOWN = re.compile(
    r"\b(?:photo|picture|image|shown|pictured|foto|imagen|selfie|standing|playing|sitting|beside|"
    r"next to|hugging|left|right|middle)\b",
    re.IGNORECASE,
)
_IN_PICTURE = re.compile(r"picture|photo|description|alt|caption|film|video", re.IGNORECASE)
_ADULT_NAMED = re.compile(
    rf"\b(?i:(?P<kin>{_ADULT}|step-?(?:dad|mum|mom))(?:,| named| called| is)?) (?P<name>{_FULL})"
)
_ACCUSED = re.compile(
    rf"\b(?:(?i:suspects?(?: is| named| called|,)?|it was|done by|culprit(?: is)?|arrested|"
    rf"le suspect(?: est)?|c'etait|el sospechoso(?: es)?|fue) (?P<name>{NAME} (?:{NAME}|[A-Z]\b))|"
    rf"(?P<name2>{NAME} (?:{NAME}|[A-Z]\.)) (?i:did it|is the (?:killer|shooter|attacker|suspect)))"
)
_NO_NAMES = sorts()["no_names"]
_VICTIM = r"victim|casualty|deceased|complainant|survivor|eye-?witness|witness|occupant|patient"
_INJURED = (
    r"(?:injured|wounded|dead|murdered|stabbed) (?:man|woman|person|boy|girl|driver|party|teen)"
)
_IS = (
    r"(?: is| was|, identified as|,? named as| identified as|"
    r"(?: has been| was) (?:named|identified) as|'s name is| named| called|:)"
)
_VICTIM_NAMED = re.compile(
    rf"\b(?:(?i:(?:{_VICTIM}|{_INJURED}){_IS}) (?P<a>{_FULL})|"
    rf"(?i:(?:{_VICTIM}|{_INJURED}),?) (?P<b>{NAME} {NAME})|"
    rf"(?i:victime(?: est|, | se nomme| s'appelle| nommee?|:)|victima(?: es| se llama|,|:)|"
    rf"temoin(?: est| s'appelle|,)|testigo(?: es| se llama|,)) ?(?P<c>{_FULL})|"
    rf"(?P<d>{NAME} {NAME})(?:,? \(?\d{{1,2}}\)?,?)? (?i:(?:was|has been|is|were) "
    r"(?:the (?:victim|casualty|deceased|witness)|"
    r"shot|stabbed|injured|attacked|assaulted|killed|wounded|robbed|raped|beaten|run over))\b)"
    r"(?P<more>(?:,? \(?(?:aged )?\d{1,2}\)?)?(?:, of \d[^.!?\n]{0,40}?(?=[,.]))?)"
)
_STREET_NAME = re.compile(r"(?:Street|St|Road|Avenue|Park|Lane|Square|Drive|Station|City)$")

_SITE = (
    r"hospital|clinic|infirmary|icu|intensive care|shelter|refuge|safe house|hostel|hospice|"
    r"care home|group home|treatment cent(?:re|er)|hopital|clinique|foyer|albergue|clinica|"
    r"motel|hotel"
)
_IN_CARE = re.compile(
    rf"\b(?:(?i:is|are|lies|remains) (?:now )?in (?:St\.? )?{_FULL},? ?(?i:hospital|infirmary)|"
    rf"(?i:in hospital|in the hospital|hospitali[sz]ed|hospitalisee?|hospitalizad[oa]|"
    r"(?:is|was|being|are|now) (?:being )?(?:treated|cared for)|recovering|recuperating)"
    rf"[^.!?\n]{{0,24}}? (?i:at|in|a|en|au|chez) (?:(?i:the|le|la|el|l')[ ']?)?"
    rf"(?i:hopital |hospital |clinique |clinica )?(?:St\.? )?{_FULL}|"
    rf"(?i:taken|rushed|admitted|transferred|airlifted|transporte|trasladad[oa])[^.!?\n]{{0,16}}? "
    rf"(?i:to|at|a|al|en|vers) (?:(?i:the|l'|la|el)[ ']?)?"
    rf"(?:(?:{NAME} ){{1,4}}(?i:hospital|infirmary|clinic|general|medical)|St\.? {NAME}|"
    rf"(?i:hopital|hospital) {NAME}))"
)
_SHELTERED = re.compile(
    r"\b(?i:staying|stays|living|lives|sheltering|hiding|hidden|housed|placed|moved|kept|is safe|"
    r"(?:is|are)(?: now| currently|(?= at ))|hebergee?|loge(?:e|s)?|cachee?|alojad[oa]|"
    r"escondid[oa])"
    rf"[^.!?\n]{{0,20}}? (?i:at|in|to|a|au|dans|en) [^.!?\n]{{0,40}}?\b(?i:{_SITE})s?\b"
    rf"(?:[^.!?\n]{{0,20}}?(?i:on|in|at|near|de|sur|rue|en|a) {NAME}|)"
)


def other_children_in(page: Page, people: Sequence[Someone]) -> Iterator[Span]:
    """Yield where another child is named, given an age, or shown in a picture."""
    yield from _children_named_in(page, people)
    yield from _children_aged_in(page)
    pictured = bool(_IN_PICTURE.search(page.where))
    for found in _OTHERS.finditer(page.flat):
        start, end = sentence_around(page.flat, found.span())
        if pictured or _CHILD_SHOWN.search(page.flat, start, end):
            yield found.span()


def _children_named_in(page: Page, people: Sequence[Someone]) -> Iterator[Span]:
    """Yield where a child has a name: her friend Amy (8); Amy, 8, her friend."""
    for pattern in (_KIN_NAMED, _AGED_KIN):
        for found in pattern.finditer(page.flat):
            if _is_ours(found["name"], people) or _first(found["name"]) in _NO_NAMES:
                continue
            age = found["age"]
            young = int(age) < CHILD_BELOW if age else _YOUNG_KIN.match(found["kin"].lower())
            if young:
                yield found.span()


def _children_aged_in(page: Page) -> Iterator[Span]:
    """Yield where a child is said to be with someone, and how old it is."""
    for pattern in (_KIN_AGED, _YEARS_OLD_KIN, _AGED_IN_ARABIC):
        for found in pattern.finditer(page.flat):
            said = found.groupdict(default="")
            own = said.get("kin", "").lower() in _MAY_BE_OURS
            other = said.get("whose", "").lower() in {"another", "other", "with"}
            if int(found["age"]) < CHILD_BELOW and (other or not own):
                yield found.span()


def others_named_in(page: Page, people: Sequence[Someone]) -> Iterator[Span]:
    """Yield where someone else is named: a relative, a friend, or somebody who is accused."""
    for pattern in (_ADULT_NAMED, _KIN_NAMED, _ACCUSED):
        for found in pattern.finditer(page.flat):
            name = found.groupdict().get("name") or found.groupdict().get("name2") or ""
            age = found.groupdict().get("age")
            if age and int(age) < CHILD_BELOW:
                continue
            if not _is_ours(name, people) and _first(name) not in _NO_NAMES:
                yield found.span()


def victims_named_in(page: Page, people: Sequence[Someone]) -> Iterator[Span]:
    """Yield where a victim or a witness is named."""
    for found in _VICTIM_NAMED.finditer(page.flat):
        name = next(found[g] for g in "abcd" if found[g])
        if _first(name) in _NO_NAMES or _is_ours(name, people) or _STREET_NAME.search(name):
            continue
        yield found.span()


def refuges_in(page: Page) -> Iterator[Span]:
    """Yield where it is told in which hospital, shelter or house someone is now."""
    for pattern in (_IN_CARE, _SHELTERED):
        for found in pattern.finditer(page.flat):
            yield found.span()


_NAMES_LEAST = 3  # "de", "al" name nobody
_THINGS = (
    r"(?:safe|alive|well|unharmed|dead|deceased|ok|okay|sain et sauf|saine et sauve|sana y salva|"
    r"sano y salvo)"
)
_WHO = (
    r"she|he|they|girl|boy|child|woman|man|teen|teenager|person|both|pair|mother|elle|il|on l'a|"
    r"elles|la fillette|l'enfant|la nina|el nino|ella"
)
_FOUND = (
    r"(?:found|located|traced|rescued|recovered|tracked down|retrouve(?:e|s|es)?|localise(?:e|s)?|"
    r"encontrad[oa]s?|localizad[oa]s?)"
)
_AUX = (
    r"(?:was|were|is|are|has|have|had|been|now|later|today|just|safely|finally|also|a|ete|est|fue|"
    r"ha|sido|esta)"
)
_PREP = r"(?:at|in|on|near|inside|outside|by|a|au|aux|dans|chez|en|cerca de|pres de)"
_FROM_FOUND = (
    rf"(?:,? (?:and )?{_THINGS})*(?:,? (?:today|last night|yesterday|tonight|this \w+))?,? {_PREP} "
    r"(?!\w+ days?\b|time\b|last\b|contact\b|touch\b)\S"
)
_MOVED = re.compile(
    rf"\b(?i:fl(?:y|ies|ying|ew)|return(?:s|ed|ing)?|reunited|lives|living|staying|back home|home|"
    rf"moved|back|rentree?|revient|vit|vuelve|regresa|regreso|vive)\b[^.!?\n]{{0,16}}?"
    rf" (?i:to|in|at|from|near|a|au|en) {NAME}"
)


class Aftermath:
    """What must not be said of someone who was found: their name, and where they are."""

    def __init__(self, people: Sequence[Someone], *, closed: bool) -> None:
        self._closed = closed
        names = {name for one in people for name in _name_words(one)}
        each = "|".join(sorted((re.escape(name) for name in names), key=len, reverse=True))
        self._names = re.compile(rf"(?<![#\w])#?(?i:{each})(?!\w)") if names else None
        self.names = frozenset(names)
        who = f"{_WHO}|{each}" if names else _WHO
        self._found = re.compile(
            rf"(?:(?:^|[.!?:\n]\s*)(?:{_AUX} )*|"
            rf"\b(?:{who})\b(?:,? \(?\d{{1,2}}\)?,?)?(?: {_AUX})* )"
            rf"{_FOUND}{_FROM_FOUND}|"
            rf"\b(?:found|located|traced|rescued) (?:her|him|both|{who}){_FROM_FOUND}|"
            r"\b(?:safe and (?:well|sound)|alive and well|unharmed) (?:at|in|near) "
            r"(?!\w+ days?\b)\S|"
            rf"(?:{ARABIC.found_at})",
            re.IGNORECASE | re.MULTILINE,
        )

    def names_in(self, page: Page) -> Iterator[Span]:
        """Yield the names of whoever was found; the appeal's own hashtag may still be said."""
        if self._names:
            yield from (found.span() for found in self._names.finditer(page.flat))

    def places_in(self, page: Page) -> Iterator[Span]:
        """Yield where it is told where someone was found, or has gone since."""
        for found in self._found.finditer(page.flat):
            end = re.compile(r"[.!?\n]|$").search(page.flat, found.end())
            yield found.start(), end.start() if end else found.end()
        if self._closed:
            yield from (found.span() for found in _MOVED.finditer(page.flat))


def _name_words(one: Someone) -> set[str]:
    words = {word for name in one.names for word in fold(name).split()}
    return {word for word in words if len(word) >= _NAMES_LEAST}


def _is_ours(name: str, people: Sequence[Someone]) -> bool:
    """Say whether a name is of somebody of whom the public is told; one of their kin is not."""
    first = fold(name).split()[:1]
    return any(set(first) & _name_words(one) for one in people if one.told)


def _first(name: str) -> str:
    return re.split(r"[ -]", name, maxsplit=1)[0].lower()
