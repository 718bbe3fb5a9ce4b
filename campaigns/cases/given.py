"""What a form or a program gives of a case's parts, before it is checked and kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from campaigns.cases.model import Person, Visibility
from campaigns.kernel.text import clean


@dataclass(frozen=True, slots=True)
class PersonGiven:
    """Someone the case is about. Only ages are ever published, never the date of birth."""

    name: str = ""
    public_name: str = ""
    aliases: tuple[str, ...] = ()
    publish_aliases: bool = False
    birth_date: date | None = None
    age_from: int | None = None
    age_to: int | None = None
    sex: str = ""
    height_cm: int | None = None
    build: str = ""
    hair: str = ""
    eyes: str = ""
    languages_spoken: str = ""
    clothing: str = ""
    relation: str = ""
    publish: bool = True

    @property
    def empty(self) -> bool:
        """Say whether nothing at all was given."""
        return self == PersonGiven(publish=self.publish, publish_aliases=self.publish_aliases)

    def columns(self) -> Mapping[str, Any]:
        """Return what a Person keeps, by attribute."""
        words = ("sex", "build", "hair", "eyes", "languages_spoken", "clothing", "relation")
        return {
            "name": clean(self.name) or None,
            "public_name": clean(self.public_name) or None,
            "aliases": lines(*self.aliases),
            "publish_aliases": self.publish_aliases,
            "birth_date_text": self.birth_date.isoformat() if self.birth_date else None,
            "age_from": self.age_from,
            "age_to": self.age_to,
            "height_cm": self.height_cm,
            "publish": self.publish,
            **{word: clean(getattr(self, word)) or None for word in words},
        }

    @classmethod
    def of(cls, person: Person) -> "PersonGiven":
        """Return what is kept of a person."""
        return cls(
            name=person.name or "",
            public_name=person.public_name or "",
            aliases=tuple(person.aliases),
            publish_aliases=person.publish_aliases,
            birth_date=person.birth_date,
            age_from=person.age_from,
            age_to=person.age_to,
            sex=person.sex or "",
            height_cm=person.height_cm,
            build=person.build or "",
            hair=person.hair or "",
            eyes=person.eyes or "",
            languages_spoken=person.languages_spoken or "",
            clothing=person.clothing or "",
            relation=person.relation or "",
            publish=person.publish,
        )


@dataclass(frozen=True, slots=True)
class SeenGiven:
    """Where and when: `at` as a wall clock in `timezone` shows it; `point` is (lat, lon)."""

    at: datetime
    timezone: str
    place: str = ""
    point: tuple[float, float] | None = None
    confirmed: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class IncidentGiven:
    """What witnesses may have seen, from and until as a wall clock in the case's zone shows it."""

    what: str
    from_at: datetime
    until_at: datetime
    place: str = ""
    point: tuple[float, float] | None = None
    radius_m: int | None = None


@dataclass(frozen=True, slots=True)
class FactGiven:
    """One statement, its source, and who may see it."""

    text: str
    source: str = ""
    visibility: Visibility = Visibility.STAFF


@dataclass(frozen=True, slots=True)
class HoldbackGiven:
    """A withheld detail, the ways it can be said, why, and the ids of those who may know.

    `translations` are the ways in other languages; `loose` words only come close to it.
    """

    detail: str
    terms: tuple[str, ...] = ()
    reason: str = ""
    reader_ids: tuple[int, ...] = ()
    translations: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()


def lines(*texts: str) -> list[str]:
    """Return the cleaned, non-empty lines, each once, in their order."""
    found = (clean(line) for text in texts for line in text.splitlines())
    return list(dict.fromkeys(line for line in found if line))
