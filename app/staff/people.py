"""Staff pages: who works here; invitations and leavers."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired

from app.web.access import current_user, needs
from app.web.forms import Form, attempt, choices
from campaigns.handover import actions as handover
from campaigns.handover.queries import list_heirs, open_work
from campaigns.kernel import clock, settings
from campaigns.kernel.errors import NotFound
from campaigns.policy import queries as policy
from campaigns.users import actions, queries
from campaigns.users.model import Role, User
from campaigns.users.rules import Permission

bp = Blueprint("people", __name__, url_prefix="/people")


class InviteForm(Form):
    """Whom to invite, as what."""

    name = StringField("Name", validators=[InputRequired("Type the name.")])
    email = StringField("E-mail", validators=[InputRequired("Type the e-mail address.")])
    role = SelectField("Role", choices=dict(Role.choices()))


class RoleForm(Form):
    """Another role."""

    role = SelectField("Role", choices=dict(Role.choices()))


class RankForm(Form):
    """Another rank: it says what they may decide."""

    rank = SelectField("Rank", validate_choice=False)

    def offer(self, person: User) -> None:
        """Offer the ranks of the rules table, and none."""
        table = policy.current()
        usual = table.role_rank.get(person.role.value, "")
        self.rank.choices = {
            "": f"None of their own: counts as {table.label(usual).lower()}",
            **{each.key: each.label for each in table.ranks},
        }


class LeaverForm(Form):
    """Who takes over what a leaver leaves behind."""

    heir_id = SelectField("Who takes over?", coerce=int)


@bp.get("")
@needs(Permission.MANAGE_USERS)
def index() -> ResponseReturnValue:
    """List who works here, and whom we wait for."""
    return _list(InviteForm(formdata=None), 200)


def _list(form: InviteForm, status: int, link: str = "") -> ResponseReturnValue:
    page = render_template(
        "staff/people/index.html",
        section="people",
        people=queries.list_people(),
        leavers=queries.list_leavers(),
        invitations=queries.list_invitations(clock.now()),
        form=form,
        link=link,
        zone=settings.current().default_zone,
    )
    return page, status


@bp.post("/invitations")
@needs(Permission.MANAGE_USERS)
def invite() -> ResponseReturnValue:
    """Invite someone, and show the link this once."""
    form, by = InviteForm(), current_user()
    name, email = form.name.data or "", form.email.data or ""
    made = attempt(form, lambda: actions.invite(name, email, Role(form.role.data), by=by))
    if made is None:
        return _list(form, 422)
    return _list(InviteForm(formdata=None), 200, made[1])


@bp.post("/invitations/<int:invitation_id>/withdraw")
@needs(Permission.MANAGE_USERS)
def withdraw(invitation_id: int) -> ResponseReturnValue:
    """Make a link worthless."""
    invitation = actions.withdraw_invitation(invitation_id, by=current_user())
    flash(f"The link for {invitation.name} opens nothing any more.", "success")
    return redirect(url_for(".index"), code=303)


@bp.get("/<int:user_id>")
@needs(Permission.MANAGE_USERS)
def show(user_id: int) -> ResponseReturnValue:
    """Show one person, and what can be done."""
    user = queries.get_user(user_id)
    form = RoleForm(formdata=None, role=user.role.value)
    return _show(user_id, form, _leaver_form(user_id, fresh=True), 200)


def _leaver_form(user_id: int, *, fresh: bool = False) -> LeaverForm:
    form = LeaverForm(formdata=None) if fresh else LeaverForm()
    heirs = ((each.id, f"{each.name}, {each.role.label.lower()}") for each in list_heirs(user_id))
    nobody = "Choose someone" if open_work(user_id) else "Nobody: there is nothing to hand over"
    form.heir_id.choices = choices(heirs, first=nobody)
    return form


def _show(
    user_id: int, role_form: RoleForm, leaver_form: LeaverForm, status: int, link: str = ""
) -> ResponseReturnValue:
    page = render_template(
        "staff/people/show.html",
        section="people",
        person=queries.get_user(user_id),
        work=open_work(user_id),
        role_form=role_form,
        rank_form=_rank_form(user_id),
        leaver_form=leaver_form,
        link=link,
        zone=settings.current().default_zone,
    )
    return page, status


@bp.post("/<int:user_id>/role")
@needs(Permission.MANAGE_USERS)
def change_role(user_id: int) -> ResponseReturnValue:
    """Give someone another role."""
    form, by = RoleForm(), current_user()
    user = attempt(form, lambda: actions.change_role(user_id, Role(form.role.data), by=by))
    if user is None:
        return _show(user_id, form, _leaver_form(user_id, fresh=True), 422)
    flash(f"{user.name} is {user.role.label.lower()} now.", "success")
    return redirect(url_for(".show", user_id=user_id), code=303)


def _rank_form(user_id: int) -> RankForm:
    person = queries.get_user(user_id)
    form = RankForm(formdata=None, rank=person.rank)
    form.offer(person)
    return form


@bp.post("/<int:user_id>/rank")
@needs(Permission.MANAGE_USERS)
def change_rank(user_id: int) -> ResponseReturnValue:
    """Give someone another rank."""
    form, by = RankForm(), current_user()
    rank = form.rank.data or ""
    if rank and rank not in {each.key for each in policy.current().ranks}:
        raise NotFound("There is no such rank.")
    user = actions.change_rank(user_id, rank, by=by)
    flash(f"{user.name}: the rank is saved. It says what they may decide.", "success")
    return redirect(url_for(".show", user_id=user_id), code=303)


@bp.post("/<int:user_id>/link")
@needs(Permission.MANAGE_USERS)
def give_link(user_id: int) -> ResponseReturnValue:
    """Help someone who lost password or phone."""
    _invitation, link = actions.give_fresh_link(user_id, by=current_user())
    form = RoleForm(formdata=None, role=queries.get_user(user_id).role.value)
    return _show(user_id, form, _leaver_form(user_id, fresh=True), 200, link)


@bp.post("/<int:user_id>/leave")
@needs(Permission.MANAGE_USERS)
def let_go(user_id: int) -> ResponseReturnValue:
    """Let a leaver go and hand over what they held."""
    form, by = _leaver_form(user_id), current_user()
    heir_id = form.heir_id.data or None
    user = attempt(form, lambda: handover.let_go(user_id, heir_id, by=by))
    if user is None:
        role = RoleForm(formdata=None, role=queries.get_user(user_id).role.value)
        return _show(user_id, role, form, 422)
    flash(f"{user.name} has left. Nothing opens for them any more.", "success")
    return redirect(url_for(".index"), code=303)
