"""Story A, from the first form to after closing: a child taken abroad by a parent.

Everything is done by hands on pages, at the moments of the story. What the story expects of the
guard on outgoing words, of classes and of plausibility belongs to later work and is not asked here.
"""

import hashlib
import io
import json
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from campaigns.closure.queries import list_tasks
from campaigns.deliveries.queries import list_upcoming
from campaigns.kernel.db import db
from campaigns.platforms import rehearsal
from campaigns.platforms.network import record
from campaigns.timeline.proof import verify
from campaigns.tips.queries import get_tip, list_evidence
from tests.factories.publicity import form_answers

STORY = json.loads((Path(__file__).parent / "data" / "a_missing_child.json").read_text())
TIPS = {each["id"]: each for each in STORY["tips"]}
POSTS = {each["id"]: each for each in STORY["posts"]}
CASE = "/staff/cases/1"
WHY = STORY["decisions"][0]["what"]
TORONTO = ZoneInfo("America/Toronto")
BY_PAGE = {"web"}
BY_WALL = {"facebook_comment", "x_reply"}
BY_STAFF = {"phone": "phone", "email": "email", "phone_crimestoppers": "phone"}


def at_home(moment):
    """Return a moment as a wall clock in the case's zone shows it."""
    return datetime.fromisoformat(moment).astimezone(TORONTO).strftime("%Y-%m-%dT%H:%M")


def photo(colour=(200, 180, 160), exif=None):
    """Return a JPEG picture."""
    made = io.BytesIO()
    Image.new("RGB", (900, 1200), colour).save(made, "JPEG", exif=exif or Image.Exif())
    return made.getvalue()


