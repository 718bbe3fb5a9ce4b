"""What happens to a post when a platform, the line or our own process breaks: never twice, never
lost, never called sent when it is not. The table is printed (`pytest -s`)."""

from dataclasses import replace
from importlib import import_module, util

import pytest

from campaigns.kernel import settings
from campaigns.platforms import registry
from tests.fakes.matrix import DECIDES, GONE, ONCE, Matrix, table

NAMES = sorted({*registry.all_platforms(), "lantern"})
MODULES = {name: f"tests.fakes.{name}" for name in NAMES if util.find_spec(f"tests.fakes.{name}")}
TRIED = {
    name: tried
    for name, module in MODULES.items()
    if (tried := getattr(import_module(module), "TRIED", None))
}


@pytest.mark.parametrize("name", sorted(TRIED))
def test_whatever_breaks_nothing_is_said_twice_lost_or_called_sent_when_it_is_not(
    name, request, world, moving_clock
):
    tried = TRIED[name]
    fake = request.getfixturevalue(tried.fixture)
    if not registry.platform(name).rehearsal:
        settings.install(replace(settings.current(), rehearsal=False))
    rows = list(Matrix(name, tried, fake, world, moving_clock).rows())
    print(table(rows))
    assert [row for row in rows if not row.sound] == []
    good = {ONCE, GONE, DECIDES} if tried.blind else {ONCE, GONE}
    spoiled = [row for row in rows if row.fault != "key is void" and row.outcome not in good]
    assert spoiled == []


def test_every_platform_is_tried():
    assert set(NAMES) - set(TRIED) == set()
