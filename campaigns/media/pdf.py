"""A one-page PDF around one picture: exactly A4, tagged, with the poster's words as its text."""

from campaigns.kernel.text import clean

A4_PT = (595.276, 841.89)


def _words(text: str) -> bytes:
    """Return a PDF string in UTF-16, as a hex string."""
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def a4_of_jpeg(
    jpeg: bytes, size: tuple[int, int], *, title: str, words: str, language: str
) -> bytes:
    """Return a PDF whose page is the picture; screen readers are given `words` for it."""
    width, height = A4_PT
    drawn = b"/Figure <</MCID 0>> BDC q %.3f 0 0 %.3f 0 0 cm /Poster Do Q EMC" % (width, height)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R"
        b"/Lang(%s)/ViewerPreferences<</DisplayDocTitle true>>>>" % language.encode("ascii"),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.3f %.3f]/StructParents 0/Contents 4 0 R"
        b"/Resources<</XObject<</Poster 5 0 R>>>>>>" % (width, height),
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
