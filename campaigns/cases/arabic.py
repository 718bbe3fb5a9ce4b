"""What the patterns of the guard know of Arabic, read from `words/arabic.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).parent / "words" / "arabic.toml"


@dataclass(frozen=True, slots=True)
class Arabic:
    """Parts of patterns, and the months from January on."""

    private: str
    official: str
    born: str
    address: str
    lives: str
    documents: str
    aged_kin: str
    found_at: str
    months: tuple[str, ...]


ARABIC = Arabic(**tomllib.loads(_FILE.read_text(encoding="utf-8")))
