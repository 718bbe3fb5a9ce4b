import ast
import inspect
from pathlib import Path

from app import factory
from campaigns.kernel import written
from campaigns.kernel.db import Model
from campaigns.platforms import base
from campaigns.rounds.roads import ROADS, STAYS
from tests.house.trees import modules

# What an account does that says nothing: it asks, hears, hides, deletes or measures.
SAYS_NOTHING = {
    "block", "check", "hide", "look_for", "look_up", "measure", "own_posts", "reconcile", "replies",
    "revoke",
    "withdraw",
}  # fmt: skip
# The outside world itself, which is spoken to, and the mouth that speaks to it.
OUTSIDE = ("campaigns/platforms/", "campaigns/channels/speaking.py")


def test_every_table_says_by_which_road_its_words_leave_or_why_they_stay():
    assert factory  # everything is imported
    on_a_road = {road.kind.__tablename__ for road in ROADS}
    new = set(Model.metadata.tables) - on_a_road - set(STAYS)
    assert new == set(), (
        f"{sorted(new)}: do its words ever reach the public, the family, an e-mail or a platform? "
        "Then give it a Road (see campaigns/families/roads.py) and add that to ROADS in "
        "campaigns/rounds/roads.py; if not, say why in STAYS there."
    )
    assert on_a_road & set(STAYS) == set()
    assert set(STAYS) <= set(Model.metadata.tables)


def test_the_guard_stands_at_every_road(app):
    assert {road.kind for road in ROADS} <= written.watched()


def test_a_road_names_columns_that_are_there():
    for road in ROADS:
        there = set(road.kind.__mapper__.attrs.keys())
        assert road.columns, road.label
        assert road.columns | road.opens <= there, road.label


def test_every_column_of_words_on_a_road_is_read_or_is_no_business_of_the_public():
    for road in ROADS:
        words = {
            column.key
            for column in road.kind.__mapper__.column_attrs
            if column.columns[0].type.python_type in {str, bytes, list, dict}
        }
        unread = words - road.columns - KNOWN_UNREAD.get(road.kind.__tablename__, set())
        assert unread == set(), (
            f"{road.kind.__tablename__}: are {sorted(unread)} ever shown outside? Then read them "
            "in its road and name them in `columns`; if not, add them to KNOWN_UNREAD here."
        )


# Words on a row that leaves, which themselves do not leave.
KNOWN_UNREAD = {
    "appeal": {"hashtag_key", "code", "quiet_from", "quiet_until"},
    "channel": {
        "platform", "state_reason", "credentials_sealed", "last_error", "renewing_by",
        "picture_key",
    },
    "closure": {"why_sealed"},
    "consent": {"given_by_sealed", "how"},
    "delivery": {
        "snapshot_hash", "parts_done", "remote_id", "remote_url", "claim_token", "reason",
        "withdraw_proof", "kept_back",
    },
    "fact": {"source_sealed"},
    "family_message": {"idempotency_key"},
    "film": {"shape", "language", "codec", "sound", "facts_hash", "reason", "maker"},
    "last_seen": {"timezone", "source"},
    "media_asset": {
        "content_type", "sha256", "storage_key", "derivatives", "trouble", "crop", "made_from",
    },
    "notice": {"address_sealed", "path", "reason"},
    "person": {"name_sealed", "birth_date_sealed"},
    "poster": {"format", "language", "facts_hash", "warnings"},
    "poster_phrase": {"language", "source_sealed"},
    "tip_message": {"idempotency_key"},
    "update": {
        "parts", "channel_ids", "send_local", "timezone", "cadence_step", "content_hash",
        "emergency_reason", "urgent_reason", "coming_words", "link_words",
    },
}  # fmt: skip


def _port():
    """The methods of everything an account can be, as the port names them."""
    kinds = [
        kind for _, kind in inspect.getmembers(base, inspect.isclass)
        if getattr(kind, "_is_protocol", False) and kind.__module__ == base.__name__
    ]  # fmt: skip
    return {
        name
        for kind in kinds
        for name, _ in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_")
    }


def test_what_an_account_says_is_said_by_the_mouth_alone():
    says = _port() - SAYS_NOTHING
    assert {"publish", "answer", "edit", "set_profile"} <= says
    past = [
        f"{path}:{node.lineno} {node.func.attr}"
        for path, tree in modules("campaigns").items()
        if not str(path).startswith(OUTSIDE)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in says
        and not _is_module(node.func.value, tree)
    ]
    assert past == [], (
        "Say it with campaigns.channels.speaking.speak(case_id, about, before, account.method, ...)"
        "; a method of the port that says nothing belongs to SAYS_NOTHING here."
    )


def _is_module(value, tree):
    """Say whether `x.answer()` calls a function of an imported module and no account's method."""
    imported = {
        name.asname or name.name.rpartition(".")[2]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    return isinstance(value, ast.Name) and value.id in imported


def test_no_statement_writes_words_past_the_guard():
    words = {column for road in ROADS for column in road.columns} - {"text", "place", "label"}
    past = [
        f"{path}:{node.lineno} {each.arg}"
        for path, tree in modules("campaigns").items()
        if Path(path).name != "model.py" and "migrations" not in path.parts
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "values"
        for each in node.keywords
        if each.arg in words
    ]
    assert past == []
