"""Story A in a real browser: a child is missing; opened, launched, said, heard, closed."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from campaigns.cases.model import CaseKind
from campaigns.jobs.timetable import timetable
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE
from campaigns.users.actions import create_user
from campaigns.users.model import Role
from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import Hands
from tests.factories.publicity import form_answers
from tests.factories.users import make_user

pytestmark = pytest.mark.browser

PHOTO = Path(__file__).parents[2] / "static/img/demo/child.jpg"
PASSWORD = "harbour lamp quiet 4471"
POST = "Have you seen Mira, 7? Last seen in Parkdale. Please share. #FindMiraH"
TOLD = "A woman who signs in as Nora comes to our drop-in with a girl she calls Lena."
ANSWERED = "I saw a girl like her at the library in Parkdale on Saturday."
FAMILY_TEXT = "She is safe. I am coming to you now."
HANDLE = "helpfindmirah"


class Story:
    """The people of the story, each at a browser of their own."""

    def __init__(self, house, desk, page_at, signed_in):
        self.house, self.desk, self.page_at = house, desk, page_at
        okafor = create_user(
            "okafor", "Const. Okafor", "o@police.example", Role.INVESTIGATOR, PASSWORD, actor=HOUSE
        )
        self.ids = {"okafor": okafor.id}
        self.okafor = self.anyone(DESK)
        for name, role in (
            ("lindqvist", Role.SUPERVISOR),
            ("reyes", Role.PRESS_OFFICER),
            ("novak", Role.TRIAGER),
            ("marsh", Role.FAMILY_LIAISON),
        ):
            user = make_user(role, username=name, name=f"The {role.label.lower()}")
            self.ids[name] = user.id
            setattr(self, name, Hands(signed_in(page_at(DESK), user), house.url))
        inspector = make_user(Role.SUPERVISOR, rank="inspector", name="Insp. Duarte")
        self.duarte = Hands(signed_in(page_at(DESK), inspector), house.url)

    def anyone(self, width=PHONE, *, script=True):
        """Return somebody's hands at a fresh browser."""
        return Hands(self.page_at(width, script=script), self.house.url)

    def tick(self):
        """Let the scheduler look once at everything."""
        for job in timetable(2, 2):
            with self.desk.app_context():
                job.run()


@pytest.fixture
def story(house, desk, page_at, signed_in):
    return Story(house, desk, page_at, signed_in)


def open_case(story):
    """The investigator signs in and opens the case."""
    story.okafor.go("/staff/cases/new").press(
        "Sign in", username="okafor", password=PASSWORD
    ).press(
        "Open the case",
        kind=CaseKind.MISSING,
        title="Help find Mira",
        risk="high",
        lead_id=str(story.ids["okafor"]),
        deputy_id=str(story.ids["lindqvist"]),
        liaison_id=str(story.ids["marsh"]),
    )
    story.case = story.okafor.find(r"/staff/cases/\d+")


def type_and_come_back(hand):
    """What is typed is kept as it is typed; a photo is there as soon as it is chosen."""
    hand.type(headline="Have you seen Mira?")
    expect(hand.page.locator("[data-said]")).to_contain_text("Saved")
    hand.page.reload()
    expect(hand.page.locator('[name="headline"]')).to_have_value("Have you seen Mira?")
    hand.page.locator('[name="new_photos"]').set_input_files(PHOTO)
    hand.page.locator('[name="photos-0-alt"]').wait_for()
    expect(hand.page.locator('[name="headline"]')).to_have_value("Have you seen Mira?")


def launch(story):
    """One form tells who she is, makes the account, and launches."""
    hand = story.okafor
    type_and_come_back(hand)
    seen = clock.now() - timedelta(days=2)
    hand.press("Add a companion").press(
        "Save, and make this account",
        **{
            "person-public_name": "Mira",
            "person-name": "Mira Vance-Holloway",
            "person-birth_date": f"{seen.year - 8}-12-31",
            "person-aliases": "Lena Dunmore",
            "companions-0-name": "Tessa Vance",
            "companions-0-relation": "mother",
            "last_seen-at": f"{seen:%Y-%m-%dT14:10}",
            "last_seen-place": "Parkdale, Toronto",
            "last_seen-point": "43.6401, -79.4390",
            "last_seen-source": "CCTV at a drop-in centre",
            "facts-0-text": "Light brown hair, hazel eyes",
            "facts-0-source": "Father",
            "facts-0-visibility": "public",
            "holdbacks-0-detail": "A star-shaped scar behind her left ear",
            "holdbacks-0-terms": "star-shaped scar",
            "holdbacks-0-reason": "Proof of identity",
            "photos-0-alt": "A smiling girl with light brown hair",
            "photos-0-publish": "y",
            "consents-0-given_by": "Father",
            "consents-0-scope": "Photo, first name, age",
            "consents-0-how": "by phone",
            "ask": "Tell us where and when, even if you are not sure.",
            "hashtag": "FindMiraH",
            "contact_phone": "416-555-0143",
            "account_handle": HANDLE,
            "account_name": "Help find Mira",
            "account_bio": "The official account of this appeal.",
        },
    )
    decide(story)
    hand.go(f"{story.case}/launch").press("Save and launch").sees("The public can see this appeal")
    story.slug = hand.find(r"/a/([a-z0-9-]+)")
    for name in ("reyes", "novak"):
        hand.go(story.case).press("Add to the case", user_id=str(story.ids[name]))


