"""What is left of a word without its ending: scars and scar are one."""

from functools import lru_cache

import snowballstemmer

LANGUAGES = ("english", "french", "spanish")

_STEMMERS = {language: snowballstemmer.stemmer(language) for language in LANGUAGES}


@lru_cache(maxsize=32768)
def stems(word: str) -> frozenset[str]:
    """Return the stems of a word in each language that we know, marked by language."""
    return frozenset(
        f"{language[0]}:{stemmer.stemWord(word)}" for language, stemmer in _STEMMERS.items()
    )
