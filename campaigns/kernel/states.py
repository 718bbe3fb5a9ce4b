"""States and choices that own their words: a value, a label for people, a tone for the eye."""

from enum import StrEnum
from typing import Self

TONES = ("calm", "ok", "wait", "unknown", "life")


class Labelled(StrEnum):
    """A member is written `NAME = "value", "Label"` or `NAME = "value", "Label", "tone"`."""

    label: str
    tone: str

    def __new__(cls, value: str, label: str = "", tone: str = "calm") -> Self:
        """Make a member from its value, its label and its tone (one of TONES)."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value.replace("_", " ").capitalize()
        member.tone = tone
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return (value, label) pairs for a form."""
        return [(member.value, member.label) for member in cls]
