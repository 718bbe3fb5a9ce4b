"""Find what a person would leave behind."""

from dataclasses import dataclass

from campaigns.cases import queries as cases
from campaigns.cases.model import Case
from campaigns.channels import queries as channels
from campaigns.channels.model import Channel
from campaigns.tips import queries as tips
from campaigns.tips.model import Tip
from campaigns.users import queries as users
from campaigns.users.model import User


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What hangs on one person: cases they hold, accounts they keep, tips they have claimed."""

    cases: list[Case]
    channels: list[Channel]
    tips: list[Tip]

    def __bool__(self) -> bool:
        """Say whether there is anything to hand over."""
        return bool(self.cases or self.channels or self.tips)


def open_work(user_id: int) -> OpenWork:
    """Return what hangs on a person now."""
    return OpenWork(
        cases.list_led_by(user_id), channels.list_kept_by(user_id), tips.list_claimed(user_id)
    )


def list_heirs(user_id: int) -> list[User]:
    """Return who could take over, by name; the rules of each noun have the last word."""
    return [user for user in users.list_people() if user.id != user_id]
