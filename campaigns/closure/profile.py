"""An account that was made for a case: what it shows of itself when the appeal has ended."""

from campaigns.channels.speaking import speak
from campaigns.closure.model import TakedownTask
from campaigns.kernel.errors import Rejected, Unreachable
from campaigns.media.plain import plain_picture
from campaigns.platforms.base import Account, HasProfile, Profile, Proof

NAME, BIO = "Appeal ended", "This appeal has ended. Thank you."
FACE, BANNER = (400, 400), (1500, 500)


def make_neutral(account: Account, task: TakedownTask) -> Proof:
    """Give an account a name, words and pictures that tell of nobody, and read them back."""
    if not isinstance(account, HasProfile):
        raise Rejected(
            "This platform lets no program change a profile: change name, words and pictures there"
            " by hand, then note it here."
        )
    neutral = Profile(NAME, BIO, plain_picture(*FACE), plain_picture(*BANNER))
    speak(task.case_id, ("channel", task.channel_id), (), account.set_profile, neutral)
    proof = look_at(account)
    if proof is None:
        raise Unreachable("The account still shows another name or other words.")
    return proof


def look_at(account: Account) -> Proof | None:
    """Return what an account says of itself if that is neutral, or None."""
    shown = account.check()
    if shown.display_name != NAME or shown.bio not in {BIO, ""}:
        return None
    said = " – ".join(each for each in (shown.display_name, shown.bio) if each)
    return Proof(f"Read back: {said}", 200)
