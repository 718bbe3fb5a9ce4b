"""What someone typed into a form that could not be taken, kept on the next page and nowhere else.

The page carries it signed, so that nobody can put words or an address into it that were not posted
to this house from one of its own pages.
"""

from dataclasses import asdict, dataclass

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

NEVER_KEPT = ("staff.signin.", "staff.account.")  # passwords and codes


@dataclass(frozen=True, slots=True)
class Kept:
    """A form as it was sent: where to, its fields in order, and the names of lost files."""

    path: str
    fields: list[tuple[str, str]]
    files: list[str]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="kept form")


def from_own_page() -> bool:
    """Say whether the browser tells that this form was on one of our own pages."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    return site in {None, "same-origin"} and origin in {None, request.host_url.rstrip("/")}


def pack() -> str:
    """Return what this request carries, signed; empty if it is not to be kept."""
    forgotten = (request.endpoint or "").startswith(NEVER_KEPT)
    if request.method != "POST" or forgotten or not from_own_page():
        return ""
    fields = [
        (name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"
    ]
    files = [file.filename for file in request.files.values() if file.filename]
    kept = Kept(request.full_path.rstrip("?"), fields, files)
    return str(_signer().dumps(asdict(kept)))


def unpack(packed: str) -> Kept | None:
    """Return what `pack` kept, or None if there is nothing or it is not ours."""
    if not packed:
        return None
    try:
        given = _signer().loads(packed)
    except BadSignature:
        return None
    fields = [(str(name), str(value)) for name, value in given["fields"]]
    return Kept(str(given["path"]), fields, [str(name) for name in given["files"]])
