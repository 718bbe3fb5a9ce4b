"""Staff pages: signing in and out, enrolment, invitations."""

from urllib.parse import urlsplit

import segno
from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired

from app.web import access, kept
from app.web.errors import show_http
from app.web.forms import Form, attempt
from app.web.templating import at
from campaigns.kernel import settings
from campaigns.kernel.errors import NotFound, NotSignedIn, TooMany
from campaigns.users import actions, signin, totp
from campaigns.users.model import Invitation

bp = Blueprint("signin", __name__)

BROWSER = "searchlight_browser"
BROWSER_S = 365 * 24 * 3600


class SignInForm(Form):
    """Who one is; `kept` is a form that was sent without being signed in."""

    username = StringField("Username", validators=[InputRequired("Type your username.")])
    password = PasswordField("Password", validators=[InputRequired("Type your password.")])
    code = StringField("Code from your app")
    next = HiddenField()
    kept = HiddenField()


class EnrolForm(Form):
    """The first code, which shows that the app has the secret."""

    code = StringField("Code that the app shows now", validators=[InputRequired("Type the code.")])


class AcceptForm(Form):
    """What a new person chooses; who is known already keeps their username."""

    username = StringField("Username")
    password = PasswordField("Password", validators=[InputRequired("Choose a password.")])
    again = PasswordField(
        "The same password again",
        validators=[EqualTo("password", "The two passwords are not the same.")],
    )


def _requires_totp() -> bool:
    return bool(current_app.config["SEARCHLIGHT"].require_totp)


def safe_next(path: str | None) -> str:
    """Return where to go after signing in: a staff page of this house, or the first one."""
    parts = urlsplit((path or "").replace("\\", "/"))
    own = not parts.scheme and not parts.netloc and parts.path.startswith("/staff/")
    ways_out = ("/staff/sign-", "/staff/enrol")
    home = url_for("staff.home.index")
    if not own or not path or path.startswith("//") or path.startswith(ways_out):
        return home
    return path


def agent_words(agent: str) -> str:
    """Return a browser as its owner would call it: "Firefox on Linux"."""
    names = {"Edg": "Edge", "Firefox": "Firefox", "Chrom": "Chrome", "Safari": "Safari"}
    systems = ("iPhone", "iPad", "Android", "Windows", "Mac OS", "Linux")
    name = next((words for mark, words in names.items() if mark in agent), "A browser")
    system = next((mark for mark in systems if mark in agent), "")
    return f"{name} on {system}" if system else name


def _ask(form: SignInForm, status: int, words: str = "") -> ResponseReturnValue:
    form.password.data = None
    page = render_template(
        "staff/signin/show.html",
        form=form,
        words=words,
        kept=kept.unpack(form.kept.data or ""),
        asks_code=_requires_totp(),
    )
    return page, status


@bp.get("/sign-in")
@access.unguarded("the door itself")
def show() -> ResponseReturnValue:
    """Show the door."""
    if access.is_signed_in():
        return redirect(safe_next(request.args.get("next")))
    return _ask(SignInForm(next=request.args.get("next", "")), 200)


