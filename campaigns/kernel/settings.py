"""What the domain needs to know of its surroundings, handed over once at the start.

`config.py` reads the environment and fills these; the domain never looks there itself.
"""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class S3:
    """A bucket of any S3; empty keys mean those that the machine itself has been given."""

    bucket: str
    endpoint: str = ""
    region: str = ""
    access_key: str = ""
    secret_key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """The domain's share of the configuration. Sizes in bytes, times in seconds."""

    data_dir: Path
    public_url: str
    agency: str
    agency_phone: str
    emergency_number: str
    rehearsal: bool
    default_zone: str
    upload_max_bytes: int
    evidence_max_bytes: int
    film_max_bytes: int
    low_disk_bytes: int
    tip_reserve_bytes: int
    case_quota_bytes: int
    house_quota_bytes: int
    late_after_s: int
    stuck_after_s: int
    session_idle_s: int
    session_max_s: int
    film_codec: str
    film_lines: int
    smtp_url: str = ""
    trusted: tuple[str, ...] = ()  # files or folders of certificates
    s3: S3 | None = None


_held: list[Settings] = []


def install(settings: Settings) -> None:
    """Put the settings in place; the last ones given count."""
    _held[:] = [settings]


def current() -> Settings:
    """Return the settings that are in place."""
    return _held[0]
