import pytest
from PIL import Image

from campaigns.kernel.errors import Invalid
from campaigns.media import brand
from tests.factories.media import jpeg, png


def test_the_houses_own_colours_can_be_read():
    brand.check_colours(brand.HOUSE.ink, brand.HOUSE.beam)
    assert brand.colours_of(brand.HOUSE.ink, brand.HOUSE.beam) is brand.HOUSE
    assert brand.contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(
    ("ink", "beam", "field"),
    [("#888888", "#ffb81c", "ink"), ("#0f1b2d", "#335577", "beam"), ("#ffffff", "#000000", "ink")],
)
def test_colours_that_cannot_be_read_are_refused_with_the_pair_and_the_figure(ink, beam, field):
    with pytest.raises(Invalid) as refused:
        brand.check_colours(ink, beam)
    assert set(refused.value.fields) == {field}
    assert "4.5 to 1 is needed" in refused.value.fields[field]


@pytest.mark.parametrize("typed", ["red", "#12345", "", "#12345g"])
def test_what_is_no_colour_is_refused_beside_its_field(typed):
    with pytest.raises(Invalid) as refused:
        brand.read_colour(typed, "beam")
    assert set(refused.value.fields) == {"beam"}
    assert brand.read_colour(" FFB81C ", "beam") == "#ffb81c"


def test_a_logo_becomes_a_png_of_modest_size():
    logo = brand.prepared_logo(png(Image.new("RGBA", (2000, 500), "#ff000080")))
    assert logo.startswith(b"\x89PNG")
    assert len(logo) < 20_000


@pytest.mark.parametrize(
    "content", [b"", b"no picture", jpeg()[:200], png(Image.new("RGB", (8, 8)))]
)
def test_a_logo_that_cannot_be_used_is_refused_in_words(content):
    with pytest.raises(Invalid) as refused:
        brand.prepared_logo(content)
    assert set(refused.value.fields) == {"logo"}