@bp.post("/sign-in")
@access.unguarded("the door itself")
def create() -> ResponseReturnValue:
    """Let someone in."""
    form = SignInForm()
    try:
        entry = attempt(form, lambda: _sign_in(form))
    except TooMany as slowed:
        when = at(slowed.retry_at, settings.current().default_zone)
        form.form_errors = [f"Too many wrong tries. Try again {when}, or from your own browser."]
        return _ask(form, 429)
    if entry is None:
        return _ask(form, 422)
    access.let_in(entry.token, entry.sign_in.user_id)
    typed = kept.unpack(form.kept.data or "")
    page: ResponseReturnValue = redirect(safe_next(form.next.data), code=303)
    if typed and access.is_signed_in():
        page = render_template("staff/signin/resume.html", kept=typed, came_back=True)
    response = current_app.make_response(page)
    response.set_cookie(
        BROWSER,
        entry.browser,
        max_age=BROWSER_S,
        path="/staff",
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def _sign_in(form: SignInForm) -> signin.Entry:
    return signin.sign_in(
        form.username.data or "",
        form.password.data or "",
        form.code.data or "",
        browser=request.cookies.get(BROWSER),
        agent=agent_words(request.user_agent.string),
        second_factor=_requires_totp(),
    )


@bp.post("/sign-out")
@access.unguarded("ends what this browser has; without a sign-in there is nothing to end")
def end() -> ResponseReturnValue:
    """Let someone out."""
    row = access.find_sign_in()
    if row is not None:
        signin.end_sign_in(row.user_id, row.id)
    access.let_out()
    response = redirect(url_for(".show"), code=303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@bp.get("/enrol")
@access.half_signed_in
def enrol() -> ResponseReturnValue:
    """Show the secret to put into an app."""
    if access.current_sign_in().user.totp_confirmed_at is not None:
        return redirect(url_for("staff.home.index"))
    return _show_secret(EnrolForm(), 200)


@bp.post("/enrol")
@access.half_signed_in
def confirm() -> ResponseReturnValue:
    """Take the second factor into use."""
    row, form = access.current_sign_in(), EnrolForm()
    code = form.code.data or ""
    if attempt(form, lambda: signin.confirm_enrolment(row.user_id, row.id, code)) is None:
        return _show_secret(form, 422)
    return redirect(url_for("staff.home.index"), code=303)


def _show_secret(form: EnrolForm, status: int) -> ResponseReturnValue:
    user = access.current_sign_in().user
    secret = signin.begin_enrolment(user.id)
    address = totp.address(secret, user.username, f"Searchlight ({settings.current().agency})")
    code = segno.make(address, error="m")
    page = render_template(
        "staff/signin/enrol.html",
        form=form,
        person=user,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        code=[list(row) for row in code.matrix],
    )
    return page, status


def _invitation(token: str) -> Invitation:
    found = actions.find_invitation(token)
    if found is None:
        raise NotFound("This link has been used, or has expired. Ask for a new one.")
    return found


@bp.get("/invitation/<token>")
@access.unguarded("whoever holds the link is invited")
def invitation(token: str) -> ResponseReturnValue:
    """Show what an invitation asks for; looking uses nothing up."""
    return _show_invitation(_invitation(token), AcceptForm(), 200)


@bp.post("/invitation/<token>")
@access.unguarded("whoever holds the link is invited")
def accept(token: str) -> ResponseReturnValue:
    """Make an invited person a user."""
    found, form = _invitation(token), AcceptForm()
    username, password = form.username.data or "", form.password.data or ""
    user = attempt(form, lambda: actions.accept_invitation(token, username, password))
    if user is None:
        return _show_invitation(found, form, 422)
    agent = agent_words(request.user_agent.string)
    access.let_in(signin.start_sign_in(user.id, agent=agent), user.id)
    way = "staff.signin.enrol" if _requires_totp() else "staff.home.index"
    return redirect(url_for(way), code=303)


def _show_invitation(found: Invitation, form: AcceptForm, status: int) -> ResponseReturnValue:
    return render_template("staff/signin/invitation.html", invitation=found, form=form), status


def ask_again(error: NotSignedIn) -> ResponseReturnValue:
    """Ask someone without a sign-in to sign in, and keep what they had typed."""
    if isinstance(error, access.NotEnrolled):
        return redirect(url_for("staff.signin.enrol"), code=303)
    if request.headers.get("HX-Request") and request.method == "GET":
        return "", 401  # a part of a page that refreshes by itself: what is typed there stays
    if request.method == "GET":
        return redirect(url_for("staff.signin.show", next=request.full_path.rstrip("?")))
    form = SignInForm(formdata=None, kept=kept.pack())
    return _ask(form, 401, "You have been signed out. Sign in again to go on.")


def ask_for_fresh_token(error: CSRFError) -> ResponseReturnValue:
    """Let someone send again what they typed on a page that had grown too old."""
    if request.endpoint == "staff.signin.create":
        form = SignInForm(formdata=None, username=request.form.get("username", ""))
        return _ask(form, 400, "This page was open for too long. Sign in once more.")
    typed = kept.unpack(kept.pack())
    if typed is None:
        return show_http(error)
    if not access.is_signed_in():
        return ask_again(NotSignedIn("Sign in to go on."))
    return render_template("staff/signin/resume.html", kept=typed, came_back=False), 400
