"""What a person does at a real browser: types into fields, presses buttons by their words."""

import re

from playwright.sync_api import Page, expect


class Hands:
    """One person's hands at one browser."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.home = home

    def go(self, path: str) -> "Hands":
        """Open a page of the house."""
        self.page.goto(path if path.startswith("http") else self.home + path)
        return self

    def type(self, **given: str | list[str]) -> "Hands":
        """Fill in fields, each by its name, whatever kind of field it is."""
        for name, value in given.items():
            field = self.page.locator(f'[name="{name}"]:not([type=hidden])')
            kind = field.first.evaluate("field => field.type")
            if kind in {"radio", "checkbox"}:
                self.page.locator(f'[name="{name}"][value="{value}"]').check()
            elif kind == "select-one":
                field.select_option(value)
            else:
                field.fill(value)
        return self

    def press(self, words: str, **given: str) -> "Hands":
        """Fill in what is given, and press the button that says these words."""
        self.type(**given)
        self.page.get_by_role("button", name=words, exact=True).first.click()
        self.page.wait_for_load_state()
        return self

    def follow(self, words: str) -> "Hands":
        """Follow the first link that says these words."""
        self.page.get_by_role("link", name=words).first.click()
        self.page.wait_for_load_state()
        return self

    def sees(self, *words: str) -> "Hands":
        """Wait until words can be read on the page."""
        for each in words:
            expect(self.page.locator("main")).to_contain_text(each)
        return self

    def misses(self, *words: str) -> "Hands":
        """Check that words are nowhere on the page, seen or unseen."""
        for each in words:
            assert each not in self.page.content(), each
        return self

    def find(self, pattern: str) -> str:
        """Return what a pattern finds on the page."""
        found = re.search(pattern, self.page.content())
        assert found, f"{pattern} is not on {self.page.url}"
        return found[1] if found.groups() else found[0]
