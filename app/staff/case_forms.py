"""The forms of the case pages: a new case, who holds it, who works on it, what was decided."""

from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField

from app.web.forms import Choices, Form, choices
from campaigns.cases import queries
from campaigns.cases.model import Case, CaseKind, Risk
from campaigns.users import queries as users
from campaigns.users.model import User
from campaigns.users.rules import Permission, can


def _people(needed: Permission, first: str = "") -> Choices:
    found = (user for user in users.list_people() if can(user, needed))
    return choices((_choice(user) for user in found), first=first)


def _choice(user: User) -> tuple[int, str]:
    return user.id, f"{user.name}, {user.role.label.lower()}"


class HoldersForm(Form):
    """Who leads, who stands in, who talks to the family."""

    lead_id = SelectField("Lead", coerce=int)
    deputy_id = SelectField("Deputy", coerce=int)
    liaison_id = SelectField("Family liaison", coerce=int)

    def offer(self) -> None:
        """Offer those who may do each."""
        self.lead_id.choices = _people(Permission.EDIT_CASE)
        self.deputy_id.choices = _people(Permission.EDIT_CASE, "Choose someone")
        self.liaison_id.choices = _people(Permission.TALK_TO_FAMILY, "Nobody yet")


class NewCaseForm(HoldersForm):
    """What a case begins with."""

    kind = RadioField(
        "What is it?", choices=dict(CaseKind.choices()), default=CaseKind.MISSING.value
    )
    title = StringField("Working title")
    risk = RadioField("How urgent is it?", choices=dict(Risk.choices()), default=Risk.HIGH.value)
    timezone = StringField("Time zone of the case")
    reference = StringField("Your own reference")


class CaseForm(Form):
    """What a case says of itself."""

    title = StringField("Working title")
    risk = SelectField("Risk", choices=dict(Risk.choices()))
    reference = StringField("Reference")
    timezone = StringField("Time zone")
    partners = TextAreaField("Partner agencies, one on each line")


class MemberForm(Form):
    """Someone to work on the case."""

    user_id = SelectField("Someone else", coerce=int)

    def offer(self, case: Case) -> None:
        """Offer everyone who does not work on the case yet."""
        there = {each.id for each in queries.list_members(case.id)}
        found = [each for each in users.list_people() if each.id not in there]
        self.user_id.choices = [
            (user.id, f"{user.name}, {user.role.label.lower()}") for user in found
        ]


class DecisionForm(Form):
    """Who decided what, and why."""

    what = StringField("What was decided")
    why = StringField("Why")
    decided_by_id = SelectField("Who decided", coerce=int)

    def offer(self, case: Case) -> None:
        """Offer those who work on the case."""
        members = queries.list_members(case.id)
        self.decided_by_id.choices = choices((user.id, user.name) for user in members)


def case_form(case: Case) -> CaseForm:
    """Return the form as the case stands."""
    return CaseForm(
        formdata=None,
        data={
            "title": case.title,
            "risk": case.risk.value,
            "reference": case.reference,
            "timezone": case.timezone,
            "partners": "\n".join(case.partners),
        },
    )


def overview_forms(case: Case, user: User, **sent: Form) -> dict[str, Any]:
    """Return the forms of the overview; one that was sent and refused stays as it was typed."""
    holders = {name: getattr(case, name) or 0 for name in ("lead_id", "deputy_id", "liaison_id")}
    forms: dict[str, Any] = {
        "case_form": sent.get("case_form") or case_form(case),
        "holders_form": sent.get("holders_form") or HoldersForm(formdata=None, data=holders),
        "member_form": sent.get("member_form") or MemberForm(formdata=None),
        "decision_form": sent.get("decision_form")
        or DecisionForm(formdata=None, data={"decided_by_id": user.id}),
    }
    forms["holders_form"].offer()
    forms["member_form"].offer(case)
    forms["decision_form"].offer(case)
    return forms
