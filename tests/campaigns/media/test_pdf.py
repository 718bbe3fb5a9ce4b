import io

from pypdf import PdfReader

from campaigns.media.pdf import page_of_jpeg
from tests.factories import media


def test_a_page_holds_the_picture_byte_for_byte_and_its_words():
    picture = media.jpeg(media.draw_child(248, 351))
    content = page_of_jpeg(
        picture,
        (248, 351),
        trim=(248, 351),
        paper=(59.5, 84.2),
        title="Mira, 7 (née “X”)",
        words="Help find\nMira",
        language="en",
    )
    assert picture in content
    reader = PdfReader(io.BytesIO(content), strict=True)
    assert len(reader.pages) == 1
    assert reader.metadata.title == "Mira, 7 (née “X”)"
    assert reader.trailer["/Root"]["/StructTreeRoot"]["/K"]["/K"]["/Alt"] == "Help find\nMira"
