"""What people type, made safe to keep and to compare; never shortened.

`clean` is applied to whatever comes in; `fold` is for comparing only and is never shown or kept in
place of what was typed.
"""

import unicodedata

_MB = 1_000_000

# Marks that carry no meaning in a report but can hide or reorder words on a screen.
_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def clean(text: str) -> str:
    """Return the text in NFC, with plain line ends, without control or bidi-override characters.

    Emoji joiners and right-to-left letters stay as they are.
    """
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (c for c in plain if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return "".join(kept).translate(_BIDI).strip()


def fold(text: str) -> str:
    """Return the text for comparison: no case, no accents, single spaces."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in spread if not unicodedata.combining(c))
    return " ".join(bare.split())


def words(text: str) -> list[str]:
    """Return the letters-and-digits words of a text, folded."""
    return "".join(c if c.isalnum() else " " for c in fold(text)).split()


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return `1 tip` or `3 tips`, with thousands set apart."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def said_size(size_bytes: int) -> str:
    """Return a size as people say it: "840 kB", "12.5 MB", "2 GB"."""
    if size_bytes < _MB:
        return f"{max(1, round(size_bytes / 1000)) if size_bytes else 0} kB"
    if size_bytes < 1000 * _MB:
        return f"{size_bytes / _MB:.1f}".removesuffix(".0") + " MB"
    return f"{size_bytes / (1000 * _MB):.1f}".removesuffix(".0") + " GB"


def said_cents(cents: float) -> str:
    """Return US cents as people say them: "US$0.20", "US$1,204.00", "less than US$0.01"."""
    if 0 < cents < 1:
        return "less than US$0.01"
    return f"US${cents / 100:,.2f}"
