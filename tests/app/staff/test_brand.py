import io

import pytest
from PIL import Image

from campaigns.media import poster_queries as kits
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.media import png
from tests.factories.users import make_user

URL = "/staff/brand"


@pytest.fixture
def admin(client):
    return sign_in(client, make_user(Role.ADMINISTRATOR))


def _logo(content, name="logo.png"):
    return {"logo": (io.BytesIO(content), name)}


def test_colours_and_a_logo_are_kept_and_shown(admin):
    assert "#0f1b2d" in admin.get(URL).get_data(as_text=True)
    assert admin.get(f"{URL}/logo").status_code == 404
    logo = png(Image.new("RGB", (64, 64), "teal"))
    answer = post(admin, URL, ink="#003322", beam="#ffe066", **_logo(logo))
    assert answer.status_code == 303
    assert kits.find_brand().beam == "#ffe066"
    assert admin.get(f"{URL}/logo").content_type == "image/png"
    assert "#003322" in admin.get(URL).get_data(as_text=True)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"ink": "#888888", "beam": "#ffe066"}, "4.5 to 1 is needed"),
        ({"ink": "red", "beam": "#ffe066"}, "Write a colour as # and six digits"),
        ({"ink": "#003322", "beam": "#ffe066", **_logo(b"no picture")}, "not a picture"),
        ({"ink": "#003322", "beam": "#ffe066", **_logo(b"x" * 5_000_001)}, "larger than 5 MB"),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_kept(admin, given, said):
    answer = post(admin, URL, **given)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert kits.find_brand() is None
    answer.request.environ["wsgi.input"].close()


def test_only_those_who_manage_people_may_change_the_look(client):
    sign_in(client, make_user(Role.INVESTIGATOR))
    assert client.get(URL).status_code == 403
