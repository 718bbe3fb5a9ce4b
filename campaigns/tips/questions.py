"""Who asked us something: a guess at what is a question, which people may correct.

"If someone asked a question, you answered it": what waits longer than a day is brought back.
"""

import re
from datetime import timedelta

from campaigns.kernel.text import words

REMIND_AFTER = timedelta(hours=24)
_MARKS = re.compile("[?\N{FULLWIDTH QUESTION MARK}\N{ARABIC QUESTION MARK}]")
_OPENERS = re.compile(
    r"^(?:hi |hello |hey |sorry |please |bonjour |salut |hola |por favor )*"
    r"(?:who|what|when|where|which|why|how|can|could|may|do|does|did|is|are|was|were|will|would|"
    r"should|have you|has|any (?:news|update)|"
    r"qui|que|quand|ou|quel\w*|pourquoi|comment|est ce|avez vous|peut on|puis je|"
    r"quien\w*|cuando|donde|cual\w*|por que|como|puedo|hay) "
)
_LINKS = re.compile(r"https?://\S+")


def asks(text: str | None) -> bool:
    """Guess whether someone asks us something: a question mark outside a link, or how it begins."""
    plain = _LINKS.sub(" ", text or "")
    said = " ".join(words(plain)) + " "
    return bool(_MARKS.search(plain)) or bool(_OPENERS.match(said))
