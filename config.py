"""The only reader of the environment: turns it into one frozen, typed Config.

Every bad or missing key is named at once, in the words of the README's settings table.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from campaigns.kernel.settings import S3, Settings
from campaigns.kernel.vault import KEY_BYTES

T = TypeVar("T")
PREFIX = "SEARCHLIGHT_"


class ConfigError(Exception):
    """The settings cannot be used; `problems` has one sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Config:
    """Everything the house was told at its start."""

    settings: Settings
    database_url: str
    secret_key: str
    vault_keys: tuple[bytes, ...]
    require_totp: bool
    page_fresh_s: float
    senders: int
    tick_s: float
    metrics_token: str

    @property
    def secure(self) -> bool:
        """Say whether browsers reach us over TLS, so that cookies may insist on it."""
        return self.settings.public_url.startswith("https://")


# name -> (default, what it is); README's settings table is checked against this.
SETTINGS: dict[str, tuple[str, str]] = {
    "DATA_DIR": ("var", "Folder for the database, keys and files."),
    "DATABASE_URL": ("", "SQLAlchemy address; empty means SQLite in DATA_DIR."),
    "SECRET_KEY": ("", "Signs cookies; empty means the key file in DATA_DIR."),
    "VAULT_KEYS": (
        "",
        "Base64 256-bit keys, newest first, comma between; empty means the key file in DATA_DIR.",
    ),
    "PUBLIC_URL": ("http://127.0.0.1:8000", "The address that posters carry."),
    "REHEARSAL": ("yes", "yes: an exercise that can reach nobody; no: for real."),
    "TOTP": ("required", "required, or off (rehearsal only; every page says so)."),
    "AGENCY": ("Northbank Police Service", "Name of the force, as the public sees it."),
    "AGENCY_PHONE": ("416-555-0143", "Phone number for tips."),
    "EMERGENCY_NUMBER": ("911", "What to call when someone is in danger now."),
    "TIMEZONE": ("America/Toronto", "Zone proposed for new cases (IANA name)."),
    "UPLOAD_MAX_MB": ("200", "Largest picture or attachment that is taken, in megabytes."),
    "EVIDENCE_MAX_MB": ("2000", "Largest file with a tip that is taken, in megabytes."),
    "FILM_MAX_MB": ("2000", "Largest film of one's own that is taken, in megabytes."),
    "FILM_CODEC": ("h264", "How films are coded: h264 (MP4, taken everywhere) or vp9 (WebM)."),
    "FILM_LINES": ("1080", "Short side of the films that are made, in pixels; 720 is less work."),
    "LOW_DISK_MB": (
        "1000",
        "Free megabytes below which administrators are warned and only tips bring files.",
    ),
    "TIP_RESERVE_MB": ("200", "Free megabytes below which tips are taken without their files."),
    "CASE_QUOTA_MB": ("0", "Megabytes of files that staff may add to one case; 0: no limit."),
    "HOUSE_QUOTA_MB": ("0", "Megabytes of files that staff may add in all; 0: no limit."),
    "LATE_AFTER_S": ("900", "A post later than this many seconds waits for a person."),
    "STUCK_AFTER_S": ("120", "A post being sent for longer than this is taken as unknown."),
    "SESSION_IDLE_MIN": ("60", "Minutes without a click after which staff are signed out."),
    "SESSION_MAX_H": ("12", "Hours after which staff sign in again in any case."),
    "PAGE_FRESH_S": (
        "1",
        "Seconds for which a public page may be served without asking the database.",
    ),
    "SENDERS": ("32", "Posts that are sent at the same time."),
    "TICK_S": ("2", "Seconds between two looks at what is due."),
    "SMTP_URL": (
        "",
        "smtp://user:password@host:port for e-mail; empty writes mail into DATA_DIR/mail.",
    ),
    "S3_BUCKET": ("", "Bucket that keeps the files; empty keeps them in DATA_DIR/media."),
    "S3_ENDPOINT": ("", "Address of an S3 that is not Amazon's."),
    "S3_REGION": ("", "Region of the bucket."),
    "S3_ACCESS_KEY": ("", "Its key; empty means the role or keys that the machine has."),
    "S3_SECRET_KEY": ("", "The secret of that key."),
    "METRICS_TOKEN": ("", "Bearer token for /metrics; empty switches it off."),
}


