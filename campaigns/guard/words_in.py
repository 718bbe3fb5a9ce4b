"""Every text in a value, however deep it lies: so that a new field of a post is read too."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

TIMED_TEXT = ("text/", "application/x-subrip", "application/json")
# Not words: they name things among programs, or say what kind of thing comes.
NAMES = frozenset(
    {
        "asset_id",
        "content_type",
        "key",
        "language",
        "ref",
        "reply_to",
        "sha256",
        "to",
        "token",
        "type",
    }
)


def words_in(value: object) -> Iterator[str]:
    """Yield every text in a value: plain, in a list, a mapping, a dataclass, or a text file."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from words_in(each)
    else:
        for name, each in _named_in(value).items():
            if name not in NAMES:
                yield from words_in(each)


def _named_in(value: object) -> Mapping[str, object]:
    """Return the parts of a mapping or a dataclass by name; the bytes of a text file as text."""
    if isinstance(value, Mapping):
        return value
    if not is_dataclass(value) or isinstance(value, type):
        return {}
    named = {each.name: getattr(value, each.name) for each in fields(value)}
    if str(named.get("content_type", "")).startswith(TIMED_TEXT):
        return {
            name: each.decode(errors="replace") if isinstance(each, bytes) else each
            for name, each in named.items()
        }
    return named
