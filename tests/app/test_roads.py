"""What the public and the family can read is read off the code, and must be what the guard reads.

Every text in the tables of a case is replaced by a word of its own; then every page, feed and file
of the surfaces without staff is opened, and every word of ours that comes back must be on a road.
"""

import re
from datetime import datetime

import pytest
from flask import url_for

from campaigns.appeals import poster_making
from campaigns.appeals.model import Appeal
from campaigns.cases import publicity_actions, story_actions
from campaigns.cases.given import FactGiven, IncidentGiven, PersonGiven, SeenGiven
from campaigns.cases.model import PersonRole, Visibility
from campaigns.deliveries.model import Delivery
from campaigns.families import actions as families
from campaigns.jobs import send_deliveries
from campaigns.kernel import columns
from campaigns.kernel.db import Model, db
from campaigns.media.model import MediaAsset
from campaigns.rounds.roads import ROADS
from campaigns.tips import actions as tips
from tests.browsing import post
from tests.factories.deliveries import make_speaking_case
from tests.factories.media import make_photo
from tests.factories.tips import receive_tip
from tests.factories.updates import make_approved

OURS = re.compile(r"qz[a-z]+zq")
SURFACES = ("public.", "family.")
# What code reads and nobody writes: with another word in it the house would not run.
WORKS = {
    "claim_token", "code", "content_type", "crop", "derivatives", "format", "hashtag_key",
    "idempotency_key", "language", "languages", "platform", "remote_id", "slug", "snapshot_hash",
    "storage_key", "sha256", "facts_hash", "send_local", "timezone", "content_hash", "sex",
    "birth_date_text", "credentials", "channel_ids", "reader_ids", "raw_sha256", "remote_url",
    "remote_ref",
}  # fmt: skip
STAFFS = {
    "chain_head",
    "data_key",
    "timeline_entry",
    "audit_entry",
    "user",
    "form_draft",
    "sign_in",
    "api_key",
    "invitation",
    "job_run",
    "lease",
}


@pytest.fixture
def stage(app):
    """A live appeal in which everything has been said once, in words of our own."""
    case, channels = make_speaking_case()
    for role in (PersonRole.MISSING, PersonRole.COMPANION):
        given = PersonGiven(
            name="n", public_name="p", aliases=("a",), publish_aliases=True, build="b", hair="h",
            eyes="e", languages_spoken="l", clothing="c", relation="r",
        )  # fmt: skip
        story_actions.add_person(case.id, role, given, actor=case.lead.actor)
    at = datetime.fromisoformat("2026-05-15T12:00")
    seen = SeenGiven(at, case.timezone, "place", source="s")
    story_actions.record_last_seen(case.id, seen, actor=case.lead.actor)
    story_actions.set_incident(case.id, IncidentGiven("w", at, at, "place"), actor=case.lead.actor)
    for visibility in Visibility:
        story_actions.add_fact(case.id, FactGiven("f", "s", visibility), by=case.lead)
    publicity_actions.record_consent(case.id, "x", "y", how="z", actor=case.lead.actor)
    publicity_actions.record_decision(
        case.id, "d", decided_by_id=case.lead_id, actor=case.lead.actor
    )
    make_photo(case, alt="a", label="l", publish=True)
    make_approved(case, channels, "first", "second")
    send_deliveries.run()
    _, link = families.invite_relative(case.id, "R", "", "father", by=case.lead)
    families.answer_family(case.id, "m", by=case.lead)
    received = receive_tip(case=case)
    tips.answer_sender(case.id, received.tip.id, "an answer", by=case.lead)
    poster_making.make_now(case.id, actor=case.lead.actor)
    return case, link, received.codename


def ours(*names):
    """Return a word that nobody else says, made from letters only."""
    letters = re.sub(
        r"[^a-z]", "", "".join(names).lower().translate(str.maketrans("0123456789", "abcdefghij"))
    )
    return f"qz{letters}zq"


def renamed(value, *names):
    """Return a value with our own word in place of each text in it."""
    if isinstance(value, str):
        return ours(*names)
    if isinstance(value, list):
        return [renamed(each, *names, str(number)) for number, each in enumerate(value)]
    if isinstance(value, dict):
        return {
            key: each if key in WORKS or key in {"type", "reply_to"} else renamed(each, *names, key)
            for key, each in value.items()
        }
    return value


def texts_of(kind):
    """Return the attributes of a table that hold words, sealed ones by their open name."""
    plain = {
        each.key
        for each in kind.__mapper__.column_attrs
        if each.columns[0].type.python_type in {str, dict, list}
        and not each.key.endswith("_sealed")
    }
    opened = {name for name, each in vars(kind).items() if isinstance(each, columns.Sealed)}
    return sorted((plain | opened) - WORKS)


def put_our_words():
    """Replace every text of every table, but those that code or the house itself reads."""
    for mapper in Model.registry.mappers:
        kind = mapper.class_
        if kind.__tablename__ in STAFFS:
            continue
        for row in db.session.scalars(db.select(kind)).all():
            number = str(db.inspect(row).identity[0])
            for name in texts_of(kind):
                value = getattr(row, name)
                if value:
                    setattr(row, name, renamed(value, kind.__tablename__, name, number))
    db.session.commit()


def addresses(app, case):
    """Yield every address of the surfaces without staff, for what is on the stage."""
    appeal = db.session.query(Appeal).one()
    values = {
        "slug": [appeal.slug], "code": [appeal.code], "kind": ["atom", "rss", "json"],
        "name": ["web", "clean", "original"], "language": ["en"], "token": ["none"],
        "key": ["none"],
        "asset_id": [each.id for each in db.session.query(MediaAsset)],
    }  # fmt: skip
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(SURFACES) and "GET" in rule.methods:
            unknown = set(rule.arguments) - set(values)
            assert not unknown, f"{rule}: say in `values` what stands for {unknown}"
            sets = [{}]
            for name in rule.arguments:
                sets = [{**each, name: value} for each in sets for value in values[name]]
            with app.test_request_context():
                yield from [url_for(rule.endpoint, **each) for each in sets]


def on_the_roads(case):
    return {
        word
        for road in ROADS
        for leaving in road.leaving(list(road.of_case(case.id)))
        for words in leaving.words
        for word in OURS.findall(words.text)
    }


def test_whatever_the_public_or_the_family_reads_is_read_by_the_guard_first(app, client, stage):
    case, link, codename = stage
    assert post(client, f"/family/enter/{link}").status_code == 303
    put_our_words()
    seen = {}
    for address in addresses(app, case):
        answer = client.get(address)
        for word in OURS.findall(answer.get_data().decode(errors="replace")):
            seen.setdefault(word, address)
    back = client.post("/return", data={"codename": codename})
    seen |= dict.fromkeys(OURS.findall(back.get_data(as_text=True)), "/return")
    for delivery in db.session.query(Delivery):
        seen |= dict.fromkeys(OURS.findall(str(delivery.snapshot["parts"])), "a post")
    assert len(seen) > 25
    past = {word: at for word, at in seen.items() if word not in on_the_roads(case)}
    assert past == {}
