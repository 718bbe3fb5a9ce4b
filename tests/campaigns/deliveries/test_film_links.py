"""The video is coming; then its link follows beneath each post, once, or a person hears why not."""

from dataclasses import replace

import pytest

from campaigns.channels.model import Channel
from campaigns.deliveries import film_links, sending, telling
from campaigns.deliveries.actions import reschedule
from campaigns.deliveries.holds import lift_hold, pull_hold
from campaigns.deliveries.model import DeliveryState, HoldScope
from campaigns.deliveries.queries import list_of_update
from campaigns.jobs import reconcile_deliveries, send_deliveries, thread_films
from campaigns.kernel import settings
from campaigns.kernel.db import db
from campaigns.kernel.errors import Invalid
from campaigns.notices.model import Notice
from campaigns.platforms.base import Receipt
from campaigns.updates import actions
from campaigns.updates.preview import costing, preview
from campaigns.updates.way import way_of
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.films import keep_film
from tests.fakes import bluesky as at_bluesky
from tests.fakes import mastodon as at_mastodon
from tests.fakes import x as at_x
from tests.fakes import youtube as at_youtube
from tests.fakes.world import Fault

S = DeliveryState
FAKES = {"youtube": at_youtube, "mastodon": at_mastodon, "bluesky": at_bluesky, "x": at_x}
COMING = "Have you seen Mira? The video is coming."  # the white between is each platform's own
WATCH = "Watch it: https://www.youtube.com/watch?v="


class Said:
    """An update with a film on four platforms, and what stands on each of them."""

    def __init__(self, case, update, networks):
        self.case, self.update, self.networks = case, update, networks

    def on(self, name):
        standing = FAKES[name].TRIED.standing(self.networks[name])
        return [" ".join(each.replace("?The", "? The").split()) for each in standing]

    @property
    def links(self):
        db.session.expire_all()
        return [each for each in list_of_update(self.update.id) if each.step]

    @property
    def told(self):
        return [each.subject for each in db.session.scalars(db.select(Notice))]

    def run(self):
        send_deliveries.run(1)
        reconcile_deliveries.run(1)
        thread_films.run()
        send_deliveries.run(1)

    def only(self, name):
        [link] = [each for each in self.links if each.channel.platform == name]
        return link


def write(case, channels, film, **more):
    media = [{"asset_id": film.asset_id, "alt": "Police ask for help", "title": "Missing: Mira"}]
    given = {"film_words": ("The video is coming.", "Watch it:"), **more}
    return actions.write_update(
        case.id,
        parts=[{"text": "Have you seen Mira?", "media": media}],
        channel_ids=[each.id for each in channels],
        by=case.lead,
        **given,
    )


@pytest.fixture
def networks(request):
    return {name: request.getfixturevalue(fake.TRIED.fixture) for name, fake in FAKES.items()}


@pytest.fixture
def written(app, networks, tmp_path):
    settings.install(replace(settings.current(), rehearsal=False))
    channels = [
        make_channel(
            platform=name,
            handle=fake.TRIED.handle or "missingmira",
            credentials=fake.TRIED.credentials,
        )
        for name, fake in FAKES.items()
    ]
    case = make_case(rehearsal=False)
    make_appeal(case=case, channels=channels)
    return Said(case, write(case, channels, keep_film(case, tmp_path / "f.mp4")), networks)


@pytest.fixture
def said(written):
    case, update = written.case, written.update
    actions.submit_update(case.id, update.id, by=case.lead)
    actions.approve_update(case.id, update.id, update.content_hash, by=case.deputy)
    return written


def others():
    return [name for name in FAKES if name != "youtube"]


def test_approval_preview_and_costs_hold_both_parts(written):
    case, update = written.case, written.update
    for _ in range(2):  # as a draft, and as it was frozen
        shown = preview(update)
        texts = {each.parts[0].text for each in shown if each.platform != "YouTube"}
        assert texts == {COMING.replace("? ", "?\n\n"), f"{WATCH}COMES_LATER"}
        assert [each.follows for each in shown].count("") == 4
        assert costing(case.id, shown).cents == pytest.approx(1.5 + 20), "two posts, one with link"
        if update.content_hash is None:
            actions.submit_update(case.id, update.id, by=case.lead)
    assert len(list_of_update(update.id)) == 7


def test_posts_go_at_once_and_the_link_follows_each_of_them_once(said, youtube):
    said.run()
    [film] = youtube.videos
    for name in others():
        assert sorted(said.on(name)) == sorted([COMING, WATCH + film]), name
    for _ in range(3):
        said.run()
    assert {each.state for each in said.links} == {S.SENT}
    assert [len(said.on(name)) for name in others()] == [2, 2, 2]
    firsts = {each.channel_id: each for each in list_of_update(said.update.id) if not each.step}
    for link in said.links:
        assert link.snapshot["reply_to"] == firsts[link.channel_id].remote_id
    way = way_of(said.update)
    assert (way.out, way.accounts) == (4, 4)


