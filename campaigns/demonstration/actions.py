"""Make the first people of a new house and, in rehearsal, play the demonstration."""

import secrets
from pathlib import Path

from campaigns.demonstration import story
from campaigns.demonstration.play import Cast, play
from campaigns.kernel.actor import HOUSE
from campaigns.users import actions as users
from campaigns.users.model import Role, User

WORDS = Path(__file__).with_name("words.txt").read_text().split()


def new_password() -> str:
    """Return a password that can be read out: six words of thirty-two (30 bits) and four digits."""
    spoken = "-".join(secrets.choice(WORDS) for _ in range(6))
    return f"{spoken}-{secrets.randbelow(10_000):04}"


def make_first_user(password: str) -> User:
    """Make the administrator of an empty house."""
    return users.create_user(
        "admin", "Administrator", "admin@localhost", Role.ADMINISTRATOR, password, actor=HOUSE
    )


def demonstrate(password: str, photo: Path) -> None:
    """Make everyone in the demonstration, all with one password, and play it."""
    made = {
        username: users.create_user(
            username, name, f"{username}@police.example", role, password, actor=HOUSE
        )
        for username, name, role in story.STAFF
    }
    play(
        Cast(
            lead=made["okafor"],
            deputy=made["lindqvist"],
            press=made["reyes"],
            triager=made["novak"],
            liaison=made["marsh"],
            inspector=made["duarte"],
        ),
        photo,
    )
