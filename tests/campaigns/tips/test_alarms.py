import pytest

from campaigns.kernel import settings
from campaigns.kernel.errors import Invalid
from campaigns.tips.alarms import alarms_in, read_table
from campaigns.tips.model import MarkKind

THREAT, MONEY, SUBJECT, RISK = (
    MarkKind.THREAT, MarkKind.EXTORTION, MarkKind.SUBJECT, MarkKind.PUBLICITY,
)  # fmt: skip
SOUNDS = [
    ("I think he is going to kill her tonight", {THREAT}),
    ("Je veux la tuer, elle le sait", {THREAT}),
    ("Voy a matar a mi vecino", {THREAT}),
    ("We have the girl. Send 7000 in bitcoin tonight or you never see her. No police.", {MONEY}),
    ("Nous avons votre fille, payez 3000 euros", {MONEY}),
    ("Tenemos a su hija, pague el dinero", {MONEY}),
    ("I am fine. Please tell my dad I am ok. Do not look for us. M", {SUBJECT}),
    ("Je vais bien, dites à ma mère que je rentre", {SUBJECT}),
    ("Soy la chica de la foto", {SUBJECT}),
    (
        "Please stop looking. Tessa ran because she was scared. You are putting them in danger.",
        {RISK},
    ),
    ("Arrêtez de chercher, vous la mettez en danger", {RISK}),
    ("Dejen de buscarla, la están poniendo en peligro", {RISK}),
    ("توقفوا عن البحث. هربت لأنها كانت خائفة", {RISK}),
    ("أنا بخير، لا تبحثوا عنا", {SUBJECT}),
    ("ادفعوا 7000 دولار وإلا لن تروها أبدا", {MONEY}),
    ("لديه مسدس", {THREAT}),
]
QUIET = [
    "I would kill for a coffee, anyway I saw the car",
    "Pay attention and look at the CCTV",
    "The boy was with his dad, they looked fine",
    "A man was hurt in the crash on Cherry Street",
    "I was hiding from the rain when I saw it",
    "It's me again, I wrote before about the drop-in",
    "Useless cops. You only appeal when it’s a rich neighbourhood.",
    "my spirit guide sees water and the number 7",
    "Hi, I am a producer at Channel 9, can the father do an interview?",
    "They will find her, I am sure",
    "رأيت الفتاة في الحديقة مع امرأة يوم السبت",
]


@pytest.mark.parametrize(("text", "kinds"), SOUNDS)
def test_an_alarm_sounds_in_four_languages(app, text, kinds):
    assert {each.kind for each in alarms_in(text)} >= kinds


@pytest.mark.parametrize("text", QUIET)
def test_ordinary_words_sound_none(app, text):
    assert alarms_in(text) == []


def test_a_force_puts_its_own_table_in_place_of_ours(app):
    own = settings.current().data_dir / "alarms.toml"
    own.write_text('[threat]\npriority = "high"\nen = ["red balloon~"]\n')
    (alarm,) = alarms_in("Two RED-balloons went up")
    assert (alarm.kind, alarm.priority.value) == (THREAT, "high")
    assert alarms_in("I want to die") == []


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("[threat", "no TOML"),
        ('[menace]\npriority = "high"\nen = ["x y"]', "no kind"),
        ('[threat]\nen = ["x y"]', "needs a priority"),
        ('[threat]\npriority = "high"', "has no phrase"),
        ('[threat]\npriority = "high"\nen = ["*"]', "is no phrase"),
        ('[threat]\npriority = "high"\nen = ["a| b"]', "is no phrase"),
        ('[threat]\npriority = "high"\nen = "word"', "must be a list"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(written, words):
    with pytest.raises(Invalid) as refused:
        read_table(written)
    assert words in refused.value.message
