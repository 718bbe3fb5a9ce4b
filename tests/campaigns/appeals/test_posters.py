from datetime import date, datetime
from io import BytesIO

import pytest
from PIL import Image

from campaigns.appeals import posters, queries
from campaigns.cases import story_actions as story
from campaigns.cases.given import FactGiven, PersonGiven, SeenGiven
from campaigns.cases.model import PersonRole, Visibility
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.errors import Invalid, NotFound
from campaigns.media import actions as media
from campaigns.media import files
from campaigns.media.model import MediaKind
from campaigns.media.queries import get_asset, list_posters
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case

TUESDAY = datetime.fromisoformat("2026-05-12T14:10")
pytestmark = pytest.mark.usefixtures("app")


def _photo(case, **said):
    content = BytesIO()
    Image.new("RGB", (400, 500), "teal").save(content, "JPEG")
    asset = media.keep_file(
        case.id, MediaKind.PHOTO, "p.jpg", [content.getvalue()], actor=HOUSE, limit_bytes=10**7
    )
    words = {"year": 2023, "label": None, "alt": "Mira", "age_progressed": False, "publish": True}
    return media.edit_asset(case.id, asset.id, actor=HOUSE, **{**words, **said})


def _mira(**person):
    case = make_case()
    given = PersonGiven(
        **{
            "name": "Mira Vance-Holloway",
            "public_name": "Mira",
            "birth_date": date(2018, 5, 17),
            "height_cm": 121,
            "hair": "light brown",
            **person,
        }
    )
    story.add_person(case.id, PersonRole.MISSING, given, actor=HOUSE)
    story.record_last_seen(
        case.id,
        SeenGiven(TUESDAY, "America/Toronto", "Parkdale, Toronto"),
        actor=HOUSE,
    )
    return make_appeal(case=case)


@pytest.mark.parametrize(
    ("shape", "content_type"), [("portrait", "image/jpeg"), ("a4", "application/pdf")]
)
def test_a_poster_is_drawn_kept_and_offered(shape, content_type):
    appeal = _mira()
    _photo(appeal.case)
    before = queries.find_page_version(appeal.slug)
    made = posters.make_poster(appeal.id, shape, actor=HOUSE)
    asset = get_asset(appeal.case_id, made.asset_id)
    assert (asset.content_type, asset.publish) == (content_type, True)
    assert "Mira, 7" in made.text_equivalent
    assert files.bytes_of(asset, "original")
    assert queries.find_page_version(appeal.slug) != before
    standing = {
        each.format: each for each in posters.standing_of(queries.get_appeal(appeal.case_id))
    }
    assert standing[shape].current
    assert posters.newest_file(appeal, posters.PosterFormat(shape)).id == asset.id


def test_a_poster_is_out_of_date_when_a_fact_or_a_birthday_comes(moving_clock):
    appeal = _mira()
    posters.make_poster(appeal.id, "portrait", actor=HOUSE)

    def is_current():
        return posters.standing_of(queries.get_appeal(appeal.case_id))[0].current

    assert is_current()
    moving_clock.go("2026-05-17T12:00:00+00:00")
    assert not is_current()
    posters.make_poster(appeal.id, "portrait", actor=HOUSE)
    assert is_current()
    given = FactGiven("She speaks English.", visibility=Visibility.PUBLIC)
    story.add_fact(appeal.case_id, given, by=appeal.case.lead)
    assert not is_current()


def test_a_new_poster_takes_the_old_one_from_the_public():
    appeal = _mira()
    for _ in range(2):
        posters.make_poster(appeal.id, "portrait", actor=HOUSE)
    posters.make_poster(appeal.id, "a4", actor=HOUSE)
    shown = [
        get_asset(appeal.case_id, each.asset_id).publish for each in list_posters(appeal.case_id)
    ]
    assert shown == [True, True, False]


def test_what_does_not_fit_is_named_where_it_was_typed_and_nothing_is_kept():
    appeal = _mira(public_name="Wilhelmina " * 30)
    with pytest.raises(Invalid) as refused:
        posters.make_poster(appeal.id, "portrait", actor=HOUSE)
    assert set(refused.value.fields) == {"person-public_name"}
    assert refused.value.fields["person-public_name"].startswith("Name the public is told:")
    assert list_posters(appeal.case_id) == []


def test_a_long_fact_is_named_by_the_facts_of_the_form():
    appeal = _mira()
    given = FactGiven("She was seen again and again. " * 40, visibility=Visibility.PUBLIC)
    story.add_fact(appeal.case_id, given, by=appeal.case.lead)
    with pytest.raises(Invalid) as refused:
        posters.make_poster(appeal.id, "portrait", actor=HOUSE)
    assert set(refused.value.fields) == {"facts"}


def test_our_own_line_about_looks_gives_way_where_space_is_short(monkeypatch):
    appeal = _mira(build="slim " * 60)
    assert "slim" not in posters.make_poster(appeal.id, "portrait", actor=HOUSE).text_equivalent


def test_there_are_two_formats_and_no_other():
    with pytest.raises(NotFound):
        posters.make_poster(_mira().id, "a0", actor=HOUSE)


def test_a_poster_of_another_case_is_not_there():
    appeal = _mira()
    made = posters.make_poster(appeal.id, "portrait", actor=HOUSE)
    assert posters.get_poster(appeal.case_id, made.id) is made
    with pytest.raises(NotFound):
        posters.get_poster(make_case().id, made.id)
    with pytest.raises(NotFound):
        posters.newest_file(appeal, posters.PosterFormat.A4)
