"""Users for tests."""

from itertools import count

from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.users.model import Role, User

_numbers = count(1)


@atomic
def make_user(role: Role = Role.INVESTIGATOR, **given) -> User:
    """Make an active user who cannot sign in by password (use `sign_in` in tests.browsing)."""
    number = next(_numbers)
    user = User(
        **{
            "username": f"{role.value}{number}",
            "name": f"{role.label} {number}",
            "email": f"{role.value}{number}@police.example",
            "role": role,
            "password_hash": "!",
            "created_at": clock.now(),
            "totp_confirmed_at": clock.now(),
            **given,
        }
    )
    db.session.add(user)
    db.session.flush()
    return user