class Story:
    """What happens in the story, told by hands on pages."""

    def __init__(self, house):
        self.house = house
        self.tips = {}
        self.codenames = {}

    def open_and_launch(self):
        """One form opens the case, one form makes it an appeal."""
        hand = self.house.hand("okafor")
        ids = self.house.ids
        hand.go("/staff/cases/new").press(
            "Open the case",
            kind="missing",
            title=STORY["case"]["title"],
            risk="high",
            timezone="America/Toronto",
            reference=STORY["case"]["ref"],
            lead_id=ids["okafor"],
            deputy_id=ids["lindqvist"],
            liaison_id=ids["marsh"],
        )
        who = STORY["subject"]
        hand.press("Add a companion").press(
            "Upload now", new_photos=[(io.BytesIO(photo()), "ph1.jpg")]
        )
        withheld = STORY["holdbacks"][0]
        hand.press(
            "Save, and make this account",
            **{
                "person-public_name": who["public_name"],
                "person-name": who["full_name"],
                "person-aliases": "\n".join(who["aliases"]),
                "person-birth_date": who["date_of_birth"],
                "person-sex": "female",
                "person-height_cm": str(who["height_cm"]),
                "person-hair": who["hair"],
                "person-eyes": who["eyes"],
                "companions-0-name": who["companion"]["name"],
                "companions-0-aliases": who["companion"]["alias"],
                "companions-0-relation": "mother",
                "companions-0-age_from": "33",
                "last_seen-at": at_home(STORY["case"]["anchors"][2]["at"]),
                "last_seen-place": "Parkdale, Toronto",
                "last_seen-point": "43.6401, -79.4390",
                "last_seen-source": "CCTV at a drop-in centre",
                "facts-0-text": "Light brown hair, hazel eyes",
                "facts-0-source": "Father",
                "facts-0-visibility": "public",
                "holdbacks-0-detail": withheld["detail"],
                "holdbacks-0-terms": "\n".join(withheld["terms"]),
                "holdbacks-0-reason": withheld["reason"],
                "photos-0-alt": "A smiling girl",
                "photos-0-year": "2023",
                "photos-0-publish": "y",
                "consents-0-given_by": "father",
                "consents-0-scope": ", ".join(STORY["consents"][0]["scope"]),
                "consents-0-how": "by phone",
                "headline": "Have you seen Mira?",
                "ask": "Tell us where and when, even if you are not sure.",
                "hashtag": STORY["case"]["hashtag"],
                "contact_phone": "416-555-0143",
                "account_handle": STORY["case"]["account"].lstrip("@"),
                "account_name": "Help find Mira",
                "account_bio": "The official account of this appeal.",
            },
        )
        self.decide()
        hand.go(f"{CASE}/launch").press("Save and launch").sees("live")
        for username in ("reyes", "novak"):
            hand.go(CASE).press("Add to the case", user_id=self.house.ids[username])
        self.slug = re.search(r"/a/([a-z0-9-]+)", hand.go(CASE).text)[1]

    def decide(self):
        """The lead answers what could do harm; an inspector signs in and decides to publish."""
        page = f"{CASE}/publicity"
        self.house.hand("okafor").go(page).press("Save the answers", **form_answers("missing"))
        self.house.hand("duarte").go(page).press("Decide", kind="publish", why=WHY)

    def say(self, text, at=None, approver="lindqvist"):
        """Reyes writes, someone else approves exactly that."""
        hand = self.house.hand("reyes").go(f"{CASE}/updates/new")
        when = {"when": "time", "send_local": at_home(at)} if at else {"when": "once"}
        hand.press("Save and see how it will look", **{"texts-0": text, **when})
        hand.press("Ask for approval").misses("Approve exactly this")
        address = hand.page.request.path
        self.house.hand(approver).go(address).press("Approve exactly this").sees("Approved")

    def tell(self, tip_id):
        """A tip comes in by its own door, at its own moment."""
        tip = TIPS[tip_id]
        self.house.until(tip["at"])
        files = [(io.BytesIO(self.old_photo()), "girl.jpg")] if tip.get("attachment") else []
        if tip["channel"] in BY_PAGE:
            hand = self.house.hand().go(f"/a/{self.slug}/tip")
            named = {} if tip["anonymous"] else {"name": tip.get("contact", "Someone")}
            hand.press("Send", text=tip["text"], files=files, **named).sees("We have it")
            self.codenames[tip_id] = codename_on(hand.text)
        elif tip["channel"] in BY_WALL:
            self.house.answer("someone", tip["text"])
        else:
            self.enter(tip)
        self.tips[tip_id] = self.house.ask(newest_tip)

    def enter(self, tip):
        """Novak writes down what came by phone or mail."""
        hand = self.house.hand("novak").go(f"{CASE}/tips/new")
        source = BY_STAFF[tip["channel"]]
        hand.press("Keep this tip", source=source, text=tip["text"])

    def old_photo(self):
        """A photo that says it was taken in Ottawa years ago."""
        exif = Image.Exif()
        exif[0x0132] = "2019:05:04 12:00:00"
        exif.get_ifd(0x8825).update({1: "N", 2: (45.0, 25.0, 17.0), 3: "W", 4: (75.0, 41.0, 50.0)})
        return photo((90, 120, 160), exif)


def codename_on(page):
    """Return the words on a receipt."""
    return re.search(r'id="codename"[^>]*>([^<]+)<', page)[1]


def newest_tip():
    """Return the id of the tip that came in last."""
    return db.session.execute(db.text("SELECT max(id) FROM tip")).scalar()


def facts_of(number):
    """Return what is kept of a tip: its words, where it stands, and who and when it was."""
    tip = get_tip(1, number)
    return tip.text, tip.state, tip.anonymous, tip.received_at


@pytest.fixture
def story(house):
    house.clock.go("2025-07-20T13:30:00-04:00")
    told = Story(house)
    told.open_and_launch()
    return told


def test_the_appeal_is_up_before_its_first_post(story, house):
    page = house.hand().go(f"/a/{story.slug}")
    page.sees("Have you seen Mira", "7", "Parkdale, Toronto", "#FindMiraV", "Tell us what you know")
    page.misses("2018-05-14", "14 May 2018", "Holloway", "star-shaped")


def test_posts_go_out_at_their_moments_and_once(story, house):
    house.until(POSTS["P1"]["at"])
    story.say(POSTS["P1"]["text"])
    house.tick()
    story.say(POSTS["P6"]["text"], at=POSTS["P6"]["at"])
    story.say(POSTS["P7"]["text"], at=POSTS["P7"]["at"])
    assert house.wall() == [POSTS["P1"]["text"]]
    house.until("2025-07-27T09:59:00-04:00")
    assert len(house.wall()) == 1
    house.until("2025-07-27T10:00:00-04:00")
    assert house.wall()[-1] == POSTS["P6"]["text"]
    house.until("2026-05-14T08:00:00-04:00")
    assert house.wall() == [POSTS[each]["text"] for each in ("P1", "P6", "P7")]
    assert house.ask(lambda: record.list_twice(rehearsal.network())) == []
    house.hand().go(f"/a/{story.slug}").sees("8")


