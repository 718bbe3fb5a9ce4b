"""What a file is, told from its first bytes and never from its name."""

HEAD_BYTES = 4096
PICTURES = frozenset(
    {
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
        "image/avif",
        "image/tiff",
        "image/bmp",
        "image/heic",
    }
)
UNKNOWN = "application/octet-stream"
WORDS = {
    "image/jpeg": "a JPEG picture",
    "image/png": "a PNG picture",
    "image/gif": "a GIF picture",
    "image/webp": "a WebP picture",
    "image/avif": "an AVIF picture",
    "image/tiff": "a TIFF picture",
    "image/bmp": "a BMP picture",
    "image/heic": "a HEIC picture",
    "video/mp4": "a film (MP4)",
    "video/quicktime": "a film (QuickTime)",
    "video/webm": "a film (WebM)",
    "video/x-msvideo": "a film (AVI)",
    "audio/mp4": "a sound recording (M4A)",
    "audio/mpeg": "a sound recording (MP3)",
    "audio/wav": "a sound recording (WAV)",
    "audio/ogg": "a sound recording (Ogg)",
    "audio/amr": "a sound recording (AMR)",
    "application/pdf": "a PDF document",
    "application/zip": "an archive or office document (ZIP)",
    "application/x-msdownload": "a program for Windows",
    "application/x-executable": "a program",
    "text/plain": "a text",
    "text/html": "a web page",
    "image/svg+xml": "a drawing (SVG)",
    "application/x-empty": "an empty file (0 bytes)",
    UNKNOWN: "a file of a kind we do not know",
}
SUFFIXES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "application/pdf": "pdf",
    "video/mp4": "mp4",
    "video/webm": "webm",
}
# (offset, bytes, type); the first that fits counts.
_MAGIC = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (8, b"WEBP", "image/webp"),
    (8, b"AVI ", "video/x-msvideo"),
    (8, b"WAVE", "audio/wav"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"MZ", "application/x-msdownload"),
    (0, b"BM", "image/bmp"),
)
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


def of(head: bytes) -> str:
    """Return the content type of a file that begins with these bytes (HEAD_BYTES are enough)."""
    if not head:
        return "application/x-empty"
    if head[4:8] == b"ftyp":
        return _of_box(head)
    for offset, magic, content_type in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return content_type
    return _of_text(head) if _is_text(head) else UNKNOWN


def _of_box(head: bytes) -> str:
    """Tell apart the kinds of file that begin with an ISO base media box."""
    brand = head[8:12]
    if brand == b"avif" or (brand == b"mif1" and b"avif" in head[:64]):
        return "image/avif"
    if brand in _HEIC:
        return "image/heic"
    if brand == b"qt  ":
        return "video/quicktime"
    return "audio/mp4" if brand == b"M4A " else "video/mp4"


def _of_text(head: bytes) -> str:
    """Tell apart what browsers would take for more than words."""
    seen = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in seen:
        return "image/svg+xml"
    web = seen.startswith((b"<!doctype html", b"<html", b"<script", b"<body", b"<head"))
    return "text/html" if web else "text/plain"


def _is_text(head: bytes) -> bool:
    """Say whether it reads as UTF-8, leaving aside a character cut at the end."""
    if b"\0" in head:
        return False
    for cut in range(4):
        try:
            head[: len(head) - cut].decode()
        except UnicodeDecodeError:
            continue
        return True
    return False


def words(content_type: str) -> str:
    """Return what a type is, in plain words: "a PDF document"."""
    return WORDS.get(content_type, WORDS[UNKNOWN])
