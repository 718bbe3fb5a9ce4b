"""Reads the words out of a post that comes as HTML; nothing of it is ever shown as HTML."""

from html.parser import HTMLParser

_BREAKS = {"br": "\n", "p": "\n\n", "div": "\n", "li": "\n", "tr": "\n", "h1": "\n", "h2": "\n"}
_SILENT = frozenset({"script", "style", "head", "title"})


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._silent += tag in _SILENT
        if self.words and tag in _BREAKS:
            self.words.append(_BREAKS[tag])

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def words_of(html: str) -> str:
    """Return the text of an HTML post, paragraphs kept apart."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return "".join(reader.words).strip()
