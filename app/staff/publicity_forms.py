"""The forms of the question whether to publish: the harm check, a decision, a doubt."""

from collections.abc import Mapping

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from app.web.forms import Form, choices
from campaigns.cases.model import Case, DecisionKind
from campaigns.policy.table import Answer, Doubt, Effect, Question, Table
from campaigns.publicity.model import HarmCheck
from campaigns.publicity.rules import ANSWER_FIELD, NOTE_FIELD, Said
from campaigns.users.model import User

ABOUT = {"tip": Doubt.TIP, "family_message": Doubt.FAMILY}


class CheckForm(Form):
    """The questions of one kind of case; no answer is chosen beforehand."""

    questions: tuple[Question, ...] = ()
    hints: Mapping[str, Mapping[str, str]] = {}

    def said(self) -> dict[str, Said]:
        """Return what was answered, by question."""
        return {
            each.key: Said(
                self[ANSWER_FIELD.format(each.key)].data or "",
                self[NOTE_FIELD.format(each.key)].data or "",
            )
            for each in self.questions
        }

    def rows(self) -> list[tuple[Question, RadioField, StringField]]:
        """Return each question with its two fields."""
        return [
            (each, self[ANSWER_FIELD.format(each.key)], self[NOTE_FIELD.format(each.key)])
            for each in self.questions
        ]


def check_form(case: Case, table: Table, *, fresh: bool) -> CheckForm:
    """Return the form that this kind of case asks for; `fresh` reads nothing that was sent."""
    questions = table.questions_for(case.kind)
    fields: dict[str, object] = {"questions": questions}
    for each in questions:
        choices = {answer.key: answer.label for answer in each.answers}
        fields[ANSWER_FIELD.format(each.key)] = RadioField(
            each.ask, choices=choices, validate_choice=False
        )
        fields[NOTE_FIELD.format(each.key)] = StringField("What this rests on")
    fields["hints"] = {
        each.key: {answer.key: _hint(answer, case, table) for answer in each.answers}
        for each in questions
    }
    made: type[CheckForm] = type("CheckFormOfKind", (CheckForm,), fields)
    return made(formdata=None) if fresh else made()


def _hint(answer: Answer, case: Case, table: Table) -> str:
    follows = answer.follows[case.risk]
    if follows.effect is Effect.RANK:
        return f"Say what it rests on. {table.label(follows.rank)} or above decides."
    return {Effect.NOTE: "Say what it rests on.", Effect.STOP: "Stops publishing."}.get(
        follows.effect, ""
    )


class DecideForm(Form):
    """Publish or not, and why; `check_id` is the check that was looked at."""

    kind = RadioField(
        "What is decided",
        choices={
            DecisionKind.PUBLISH.value: "Publish",
            DecisionKind.WITHHOLD.value: "Do not publish",
        },
        validate_choice=False,
    )
    why = TextAreaField("Why")
    check_id = HiddenField()
    decided_by_id = SelectField("Who decided", coerce=int, validate_choice=False)

    def offer(self, deciders: list[User], user: User) -> None:
        """Offer those who could have decided by phone."""
        others = ((each.id, each.name) for each in deciders if each.id != user.id)
        self.decided_by_id.choices = choices(others, first="Choose who decided")


class AskForm(Form):
    """Whom to ask to decide."""

    decider_id = SelectField("Who is to decide", coerce=int, validate_choice=False)

    def offer(self, deciders: list[User]) -> None:
        """Offer those whose rank reaches."""
        self.decider_id.choices = choices((each.id, each.name) for each in deciders)


class RecheckForm(Form):
    """A doubt: why, and whether publishing waits for the decision."""

    why = TextAreaField("Why might publishing do harm?")
    pause = BooleanField("Pause publishing until it is decided")
    about = HiddenField()

    def parts(self) -> tuple[str, int] | None:
        """Return what raised the doubt, ("tip", 12), where it was raised from there."""
        name, _, number = (self.about.data or "").partition(":")
        return (name, int(number)) if name in ABOUT and number.isdecimal() else None


def check_id_of(form: DecideForm) -> int | None:
    """Return the check that the decider looked at."""
    typed = form.check_id.data or ""
    return int(typed) if typed.isdecimal() else None


def id_of(check: HarmCheck | None) -> str:
    """Return a check's number for a form."""
    return str(check.id) if check else ""
