"""Pictures and films on their way to X: broken anywhere they go on, and are posted once."""

import pytest

from campaigns.kernel.errors import Held, Limited, Rejected, Unreachable
from campaigns.platforms.base import Post, Walk
from tests.campaigns.platforms.clients.x.things import (
    beginning,
    closing,
    describing,
    film,
    mira,
    piece,
    png,
    posting,
)
from tests.fakes.world import Fault


@pytest.mark.parametrize("step", [beginning, piece, closing, describing])
@pytest.mark.parametrize("fault", [each for each in Fault if each is not Fault.COMMIT_SLOW])
def test_a_broken_upload_goes_on_where_it_broke_and_is_posted_once(account, x, world, step, fault):
    post = Post("Watch", (mira(),), journey=Walk())
    world.arm(fault, step)
    for _ in range(2):
        try:
            account.publish(post)
            break
        except (Unreachable, Limited):
            assert x.standing() == []
    (said,) = x.standing()
    assert x.media[said.media[0]].content == png()
    assert x.media[said.media[0]].alt == "Mira"


def test_a_film_goes_up_in_pieces_once_and_is_waited_for_outside(account, x, world):
    post = Post("Watch", (film(),), journey=Walk())
    world.arm(Fault.COMMIT_DROP, piece, skip=1)
    with pytest.raises(Unreachable):
        account.publish(post)
    x.cooking = 2
    for _ in range(2):
        with pytest.raises(Limited, match="still preparing"):
            account.publish(post)
    account.publish(post)
    (said,) = x.standing()
    assert x.media[said.media[0]].content == film().content
    assert len(x.media) == 1
    assert sum(piece(call) for call in world.calls) == 4  # three pieces, one of them twice


def test_a_film_that_x_cannot_use_is_refused_in_its_words(account, x):
    post = Post("Watch", (film(),), journey=Walk())
    x.cooking = 1
    with pytest.raises(Limited):
        account.publish(post)
    next(iter(x.media.values())).failed = "InvalidMedia: wrong codec"
    with pytest.raises(Rejected, match="wrong codec"):
        account.publish(post)


def test_an_upload_that_x_has_forgotten_is_made_anew(account, x, world):
    post = Post("Watch", (mira(),), journey=Walk())
    world.arm(Fault.S503, posting)
    with pytest.raises(Unreachable):
        account.publish(post)
    x.media.clear()
    with pytest.raises(Limited, match="uploaded anew"):
        account.publish(post)
    account.publish(post)
    assert len(x.standing()) == 1


def test_a_switch_stops_a_film_between_two_pieces(account, x):
    class Switch(Walk):
        left = 3

        def go_on(self):
            self.left -= 1
            if self.left < 0:
                raise Held("Stopped.")

    with pytest.raises(Held):
        account.publish(Post("Watch", (film(),), journey=Switch()))
    assert x.standing() == []
    assert len(next(iter(x.media.values())).pieces) == 2


def test_a_key_that_runs_out_between_two_pieces_is_renewed_and_the_film_goes_on(x, in_browser):
    class Spoiled(Walk):
        left = 3

        def go_on(self):
            self.left -= 1
            if self.left == 0:
                x.expire()

    post = Post("Watch", (film(),), journey=Spoiled())
    x.cooking = 1
    with pytest.raises(Limited):
        in_browser.publish(post)
    in_browser.publish(post)
    (said,) = x.standing()
    assert x.media[said.media[0]].content == film().content
    assert len(x.media) == 1