class _Reader:
    """Reads one key after another and remembers what was wrong with each."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self.problems: list[str] = [
            f"{key} is not a setting of Searchlight; see the table in README.md."
            for key in env
            if key.startswith(PREFIX) and key.removeprefix(PREFIX) not in SETTINGS
        ]

    def read(self, name: str, turn: Callable[[str], T], instead: T) -> T:
        """Return the setting as `turn` makes it, or note the problem and return `instead`."""
        raw = self._env.get(PREFIX + name, "") or SETTINGS[name][0]
        try:
            return turn(raw)
        except ValueError as error:
            self.problems.append(f"{PREFIX}{name}: {error}")
            return instead

    def of_the_machine(self, *names: str) -> tuple[str, ...]:
        """Return which of these are set for every program here, under their usual names."""
        return tuple(dict.fromkeys(self._env[name] for name in names if self._env.get(name)))


def _one_of(**choices: T) -> Callable[[str], T]:
    def turn(raw: str) -> T:
        if raw not in choices:
            raise ValueError(f"must be {' or '.join(choices)}, not {raw!r}.")
        return choices[raw]

    return turn


def _number(least: float) -> Callable[[str], float]:
    def turn(raw: str) -> float:
        try:
            number = float(raw)
        except ValueError:
            raise ValueError(f"must be a number, not {raw!r}.") from None
        if number < least:
            raise ValueError(f"must be {least:g} or more, not {raw}.")
        return number

    return turn


def _whole(least: int) -> Callable[[str], int]:
    def turn(raw: str) -> int:
        number = _number(least)(raw)
        if number != int(number):
            raise ValueError(f"must be a whole number, not {raw}.")
        return int(number)

    return turn


def _web_address(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"must be an http(s) address, not {raw!r}.")
    return raw.rstrip("/")


def _mail_server(raw: str) -> str:
    if raw and (urlsplit(raw).scheme not in {"smtp", "smtps"} or not urlsplit(raw).hostname):
        raise ValueError("must be like smtp://user:password@host:port, or smtps:// for TLS.")
    return raw


def _zone(raw: str) -> str:
    if raw not in available_timezones():
        raise ValueError(f"must be an IANA time zone, not {raw!r}.")
    return raw


def _keys(raw: str) -> tuple[bytes, ...]:
    try:
        keys = tuple(base64.b64decode(part, validate=True) for part in raw.split(",") if part)
    except binascii.Error:
        raise ValueError("must be base64.") from None
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise ValueError(
            f"must hold keys of {KEY_BYTES} bytes each; script/server makes the key files."
        )
    return keys


def _kept(data_dir: Path, name: str) -> str:
    """Return what a key file holds, or nothing."""
    path = data_dir / "keys" / name
    return path.read_text().strip() if path.is_file() else ""


def _secret(raw: str) -> str:
    if not raw:
        raise ValueError("is empty and there is no key file; script/server makes one.")
    return raw


def _settings(reader: _Reader, data_dir: Path) -> Settings:
    yes_no = _one_of(yes=True, no=False)
    return Settings(
        data_dir=data_dir,
        public_url=reader.read("PUBLIC_URL", _web_address, ""),
        agency=reader.read("AGENCY", str, ""),
        agency_phone=reader.read("AGENCY_PHONE", str, ""),
        emergency_number=reader.read("EMERGENCY_NUMBER", str, ""),
        rehearsal=reader.read("REHEARSAL", yes_no, instead=True),
        default_zone=reader.read("TIMEZONE", _zone, "UTC"),
        upload_max_bytes=reader.read("UPLOAD_MAX_MB", _whole(1), 1) * 1_000_000,
        evidence_max_bytes=reader.read("EVIDENCE_MAX_MB", _whole(1), 1) * 1_000_000,
        film_max_bytes=reader.read("FILM_MAX_MB", _whole(1), 1) * 1_000_000,
        film_codec=reader.read("FILM_CODEC", _one_of(h264="h264", vp9="vp9"), "h264"),
        film_lines=reader.read("FILM_LINES", _whole(90), 90),
        low_disk_bytes=reader.read("LOW_DISK_MB", _whole(0), 0) * 1_000_000,
        tip_reserve_bytes=reader.read("TIP_RESERVE_MB", _whole(0), 0) * 1_000_000,
        case_quota_bytes=reader.read("CASE_QUOTA_MB", _whole(0), 0) * 1_000_000,
        house_quota_bytes=reader.read("HOUSE_QUOTA_MB", _whole(0), 0) * 1_000_000,
        late_after_s=reader.read("LATE_AFTER_S", _whole(60), 60),
        stuck_after_s=reader.read("STUCK_AFTER_S", _whole(1), 1),
        session_idle_s=reader.read("SESSION_IDLE_MIN", _whole(1), 1) * 60,
        session_max_s=reader.read("SESSION_MAX_H", _whole(1), 1) * 3600,
        smtp_url=reader.read("SMTP_URL", _mail_server, ""),
        trusted=reader.of_the_machine("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"),
        s3=_s3(reader),
    )


def _s3(reader: _Reader) -> S3 | None:
    """Return the bucket, or None where files are kept in a folder."""
    given = S3(
        bucket=reader.read("S3_BUCKET", str, ""),
        endpoint=reader.read("S3_ENDPOINT", lambda raw: raw and _web_address(raw), ""),
        region=reader.read("S3_REGION", str, ""),
        access_key=reader.read("S3_ACCESS_KEY", str, ""),
        secret_key=reader.read("S3_SECRET_KEY", str, ""),
    )
    if not given.bucket and given != S3(""):
        reader.problems.append(f"{PREFIX}S3_BUCKET: is empty, but other settings of S3 are not.")
    if bool(given.access_key) != bool(given.secret_key):
        reader.problems.append(f"{PREFIX}S3_ACCESS_KEY and S3_SECRET_KEY: give both or neither.")
    return given if given.bucket else None


def load_config(env: Mapping[str, str]) -> Config:
    """Return the configuration that the environment describes, or ConfigError."""
    reader = _Reader(env)
    data_dir = reader.read("DATA_DIR", lambda raw: Path(raw).resolve(), Path())
    settings = _settings(reader, data_dir)
    require_totp = reader.read("TOTP", _one_of(required=True, off=False), instead=True)
    if not require_totp and not settings.rehearsal:
        reader.problems.append(f"{PREFIX}TOTP: can be off only in rehearsal.")
    config = Config(
        settings=settings,
        database_url=reader.read("DATABASE_URL", str, "")
        or f"sqlite:///{data_dir / 'searchlight.db'}",
        secret_key=reader.read(
            "SECRET_KEY", lambda raw: _secret(raw or _kept(data_dir, "secret.key")), ""
        ),
        vault_keys=reader.read(
            "VAULT_KEYS", lambda raw: _keys(raw or _kept(data_dir, "vault.key")), ()
        ),
        require_totp=require_totp,
        page_fresh_s=reader.read("PAGE_FRESH_S", _number(0), 0.0),
        senders=reader.read("SENDERS", _whole(1), 1),
        tick_s=reader.read("TICK_S", _number(0.05), 1.0),
        metrics_token=reader.read("METRICS_TOKEN", str, ""),
    )
    if reader.problems:
        raise ConfigError(reader.problems)
    return config
