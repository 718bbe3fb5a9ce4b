"""A browser in tests: signed in for real, with a real CSRF token in every form."""

from itsdangerous import URLSafeTimedSerializer

from campaigns.users import signin
from campaigns.users.model import User


def sign_in(client, user: User, *, second_factor: bool = True):
    """Sign this browser in as the user; return the browser."""
    token = signin.start_sign_in(user.id, second_factor=second_factor)
    with client.session_transaction() as session:
        session["sign_in"] = token
    return client


def csrf_token(client) -> str:
    """Return a token that this browser's session accepts."""
    with client.session_transaction() as session:
        seed = session.setdefault("csrf_token", "a" * 40)
    serializer = URLSafeTimedSerializer(client.application.secret_key, salt="wtf-csrf-token")
    return serializer.dumps(seed)


def post(client, url: str, *, headers=None, follow: bool = False, **fields):
    """Post a form with a fresh CSRF token; a file is given as `(BytesIO(...), "name.png")`."""
    data = {"csrf_token": csrf_token(client), **fields}
    return client.post(url, data=data, headers=headers, follow_redirects=follow)
