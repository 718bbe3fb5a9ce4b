"""POST /hooks/<channel>: one door for every platform that calls us.

No session, no cookie, no form: a call is believed for its signature alone. It is answered once it
is written down; more calls than a platform ever makes are turned away.
"""

from collections import Counter
from http import HTTPStatus
from threading import Lock
from time import monotonic

from flask import Blueprint, Flask, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from app.web.access import unguarded
from campaigns.hearing import hooks
from campaigns.kernel import settings
from campaigns.kernel.errors import NotFound

CALL_MAX_BYTES = 1_000_000
A_MINUTE_S = 60.0
GENUINE_A_MINUTE, OTHERS_A_MINUTE = 600, 120

bp = Blueprint("hooks", __name__, url_prefix="/hooks")


class Turnstile:
    """Counts the calls of this minute, those that were genuine apart from the rest."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[int, bool]] = Counter()
        self._until = 0.0
        self._lock = Lock()

    def passes(self, channel_id: int, *, genuine: bool) -> bool:
        """Count a call; say whether there were not too many."""
        most = GENUINE_A_MINUTE if genuine else OTHERS_A_MINUTE
        with self._lock:
            if monotonic() >= self._until:
                self._counts.clear()
                self._until = monotonic() + A_MINUTE_S
            self._counts[channel_id, genuine] += 1
            return self._counts[channel_id, genuine] <= most


turnstile = Turnstile()


@bp.route("/<int:channel_id>", methods=["GET", "POST"])
@unguarded("a platform calls us; the signature on its bytes is what lets it in")
def call(channel_id: int) -> ResponseReturnValue:
    """Take a platform's call."""
    request.max_content_length = CALL_MAX_BYTES
    try:
        body = request.get_data()
    except RequestEntityTooLarge:
        return _plain("Too large.", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    url = settings.current().public_url + request.full_path.rstrip("?")
    headers = {name.lower(): value for name, value in request.headers.items()}
    came = hooks.Call(request.method, url, headers, request.args.to_dict(), body)
    try:
        said = hooks.knock(channel_id, came)
    except NotFound:
        said = hooks.NO_QUESTION
    genuine = said.status == HTTPStatus.OK
    if not turnstile.passes(channel_id if said is not hooks.NO_QUESTION else 0, genuine=genuine):
        return _plain("Too many calls. Come back in a minute.", HTTPStatus.TOO_MANY_REQUESTS)
    return Response(said.body, said.status, content_type=said.content_type)


def _plain(words: str, status: int) -> Response:
    answer = Response(words, status, content_type="text/plain; charset=utf-8")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        answer.headers["Retry-After"] = str(int(A_MINUTE_S))
    return answer


def init_app(app: Flask) -> None:
    """Hang the door."""
    app.register_blueprint(bp)