def test_a_crash_between_the_two_parts_loses_and_repeats_nothing(said, world, youtube):
    send_deliveries.run(1)  # and here the process died: nothing but the tables knows of it
    assert {telling.line(each) for each in said.links} == {
        "It waits for the video: its link goes out once everyone can watch it."
    }
    with pytest.raises(Invalid, match="goes by itself"):
        reschedule(said.case.id, [said.only("x").id], None, by=said.case.lead)
    film_links.follow(said.only("x").id)
    film_links.follow(said.only("x").id)
    said.run()
    said.run()
    assert [len(said.on(name)) for name in others()] == [2, 2, 2]


def test_a_link_whose_outcome_is_not_known_is_asked_after_and_stands_once(
    said, world, moving_clock
):
    send_deliveries.run(1)
    world.arm(Fault.COMMIT_DROP, at_mastodon.TRIED.says)
    thread_films.run()
    send_deliveries.run(1)
    assert said.only("mastodon").state is S.UNKNOWN
    moving_clock.move(minutes=1)
    said.run()
    assert said.only("mastodon").state is S.SENT
    assert len(said.on("mastodon")) == 2


def test_a_film_that_is_made_private_gets_no_link_and_a_person_hears_why(
    said, youtube, moving_clock
):
    send_deliveries.run(1)
    [row] = youtube.videos.values()
    row["status"]["privacyStatus"] = "private"
    for _ in range(3):
        thread_films.run()
        send_deliveries.run(1)
        moving_clock.move(minutes=3)
    assert [said.on(name) for name in others()] == [[COMING]] * 3
    assert {each.reason for each in said.links} == {film_links.NOT_PUBLIC}
    told = f"The video is not up: @{said.only('x').channel.handle} still says that it is coming"
    assert said.told.count(told) == 2, "lead and deputy, once each"
    row["status"]["privacyStatus"] = "public"
    said.run()
    assert {each.state for each in said.links} == {S.SENT}


def test_a_film_that_youtube_refuses_never_gets_a_link(said, youtube, moving_clock):
    youtube.audited = False
    for _ in range(3):
        said.run()
        moving_clock.move(minutes=3)
    assert [said.on(name) for name in others()] == [[COMING]] * 3
    assert all("The film is not out" in each.reason for each in said.links)
    assert any("still says that it is coming" in each for each in said.told)


def test_a_switch_stops_the_link_and_what_is_withdrawn_never_follows(said):
    send_deliveries.run(1)
    hold = pull_hold(HoldScope.CASE, said.case.id, "Wait", by=said.case.lead)
    said.run()
    assert [len(said.on(name)) for name in others()] == [1, 1, 1]
    actions.withdraw_update(said.case.id, said.update.id, by=said.case.lead)
    lift_hold(hold.id, by=said.case.lead)
    said.run()
    assert [len(said.on(name)) for name in others()] == [1, 1, 1]


def test_a_link_without_an_account_of_films_is_refused_when_it_is_written(written, tmp_path):
    case = written.case
    film = keep_film(case, tmp_path / "other.mp4")
    channels = [each for each in db.session.scalars(db.select(Channel)) if each.platform == "x"]
    update = write(case, channels, film)
    with pytest.raises(Invalid) as refused:
        actions.submit_update(case.id, update.id, by=case.lead)
    assert "an account of films" in " ".join(refused.value.fields.values())
    with pytest.raises(Invalid):
        write(case, channels, film, film_words=("", "Watch it:"))


@pytest.mark.parametrize(
    ("platform", "how"), [("email", "as a post of its own"), ("telegram", "as a reply beneath it")]
)
def test_where_there_are_no_threads_the_link_is_a_post_of_its_own(app, tmp_path, platform, how):
    settings.install(replace(settings.current(), rehearsal=False))
    channels = [
        make_channel(platform=each, handle=f"{each}_mira") for each in ("youtube", platform)
    ]
    case = make_case(rehearsal=False)
    make_appeal(case=case, channels=channels)
    update = write(case, channels, keep_film(case, tmp_path / "f.mp4"))
    assert any(how in each.follows for each in preview(update))
    actions.submit_update(case.id, update.id, by=case.lead)
    post, link = [each for each in list_of_update(update.id) if each.channel.platform == platform]
    sending.keep_receipt(post.id, "", 1, Receipt("there-1", "https://there.example/1"))
    film_links.link_up(link.id, "https://www.youtube.com/watch?v=abcdefghijk")
    assert link.snapshot["reply_to"] == (None if platform == "email" else "there-1")
    assert link.snapshot["parts"][0]["text"] == f"{WATCH}abcdefghijk"
