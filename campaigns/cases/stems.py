"""What is left of a word without its ending: scars and scar are one."""

import re
from functools import lru_cache
from threading import local

import snowballstemmer

LANGUAGES = ("english", "french", "spanish")

_ARABIC_LETTERS = re.compile(r"[\u0621-\u064a]{3,}")
# "And", "so", "with", "like" and "for" are written onto the article, and it onto the word.
_ARTICLE = re.compile(r"^(?:[وف]?[بك]?ال|[وف]?لل)(?=..)")


class _Stemmers(local):
    """Stemmers of one thread: each works on a word in place, so two threads would mix theirs."""

    def __init__(self) -> None:
        self.latin = {language: snowballstemmer.stemmer(language) for language in LANGUAGES}
        self.arabic = snowballstemmer.stemmer("arabic")


_MINE = _Stemmers()


@lru_cache(maxsize=32768)
def stems(word: str) -> frozenset[str]:
    """Return the stems of a word in each language that we know, marked by language."""
    if _ARABIC_LETTERS.fullmatch(word):
        # With an article before it, no first letter of the word is taken for a small word.
        bare = "ال" + _ARTICLE.sub("", word)
        return frozenset(f"a:{_MINE.arabic.stemWord(each)}" for each in (word, bare))
    return frozenset(
        f"{language[0]}:{stemmer.stemWord(word)}" for language, stemmer in _MINE.latin.items()
    )
