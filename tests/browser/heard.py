"""What the full house has heard beyond words: changes of them, and what may be missing."""

from campaigns.channels.model import Channel
from campaigns.hearing import gaps, strangers
from campaigns.hearing.model import Stranger
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.moderation import actions as moderation
from campaigns.moderation.model import HideWhy
from campaigns.tips import canned, reminding, versions
from campaigns.tips.model import Tip, TipSource
from campaigns.users.model import Role, User
from tests.factories.tips import receive_tip
from tests.factories.users import make_user


def hear_more(tip_id: int, channel: Channel) -> None:
    """Leave a tip that was changed and taken back, an alarm that stands, and one that was ended."""
    versions.keep_version(tip_id, versions.Again("The two of them, at the ferry.", b"{}"))
    versions.keep_version(tip_id, versions.Again("", gone=True))
    ended = gaps.raise_gap(channel.id, "messages", "Nobody listened for two days.")
    looked = make_user(Role.SUPERVISOR, name="Ida Brandt")
    gaps.end_gap(channel.id, ended.id, "Looked through the account by hand.", by=looked)
    leave_strangers(channel, looked)
    gaps.raise_gap(channel.id, "replies", "More was said at once than it gave us.")
    hide_and_answer(tip_id, channel, looked)


def hide_and_answer(tip_id: int, channel: Channel, by: User) -> None:
    """Leave a reply on its way to being hidden, its sender blocked, a question, and an answer."""
    case = db.session.get_one(Tip, tip_id).case_id
    tip = receive_tip(
        case_id=case, source=TipSource.REPLY, channel_id=channel.id, remote_ref="rude-1",
        text="You scum, she is dead by now.", raw=b"{}", sender="A troll", author="troll-7",
        anonymous=False,
    ).tip  # fmt: skip
    moderation.ask_hide(case, tip.id, HideWhy.ABUSE, "", by=by)
    moderation.block_sender(case, tip.id, HideWhy.ABUSE, by=by)
    reminding.set_question(case, tip_id, question=True, by=by)
    canned.write_canned(case, "Where to bring a film", "To any police desk.", by=by)


@atomic
def leave_strangers(channel: Channel, by: User) -> None:
    """Leave a post that nobody has looked at, and one that was dismissed."""
    given = {"channel_id": channel.id, "posted_at": clock.now(), "found_at": clock.now()}
    rows = [
        Stranger(remote_ref=ref, url="https://rehearsal.example/", text=text, **given)
        for ref, text in (("s1", "Send money to find her"), ("s2", "A test, ignore it"))
    ]
    db.session.add_all(rows)
    db.session.flush()
    strangers.dismiss(channel.id, rows[1].id, "The owner tried the key.", by=by)
