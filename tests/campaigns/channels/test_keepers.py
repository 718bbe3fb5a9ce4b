"""Two people look after every account, also when one of them leaves."""

import pytest

from campaigns.channels import keepers, queries
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.errors import Invalid
from tests.factories.channels import make_channel
from tests.factories.users import make_user


def test_a_leavers_accounts_go_to_the_heir(app):
    leaver, heir = make_user(), make_user()
    owned, assisted, other = make_channel(owner=leaver), make_channel(deputy=leaver), make_channel()
    assert keepers.hand_over(leaver.id, heir.id, actor=HOUSE) == 2
    assert queries.get_channel(owned.id).owner_id == heir.id
    assert queries.get_channel(assisted.id).deputy_id == heir.id
    assert queries.list_kept_by(leaver.id) == []
    assert heir.id not in {other.owner_id, other.deputy_id}


def test_nobody_ends_up_alone_with_an_account(app):
    leaver, partner = make_user(), make_user()
    channel = make_channel(owner=leaver, deputy=partner)
    with pytest.raises(Invalid, match=channel.handle):
        keepers.hand_over(leaver.id, partner.id, actor=HOUSE)
    assert queries.get_channel(channel.id).owner_id == leaver.id


def test_other_people_can_be_put_in_charge(app):
    channel, owner, deputy = make_channel(), make_user(), make_user()
    keepers.change_keepers(channel.id, owner.id, deputy.id, actor=HOUSE)
    changed = queries.get_channel(channel.id)
    assert (changed.owner, changed.deputy) == (owner, deputy)
    with pytest.raises(Invalid):
        keepers.change_keepers(channel.id, owner.id, owner.id, actor=HOUSE)
