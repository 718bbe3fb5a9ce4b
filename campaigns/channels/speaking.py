"""The mouth: whatever an account says goes through `speak`, which has it read once more.

What was approved yesterday may have become a withheld detail since. `speak` reads every word in
what is handed over, however deep it lies in it, so that a new kind of post or profile is read too.
No other module calls what an account can say (`tests/house` sees to it).
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from campaigns.guard import gate
from campaigns.guard.leaving import Leaving, Words
from campaigns.guard.words_in import words_in
from campaigns.kernel.db import let_go

P = ParamSpec("P")
R = TypeVar("R")


def speak(
    case_id: int | None,
    about: tuple[str, int],
    before: tuple[str, ...],
    deed: Callable[P, R],
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """Have an account say something, unless the guard stops it (HoldbackLeak): nothing left then.

    `before` is what the same readers were told before. No connection is held while it is said.
    """
    texts = tuple(dict.fromkeys([*words_in(args), *words_in(kwargs)]))
    words = tuple(
        Words("", f"text {number}", text) for number, text in enumerate(texts, start=1) if text
    )
    gate.check([Leaving(case_id, about, words, before)], fresh=False)
    let_go()
    return deed(*args, **kwargs)
