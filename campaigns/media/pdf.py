"""A one-page PDF around one picture: of exact size, tagged, with the poster's words as its text.

With a bleed the picture is larger than the page that is cut from it: the page's boxes say where to
cut, and crop marks stand outside the bleed.
"""

from campaigns.kernel.text import clean

MARK_PT, MARK_GAP_PT = 14.0, 3.0


def _words(text: str) -> bytes:
    """Return a PDF string in UTF-16, as a hex string."""
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def page_of_jpeg(
    jpeg: bytes,
    size: tuple[int, int],
    *,
    trim: tuple[int, int],
    paper: tuple[float, float],
    title: str,
    words: str,
    language: str,
) -> bytes:
    """Return a PDF whose page is the picture; screen readers are given `words` for it.

    `size` is the picture's, `trim` that of the page to cut from its middle, both in pixels; `paper`
    is the trimmed page in points.
    """
    width, height = paper
    bleed = (size[0] - trim[0]) / 2 * width / trim[0]
    slug = bleed + MARK_GAP_PT + MARK_PT if bleed else 0.0
    boxes = _boxes(width, height, bleed, slug)
    drawn = _drawing(width, height, bleed, slug)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R"
        b"/Lang(%s)/ViewerPreferences<</DisplayDocTitle true>>>>" % language.encode("ascii"),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R%s/StructParents 0/Contents 4 0 R"
        b"/Resources<</XObject<</Poster 5 0 R>>>>>>" % boxes,
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB"
        b"/BitsPerComponent 8/Filter/DCTDecode/Length %d>>stream\n%s\nendstream"
        % (*size, len(jpeg), jpeg),
        b"<</Type/StructTreeRoot/K 7 0 R/ParentTree<</Nums[0[8 0 R]]>>/ParentTreeNextKey 1>>",
        b"<</Type/StructElem/S/Document/P 6 0 R/K 8 0 R>>",
        b"<</Type/StructElem/S/Figure/P 7 0 R/Pg 3 0 R/K 0/Alt %s>>" % _words(clean(words)),
        b"<</Title %s>>" % _words(clean(title)),
    ]
    return _file(objects)


def _drawing(width: float, height: float, bleed: float, slug: float) -> bytes:
    """Return what paints the page: the picture, and crop marks where there is a bleed."""
    drawn = b"/Figure <</MCID 0>> BDC q %.3f 0 0 %.3f %.3f %.3f cm /Poster Do Q EMC" % (
        width + 2 * bleed,
        height + 2 * bleed,
        slug - bleed,
        slug - bleed,
    )
    return drawn + (_marks(width, height, bleed, slug) if bleed else b"")


def _boxes(width: float, height: float, bleed: float, slug: float) -> bytes:
    """Return the page's boxes: what is printed, what bleeds, what is cut."""
    media = b"/MediaBox[0 0 %.3f %.3f]" % (width + 2 * slug, height + 2 * slug)
    if not bleed:
        return media
    low, wide, tall = slug - bleed, slug + width + bleed, slug + height + bleed
    return (
        media
        + b"/BleedBox[%.3f %.3f %.3f %.3f]" % (low, low, wide, tall)
        + b"/TrimBox[%.3f %.3f %.3f %.3f]" % (slug, slug, slug + width, slug + height)
    )


def _marks(width: float, height: float, bleed: float, slug: float) -> bytes:
    """Return the crop marks: two short lines at each corner, outside the bleed."""
    start = slug - bleed - MARK_GAP_PT
    lines = b""
    for x in (slug, slug + width):
        lines += b" %.3f 0 m %.3f %.3f l" % (x, x, start)
        lines += b" %.3f %.3f m %.3f %.3f l" % (x, height + 2 * slug, x, height + 2 * slug - start)
    for y in (slug, slug + height):
        lines += b" 0 %.3f m %.3f %.3f l" % (y, start, y)
        lines += b" %.3f %.3f m %.3f %.3f l" % (width + 2 * slug, y, width + 2 * slug - start, y)
    return b" /Artifact BMC q 0.25 w" + lines + b" S Q EMC"


def _file(objects: list[bytes]) -> bytes:
    """Return a PDF file of these objects: the first is the catalog, the last the information."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    count = len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % count
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        count,
        len(objects),
        table,
    )
    return bytes(out)