def decide(story):
    """The lead answers what could do harm; an inspector decides to publish."""
    page = f"{story.case}/publicity"
    story.okafor.go(page).press("Save the answers", **form_answers("missing"))
    story.duarte.go(page).press("Decide", kind="publish", why="Custody order sighted")


def say(story):
    """The press officer writes, the supervisor approves exactly that, the wall shows it."""
    hand = story.reyes.go(f"{story.case}/updates/new")
    hand.press("Save and see how it will look", **{"texts-0": POST}).sees(POST)
    hand.press("Ask for approval")
    expect(hand.page.get_by_role("button", name="Approve exactly this")).to_have_count(0)
    story.lindqvist.go(hand.page.url).press("Approve exactly this").sees("Approved")
    story.tick()
    story.reyes.go(f"{story.case}/posts").sees("Sent")


def hear(story):
    """Someone answers on the wall; someone else tells us without a name and without script."""
    story.anyone().go(f"/rehearsal/@{HANDLE}").sees(POST).follow("Answer").press(
        "Answer on the wall", author="Rosa T.", text=ANSWERED
    ).sees(ANSWERED)
    story.tick()
    witness = story.anyone(script=False).go(f"/a/{story.slug}")
    witness.sees("Mira", "Parkdale, Toronto").follow("Tell us what you know")
    witness.press("Send", text=TOLD).sees("We have it")
    return witness.find(r'id="codename"[^>]*>([^<]+)<')


def triage(story):
    """The triager takes the tip, answers who sent it, and links what speaks of the same."""
    hand = story.novak.go(f"{story.case}/tips").sees("T-")
    hand.page.locator(".sl-listing__link", has_text="signs in as Nora").click()
    hand.sees(TOLD).press("Claim").sees("claimed by you")
    hand.press("Send the answer", text="Thank you. Which day was it?").sees("not read yet")
    other = story.novak.page.locator(".sl-listing__item", has_text="library in Parkdale")
    number = other.locator(".sl-listing__ref").inner_text()
    hand.page.locator("summary", has_text="Link as the same").click()
    hand.press("Link", same_as=number).sees("2 reports, 2 independent")


def let_family_in(story):
    """The liaison hands the father a link; it opens his page once."""
    hand = story.marsh.go(f"{story.case}/family").press(
        "Make their link", name="Daniel Holloway", relation="father"
    )
    father = story.anyone().go(hand.find(r"/family/enter/[\w-]+")).press("Open my page")
    return father.sees("Have you seen Mira").misses(TOLD, ANSWERED, "star-shaped")


def close(story):
    """One proposes, another confirms; then nothing of it is public any more."""
    story.okafor.go(f"{story.case}/close").press(
        "Propose to close", outcome="located_safe", why="Seen by two", family_text=FAMILY_TEXT
    )
    expect(story.okafor.page.get_by_role("button", name="Confirm and close")).to_have_count(0)
    story.lindqvist.go(f"{story.case}/close").press("Confirm and close").sees("What comes down")
    story.tick()


def test_story_a_from_the_first_form_to_after_closing(story):
    open_case(story)
    launch(story)
    say(story)
    codename = hear(story)
    triage(story)
    back = story.anyone(script=False).go("/return")
    back.press("Go on", codename=codename.upper().replace("-", " ")).sees("Which day was it?")
    father = let_family_in(story)
    close(story)
    story.anyone().go(f"/a/{story.slug}").sees("ended").misses("Mira", "Parkdale", "<img")
    story.anyone().go(f"/rehearsal/@{HANDLE}").misses(POST)
    father.go("/family/").sees(FAMILY_TEXT)
    back.go("/return").press("Go on", codename=codename).sees("appeal has ended")
    hands = (story.okafor, story.reyes, story.lindqvist, story.novak, story.marsh, father)
    assert [each.page.complaints for each in hands] == [[]] * len(hands)
