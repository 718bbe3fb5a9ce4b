"""In which languages an appeal can be told on posters and in films, and how each says it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from campaigns.appeals.model import Appeal
from campaigns.media import poster_queries
from campaigns.media.wording import Wording, wording, wordings


def main_language(appeal: Appeal) -> str:
    """Return the language that the case is written in."""
    return appeal.case.languages[0] if appeal.case.languages else "en"


def languages_for(appeal: Appeal) -> dict[str, str]:
    """Return the languages that posters can be made in, by their own names; the case's first."""
    own = [each.split("-")[0] for each in appeal.case.languages]
    order = [*(each for each in own if each in wordings()), *wordings()]
    return {code: wordings()[code].name for code in order}


@dataclass
class Tongue:
    """One language: its fixed words, and how free words are said in it.

    `home` is the language that they were typed in: there they stand as they are, unless something
    shorter was given for posters. `unsaid` is what is not said in any language here.
    """

    words: Wording
    home: bool
    given: Mapping[str, str]
    unsaid: Collection[str] = ()
    left_out: list[str] = field(default_factory=list)

    def say(self, typed: str) -> str:
        """Return free words in this language; "" (and a note) where nobody has given them."""
        if not typed.strip() or typed in self.unsaid:
            return ""
        found = self.given.get(typed)
        if found or self.home:
            return found or typed
        if typed not in self.left_out:
            self.left_out.append(typed)
        return ""

    def name(self, typed: str) -> str:
        """Return a proper name: as it was given in this language, or as it is."""
        return self.given.get(typed) or typed


def tongue(appeal: Appeal, language: str, unsaid: Collection[str] = ()) -> Tongue:
    """Return how a language says what the public is told of an appeal."""
    code = language.split("-", maxsplit=1)[0]
    given = {
        phrase.source: phrase.words
        for phrase in poster_queries.list_phrases(appeal.case_id)
        if phrase.language == code
    }
    home = code == main_language(appeal).split("-")[0]
    return Tongue(wording(code), home, given, unsaid)
