"""A person at a browser without script: reads pages, fills the forms there, presses buttons.

A form is sent as the page gave it, hidden fields and all, so that a story goes through the same
door as a person; a field or button that the page does not have is an error of the story.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Button:
    """A button: its words, and what it sends."""

    words: str
    name: str | None
    value: str
    action: str | None


@dataclass
class Form:
    """A form as it stands on the page."""

    action: str
    method: str
    values: list = field(default_factory=list)
    names: set = field(default_factory=set)
    buttons: list = field(default_factory=list)


class _Forms(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.forms = []
        self.text = []
        self._select = self._option = self._area = self._button = None

    @property
    def _form(self):
        return self.forms[-1] if self.forms and self.forms[-1].method else None

    def handle_starttag(self, tag, attrs):
        had = dict(attrs)
        if tag == "form":
            self.forms.append(Form(had.get("action") or "", (had.get("method") or "get").lower()))
            return
        name = had.get("name")
        if not self.forms:
            return
        form = self.forms[-1]
        if name and tag in {"input", "select", "textarea"}:
            form.names.add(name)
        if tag == "input" and name:
            self._input(form, name, had)
        elif tag == "select" and name:
            self._select = (name, [], "multiple" in had)
        elif tag == "option" and self._select:
            self._select[1].append([had.get("value"), "selected" in had])
        elif tag == "textarea" and name:
            self._area = (name, [])
        elif tag == "button":
            self._button = Button("", name, had.get("value") or "", had.get("formaction"))

    def _input(self, form, name, had):
        kind = (had.get("type") or "text").lower()
        if kind in {"checkbox", "radio"} and "checked" not in had:
            return
        if kind not in {"file", "submit", "button"}:
            form.values.append((name, had.get("value") or ("on" if kind == "checkbox" else "")))

    def handle_endtag(self, tag):
        form = self.forms[-1] if self.forms else None
        if tag == "select" and self._select:
            name, options, many = self._select
            chosen = [value for value, selected in options if selected]
            if not chosen and options and not many:
                chosen = [options[0][0]]
            form.values += [(name, value or "") for value in chosen]
            self._select = None
        elif tag == "textarea" and self._area:
            name, words = self._area
            form.values.append((name, "".join(words).removeprefix("\n")))
            self._area = None
        elif tag == "button" and self._button:
            self._button.words = " ".join(self._button.words.split())
            if form:
                form.buttons.append(self._button)
            self._button = None

    def handle_data(self, data):
        if self._area:
            self._area[1].append(data)
        elif self._button:
            self._button.words += data


class Hand:
    """One browser in one person's hands."""

    def __init__(self, client):
        self.client = client
        self.page = None

    @property
    def text(self):
        """The words of the page."""
        return self.page.get_data(as_text=True)

    def go(self, address, expect=200):
        """Open a page."""
        self.page = self.client.get(address, follow_redirects=True)
        assert self.page.status_code == expect, (address, self.page.status_code, self.said())
        return self

    def press(self, words, *, expect=200, **typed):
        """Fill in what is typed and press the button that bears these words."""
        form, button = self._find(words, typed)
        pairs = [(name, value) for name, value in form.values if name not in typed]
        for name, value in typed.items():
            many = value if isinstance(value, list) else [value]
            pairs += [(name, each) for each in many if each is not None]
        if button.name:
            pairs.append((button.name, button.value))
        data = {}
        for name, value in pairs:
            data.setdefault(name, []).append(value)
        address = button.action or form.action or self.page.request.path
        self.page = self.client.open(
            address, method=form.method.upper(), data=data, follow_redirects=True
        )
        assert self.page.status_code == expect, (words, self.page.status_code, self.said())
        return self

    def _find(self, words, typed):
        found = _Forms()
        found.feed(self.text)
        for form in found.forms:
            for button in form.buttons:
                if button.words == words and set(typed) <= form.names:
                    return form, button
        there = [(each.words, sorted(form.names)) for form in found.forms for each in form.buttons]
        raise AssertionError(
            f"No button {words!r} with {sorted(typed)} on the page; there are {there}"
        )

    def said(self):
        """Return the words of the page's main part, for the story's own errors."""
        main = re.sub(r"(?s).*<main", "<main", self.text)
        return " ".join(re.sub(r"(?s)<svg.*?</svg>|<[^>]*>", " ", main).split())[:1500]

    def sees(self, *words):
        """Check that words are on the page, whatever the spacing."""
        flat = " ".join(self.text.split())
        for each in words:
            assert each in flat, (each, self.said())
        return self

    def misses(self, *words):
        """Check that words are not on the page."""
        for each in words:
            assert each not in self.text, each
        return self
