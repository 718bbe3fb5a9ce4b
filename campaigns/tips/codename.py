"""The words by which an anonymous sender comes back: eight of 2,048, so 88 bits.

A retry of the same form must give the same words, and nobody may be able to read them from a dump
of the database. So they are not drawn but derived: the first 88 bits of
HMAC(pepper, form key + what was sent), where the form key is 256 random bits that only the sender's
page holds and the pepper comes from the vault. This is sound because HMAC-SHA-256 is a pseudorandom
function: without the pepper *and* the form key the words are as good as drawn. Of the form key the
table holds a keyed hash only, so not even the house, with vault and database, can make the words
again. What was sent is part of it, so that a form sent again with other words is another tip with a
codename of its own: nothing is swallowed, and a second person at the same screen gets no key to the
first one's talk.

The words themselves are kept as a keyed hash. It is a fast one: 88 bits cannot be tried out, so
coming back costs one HMAC and one indexed look, and needs no throttle.

Every word has four letters or more and differs from all others in its first four. So no word begins
another, a line without any spaces has one reading only, and four letters of each are enough.
"""

from pathlib import Path

from campaigns.kernel import ids, text
from campaigns.kernel.vault import vault

WORDS_MANY = 8
BITS_A_WORD = 11
_START = 4
_KEY_CHARS_MIN = 22  # 128 bits in base64


def _load() -> tuple[str, ...]:
    path = Path(__file__).parent / "words" / "en.txt"
    return tuple(path.read_text(encoding="ascii").split())


WORDS = _load()
_BY_START = {word[:_START]: word for word in WORDS}


def new_key() -> str:
    """Return a fresh key for one form."""
    return ids.token()


def sound_key(key: str | None) -> str:
    """Return the form's key, or a fresh one where it is missing or too short to be random."""
    return key if key and len(key) >= _KEY_CHARS_MIN else new_key()


def hash_key(key: str, sent: str) -> str:
    """Return what is kept of a form key and what was sent with it (64 hex digits)."""
    return vault().lookup(f"{key}\n{sent}".encode(), "tip.form_key").hex()


def derive(key: str, sent: str) -> str:
    """Return the eight words that belong to a form key and what was sent with it."""
    bits = int.from_bytes(vault().lookup(f"{key}\n{sent}".encode(), "tip.codename"), "big")
    chosen = []
    for _ in range(WORDS_MANY):
        bits, index = divmod(bits, 1 << BITS_A_WORD)
        chosen.append(WORDS[index])
    return " ".join(chosen)


def hash_words(words: str) -> bytes:
    """Return the keyed hash (32 bytes) under which a codename is found again."""
    return vault().lookup(words.encode(), "tip.codename_hash")


def read(typed: str) -> str:
    """Return a codename as we write it, from whatever way it was typed; "" if it is none.

    Case, accents, hyphens, commas, numbering, and missing or surplus spaces do not matter, nor does
    what follows the first four letters of a word that stands by itself.
    """
    apart = ["".join(c for c in word if c.isalpha()) for word in text.words(typed)]
    words = [_BY_START.get(word[:_START], "") for word in apart if word]
    if len(words) == WORDS_MANY and all(words):
        return " ".join(words)
    return _read_run("".join(apart))


def _read_run(letters: str) -> str:
    """Read whole words off a line of letters."""
    words: list[str] = []
    while letters and len(words) <= WORDS_MANY:
        word = _BY_START.get(letters[:_START], "")
        if not word or not letters.startswith(word):
            return ""
        words.append(word)
        letters = letters[len(word) :]
    return " ".join(words) if len(words) == WORDS_MANY else ""
