"""Calls to Meta where somebody on the way, or Meta itself, does not do the usual."""

import pytest

from campaigns.kernel.errors import Unauthorised
from campaigns.platforms.base import NoDesk
from campaigns.platforms.graph.calls import Graph
from campaigns.platforms.graph.signing_in import HOSTS
from tests.fakes.graph import fields_of, no
from tests.fakes.world import Answer

HOST, KEY = "graph.facebook.com", "page-key"


@pytest.fixture
def graph(app):
    """A line with a key that is good."""
    return Graph("Facebook", HOSTS, KEY, NoDesk())


def test_where_the_header_is_taken_off_on_the_way_the_key_goes_as_metas_examples_have_it(
    graph, world
):
    def door(request):
        given = request.one("access_token")
        if request.method == "POST":
            given = given or fields_of(request)[0].get("access_token", "")
        return Answer(200, {"id": "1"}) if given == KEY else no(104, "A token is required")

    world.serve(door, HOST)
    assert graph.get("1001", {"fields": "id"}) == {"id": "1"}
    assert graph.delete("1001") == {"id": "1"}
    assert graph.post("1001/feed", {"message": "Mira"}) == {"id": "1"}
    assert [request.method for request in world.calls] == ["GET", "GET", "DELETE", "DELETE", "POST"]


def test_a_key_that_has_run_out_is_not_shown_in_an_address(graph, world):
    world.serve(lambda _request: no(190, "Session has expired", 463, status=401), HOST)
    with pytest.raises(Unauthorised):
        graph.get("1001")
    assert [request.one("access_token") for request in world.calls] == [""]


def test_a_list_that_is_paged_by_time_is_read_on(graph, world):
    def door(request):
        if request.one("until"):
            return Answer(200, {"data": [{"id": "2"}], "paging": {}})
        onwards = f"https://{HOST}/v26.0/1001/feed?access_token={KEY}&until=17&limit=100"
        return Answer(200, {"data": [{"id": "1"}], "paging": {"next": onwards}})

    world.serve(door, HOST)
    rows = [row["id"] for page in graph.pages("1001/feed", {}) for row in page]
    assert rows == ["1", "2"]
    assert all(KEY not in str(request.query) for request in world.calls)
