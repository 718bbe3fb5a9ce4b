"""Who did it: the id and the name as they stood at that moment, for the ledgers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or a part of the house that does something; `id` is a user's id or None."""

    name: str
    id: int | None = None


HOUSE = Actor("Searchlight")
PUBLIC = Actor("Public")
FAMILY = Actor("Family")
