"""The words of the demonstration. All people, numbers and accounts are fictional (555-01xx).

A child taken abroad by a parent, last confirmed in a drop-in centre in Toronto. Moments are
counted in hours from the opening of the case, so that the story is always a few days old.
"""

from dataclasses import dataclass, replace

from campaigns.cases.given import PersonGiven
from campaigns.publicity.rules import Said as Answered
from campaigns.tips.model import Priority, TipSource, TipState
from campaigns.users.model import Role

OPENED_HOURS_AGO = 54
REFERENCE = "MP-2025-0417"
ZONE = "America/Toronto"

# username, name, role
STAFF: tuple[tuple[str, str, Role], ...] = (
    ("okafor", "Const. Ada Okafor", Role.INVESTIGATOR),
    ("lindqvist", "Sgt. Per Lindqvist", Role.SUPERVISOR),
    ("duarte", "Insp. Rui Duarte", Role.SUPERVISOR),
    ("reyes", "Marta Reyes", Role.PRESS_OFFICER),
    ("novak", "Jan Novak", Role.TRIAGER),
    ("marsh", "DC Ellen Marsh", Role.FAMILY_LIAISON),
    ("auditor", "Ines Audet", Role.AUDITOR),
    ("admin", "Kim Admin", Role.ADMINISTRATOR),
)

PHONE = "416-555-0143"
HARM_CHECK = {
    "fleeing": Answered("no"),
    "order": Answered("allows", "Joint custody, order 23/0441 (fictional), seen by the lead"),
    "exploitation": Answered("no"),
    "own_choice": Answered("child"),
    "parent": Answered("yes", "The father, by phone"),
    "wanted": Answered("no"),
    "sensitive": Answered("no"),
    "others": Answered("no"),
}
PARTNERS = ("West Severn Constabulary (fictional)", "Centre for Child Recovery (fictional)")
MIRA = PersonGiven(
    name="Mira Vance-Holloway",
    public_name="Mira",
    aliases=("Lena Dunmore", "Magdalena Dunmore"),
    sex="female",
    height_cm=121,
    hair="light brown",
    eyes="hazel",
    languages_spoken="English",
)
COMPANION = PersonGiven(
    name="Tessa Vance",
    aliases=("Nora Dunmore",),
    age_from=33,
    age_to=33,
    relation="mother",
    publish=False,
)

HEADLINE = "Have you seen Mira, 7?"
ASK = (
    "Mira may be using the name Lena. She is with a woman of 33 who may call herself Nora. "
    "If you have seen them, tell us where and when, even if you are not sure."
)
PUBLIC_FACTS = (
    ("About 121 cm tall, light brown hair, hazel eyes", "Father, 19 July"),
    ("Speaks English with a West of England accent", "Father, 19 July"),
    ("May answer to the name Lena", "Drop-in centre, 20 July"),
)
FAMILY_FACT = ("A drop-in centre has her on camera, well and holding a book", "CCTV, Parkdale")
HOLDBACKS = (
    (
        "Small star-shaped scar behind her left ear",
        ("star-shaped scar", "scar behind left ear", "cicatrice en étoile"),
        "Proof of identity",
    ),
    (
        "Carries a one-eared grey knitted rabbit called Pemberton",
        ("Pemberton", "one-eared rabbit", "knitted rabbit"),
        "Tells a real contact from a false one",
    ),
)


@dataclass(frozen=True, slots=True)
class Words:
    """One update: hours after opening, and what it says."""

    hours: float
    text: str
    picture: bool = False

    def in_words(self, hashtag: str) -> "Words":
        """Return it with the appeal's hashtag in its place."""
        return replace(self, text=self.text.format(hashtag=f"#{hashtag}"))


UPDATES = (
    Words(
        0.5,
        "Have you seen Mira, 7? She may be using the name Lena and is with a woman, 33. Last "
        "confirmed in Parkdale, Toronto. Please share. Tips: 416-555-0143 or anonymously via the "
        "link. {hashtag}",
        picture=True,
    ),
    Words(
        24,
        "Still looking for Mira, 7, who may be called Lena. Do you work at a drop-in, a library or "
        "a hostel? Have a look at her photo. {hashtag}",
    ),
)
WAITING = Words(
    72,
    "Three days on: still looking for Mira. Have you seen her? Please share. {hashtag}",
)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that the public said: hours after opening, by whom, what."""

    hours: float
    author: str
    text: str


ANSWERS = (
    Said(1, "Rosa T.", "Shared in our neighbourhood group. Hope she is safe."),
    Said(2, "queen_w_news", "RT: someone at a Queen W drop-in saw her!! share share"),
    Said(3, "Sam", "Is she still thought to be in Toronto? Where do I send a photo?"),
    Said(26, "grumble99", "Useless cops. You only appeal when it is a rich neighbourhood."),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One tip: hours after opening, how it came, the words, and what was made of it."""

    hours: float
    source: TipSource
    text: str
    where: str = ""
    when: str = ""
    anonymous: bool = True
    sender: str | None = None
    priority: Priority | None = None
    state: TipState | None = None


TIPS = (
    Told(
        4,
        TipSource.WEB,
        "I work the desk at a drop-in on Queen West. A woman who signs in as Nora Dunmore comes "
        "with a girl she calls Lena, about 7, English accent. Last time was Saturday around 6 pm.",
        where="Drop-in centre, Queen Street West",
        when="Saturday, about 18:00",
        anonymous=False,
        sender="Intake worker",
        priority=Priority.HIGH,
        state=TipState.OPEN,
    ),
    Told(
        6,
        TipSource.PHONE,
        "Saturday evening at the Queen Street drop-in, lady called Nora with a little girl Lena, "
        "British. My colleague may have called already.",
        where="Drop-in centre, Queen Street West",
        when="Saturday evening",
        priority=Priority.HIGH,
    ),
    Told(
        9,
        TipSource.WEB,
        "Saw the girl in Stanley Park Vancouver about 12:40 local, I am certain.",
        where="Stanley Park, Vancouver",
        when="12:40 local time",
        priority=Priority.LOW,
    ),
    Told(
        27,
        TipSource.WEB,
        "my spirit guide sees water and the number 7",
        state=TipState.NO_ACTION,
        priority=Priority.LOW,
    ),
    Told(
        30,
        TipSource.WEB,
        "J’ai vu une femme anglaise avec une fillette d’environ huit ans à la bibliothèque, elle "
        "l’appelait Léna.",
        where="Bibliothèque, Montréal",
        when="hier, vers 15 h",
    ),
    Told(
        49,
        TipSource.PHONE,
        "This is probably nothing. On the metro a woman with a girl of about eight was holding her "
        "very tight and kept looking round, frightened. They spoke English. I have not seen any "
        "poster, I just felt something was wrong.",
        where="Orange line, Berri-UQAM",
        when="today 17:20",
        anonymous=False,
        sender="Commuter",
    ),
)
FAMILY_MESSAGE = "Thank you for calling tonight. Is there anything new from the drop-in?"
LIAISON_MESSAGE = "We are reading everything that comes in. I will call you tomorrow at ten."