def test_every_tip_is_kept_and_nothing_is_dismissed(story, house):
    house.until(POSTS["P1"]["at"])
    story.say(POSTS["P1"]["text"])
    house.tick()
    for tip_id in sorted(TIPS, key=lambda each: datetime.fromisoformat(TIPS[each]["at"])):
        story.tell(tip_id)
    assert len(set(story.tips.values())) == len(TIPS)
    for tip_id, number in story.tips.items():
        kept, state, anonymous, received = house.ask(facts_of, number)
        assert hashlib.sha256(kept.encode()).hexdigest() == TIPS[tip_id]["sha256_text"], tip_id
        assert state == "new", tip_id
        if anonymous:
            assert (received.minute, received.second) == (0, 0), tip_id
    codenames = set(story.codenames.values())
    assert len(codenames) == sum(each["channel"] == "web" for each in TIPS.values())
    evidence = house.ask(lambda: [each.asset.sha256 for each in list_evidence(story.tips["A-T14"])])
    assert evidence == [hashlib.sha256(story.old_photo()).hexdigest()]
    family = family_of(house)
    for tip in TIPS.values():
        assert tip["text"][:30] not in family.go("/family/").text


def family_of(house):
    """The father's browser, let in by DC Marsh."""
    marsh = house.hand("marsh").go(f"{CASE}/family")
    marsh.press("Make their link", name="Daniel Holloway", relation="father")
    link = re.search(r"/family/enter/[\w-]+", marsh.text)[0]
    return house.hand().go(link).press("Open my page")


def test_two_witnesses_and_an_echo_are_told_apart(story, house):
    house.until(POSTS["P1"]["at"])
    story.say(POSTS["P1"]["text"])
    house.tick()
    for tip_id in ("A-T01", "A-T02", "A-T03"):
        story.tell(tip_id)
    first, second, echo = (story.tips[each] for each in ("A-T01", "A-T02", "A-T03"))
    hand = house.hand("novak").go(f"{CASE}/tips/{first}")
    hand.press("Link", same_as=f"T-{second}")
    hand.go(f"{CASE}/tips/{echo}").press("Link", same_as=f"T-{first}", echo="y")
    hand.go(f"{CASE}/tips/{first}").sees("3 reports, 2 independent")


def test_the_end_takes_everything_down_and_nothing_fires_later(story, house):
    house.until(POSTS["P1"]["at"])
    story.say(POSTS["P1"]["text"])
    house.tick()
    story.tell("A-T08")
    story.say("The next anniversary. #FindMiraV", at="2027-07-12T10:00:00-04:00")
    house.until("2026-09-21T19:00:00-04:00")
    house.hand("okafor").go(f"{CASE}/close").press(
        "Propose to close",
        outcome="located_safe",
        why="Seen by two officers",
        family_text="She is safe. I am coming to you now.",
    )
    house.hand("okafor").go(f"{CASE}/close").misses("Confirm and close")
    family = family_of(house)
    house.hand("lindqvist").go(f"{CASE}/close").press("Confirm and close").sees("closed")
    house.tick()
    assert house.wall() == []
    assert {each.proof["status"] for each in house.ask(list_tasks, 1) if each.what == "post"} == {
        404
    }
    page = house.hand().go(f"/a/{story.slug}")
    page.misses("Mira", "Parkdale", "<img").sees("ended")
    for kind in ("atom", "rss", "json"):
        house.hand().go(f"/feeds/{story.slug}.{kind}", expect=410)
    back = house.hand().go("/return")
    back.press("Go on", codename=story.codenames["A-T08"].upper().replace("-", " "))
    back.sees("appeal has ended")
    family.go("/family/").sees("She is safe. I am coming to you now.")
    assert house.ask(list_upcoming, 1) == []
    house.until("2027-07-13T10:00:00-04:00")
    house.until("2028-05-14T08:00:00-04:00")
    assert house.wall() == []
    assert house.ask(verify, 1) is None
