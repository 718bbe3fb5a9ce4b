"""Where a case stands with the public: one word, which `campaigns.publicity` alone changes."""

from campaigns.kernel.states import Labelled


class Publicity(Labelled):
    """Whether the public may be told of a case: only a decision says yes (`publicity` keeps it)."""

    UNDECIDED = "undecided", "Publishing not decided", "wait"
    PUBLISH = "publish", "May be published", "ok"
    PAUSED = "paused", "Publishing paused", "life"
    WITHHELD = "withheld", "Not public", "life"
