"""Headers for every answer: no inline script or style, no third party, and who may keep a copy."""

from http import HTTPStatus

from flask import Flask, Response, current_app, request

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "media-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
    "X-Frame-Options": "DENY",
}


TLS_ONLY = "max-age=63072000; includeSubDomains"
FOR_GOOD = "public, max-age=31536000, immutable"
PRIVATE = ("/staff", "/family", "/api", "/return")


def _dress(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SEARCHLIGHT"].secure:
        response.headers.setdefault("Strict-Transport-Security", TLS_ONLY)
    if request.endpoint == "static":
        _keep_static(response)
    elif request.path.startswith(PRIVATE):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _keep_static(response: Response) -> None:
    """Let a file whose address carries its version be kept for good."""
    if "v" in request.args and response.status_code == HTTPStatus.OK:
        response.headers["Cache-Control"] = FOR_GOOD


def init_app(app: Flask) -> None:
    """Dress every answer."""
    app.after_request(_dress)
