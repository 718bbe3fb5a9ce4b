"""How a channel on YouTube is connected, presented, counted, and given back."""

from urllib.parse import parse_qs, urlsplit

import pytest

from campaigns.kernel import clock
from campaigns.kernel.errors import Limited, Rejected, Unauthorised, Unreachable
from campaigns.platforms.base import NoDesk, Post, Profile
from campaigns.platforms.youtube import PLATFORM, SCOPE
from tests.factories.youtube import full, png
from tests.fakes.google import REGISTRATION
from tests.fakes.world import Fault
from tests.fakes.youtube import OURS, THEIRS, no, opened

BACK = "https://house.example/staff/channels/back/youtube"
SECOND = "UCsecond00000000000000ab"


class Books(NoDesk):
    """A desk that counts."""

    def __init__(self):
        self.used = {}
        self.said = {}
        self.keys = []
        self.ahead_s = None

    def spent(self, bucket, units=1, /):
        self.used[bucket] = self.used.get(bucket, 0) + units

    def told(self, bucket, remaining, limit, resets_at, /):
        self.said[bucket] = (remaining, resets_at)

    def clock_skew(self, seconds, /):
        self.ahead_s = seconds

    def renew(self, stale, fetch, /):
        self.keys.append(fetch(stale))
        return self.keys[-1]


def consent(youtube, channel=OURS):
    """Let someone say yes in the browser; return what comes back, and what was kept."""
    leaving = PLATFORM.sign_in.begin(REGISTRATION, BACK, "a-state")
    asked = {name: value[0] for name, value in parse_qs(urlsplit(leaving.url).query).items()}
    youtube.codes["a-code"] = {
        "channel": channel,
        "redirect_uri": asked["redirect_uri"],
        "challenge": asked["code_challenge"],
    }
    return asked, leaving.keep


def finish(keep, query=None):
    return PLATFORM.sign_in.finish(REGISTRATION, BACK, keep, query or {"code": "a-code"})


def test_the_browser_is_sent_with_one_scope_and_asks_for_a_key_that_lasts(youtube):
    asked, keep = consent(youtube)
    assert (asked["scope"], asked["access_type"], asked["state"]) == (SCOPE, "offline", "a-state")
    assert asked["code_challenge_method"] == "S256"
    assert keep["verifier"] not in asked.values()


def test_a_channel_that_was_signed_in_to_opens(youtube):
    _, keep = consent(youtube)
    (offered,) = finish(keep)
    assert offered.label == "Help find Mira (@missingmira)"
    account = PLATFORM.open({**REGISTRATION, **offered.credentials}, NoDesk())
    assert account.check().handle == "missingmira"


def test_of_several_channels_a_person_chooses(youtube):
    youtube.channels[SECOND] = {"title": "Northbank Police"}
    youtube.mine[OURS] = (OURS, SECOND)
    _, keep = consent(youtube)
    first, second = finish(keep)
    assert second.label == "Northbank Police"
    account = PLATFORM.open({**REGISTRATION, **second.credentials}, NoDesk())
    assert account.check().display_name == "Northbank Police"
    youtube.mine[OURS] = (OURS,)
    with pytest.raises(Unauthorised, match="another channel"):
        account.check()
    assert first.credentials["channel_id"] == OURS


def test_what_went_wrong_at_googles_is_told(youtube):
    _, keep = consent(youtube)
    with pytest.raises(Rejected, match="access_denied"):
        finish(keep, {"error": "access_denied"})
    with pytest.raises(Rejected, match="client ID and secret"):
        PLATFORM.sign_in.finish(
            {**REGISTRATION, "client_secret": "old"}, BACK, keep, {"code": "a-code"}
        )
    with pytest.raises(Unauthorised, match="Malformed auth code"):
        finish({"verifier": "another"})


def test_a_box_that_was_left_empty_and_an_account_without_a_channel_are_told(youtube):
    youtube.scope = "openid"
    _, keep = consent(youtube)
    with pytest.raises(Rejected, match="tick every box"):
        finish(keep)
    youtube.scope, youtube.mine[OURS] = SCOPE, ()
    _, keep = consent(youtube)
    with pytest.raises(Rejected, match="no channel"):
        finish(keep)


def test_a_key_is_given_back_once_and_for_all(youtube_account, youtube):
    youtube_account.revoke()
    assert "refresh-ours" not in youtube.refresh
    youtube_account.revoke()


@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE, Fault.S503, Fault.MALFORMED])
def test_a_key_that_could_not_be_renewed_for_the_moment_says_nothing(youtube, world, fault):
    world.arm(fault, lambda request: request.path == "/token")
    with pytest.raises(Unreachable):
        opened().publish(full())
    assert youtube.videos == {}


def test_a_renewed_key_goes_through_the_desk_before_it_is_used(youtube):
    books = Books()
    opened(desk=books).check()
    (key,) = books.keys
    assert key["refresh_token"] == "refresh-ours"
    assert key["access_token"] in youtube.access
    assert books.ahead_s is not None  # by how much the counterpart's own clock is ahead of ours


def test_every_call_is_counted_and_a_day_that_is_over_is_kept(youtube, world):
    books = Books()
    account = opened(desk=books)
    account.publish(full())
    assert books.used == {"uploads": 1, "units": 50 + 50 + 2 * 400 + 1 + 50 + 1}
    said = no(403, "quotaExceeded", "Quota exceeded.")
    world.arm(Fault.S429, lambda request: request.path.endswith("/comments"), answer_429=said)
    with pytest.raises(Limited):
        account.answer(Post("Thank you", reply_to=youtube.say(THEIRS, "v", "Seen")))
    left, until = books.said["units"]
    assert left == 0
    assert until > clock.now()


def test_description_and_banner_are_set_and_the_rest_is_said_to_be_done_by_hand(
    youtube_account, youtube
):
    youtube_account.set_profile(Profile(display_name="Help find Mira", bio="Police appeal"))
    assert youtube_account.check().bio == "Police appeal"
    youtube_account.set_profile(Profile(banner=png()))
    kept = youtube.branding[OURS]
    assert kept["channel"] == {"title": "Help find Mira", "description": "Police appeal"}
    assert kept["image"]["bannerExternalUrl"].endswith("/1")
    assert youtube.banners == [png()]
    with pytest.raises(Rejected, match=r"name and the picture .* by hand .* rest was set"):
        youtube_account.set_profile(Profile("Appeal ended", "This appeal has ended.", png()))
    assert youtube_account.check().bio == "This appeal has ended."


def test_a_profile_that_youtube_would_not_take_changes_nothing(youtube_account, world):
    for profile in (Profile(bio="x" * 1_001), Profile(bio="x", banner=b"x" * 6_000_001)):
        with pytest.raises(Rejected, match="too l"):
            youtube_account.set_profile(profile)
    assert world.calls == []
