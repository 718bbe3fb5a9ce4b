"""The names of the gallery's pages, for the server that shows them and the tests that look."""

STAFF_PAGES = ("staff", "console", "form", "lists", "maps")
OPEN_PAGES = ("public", "receipt", "tip", "wall", "arabic")
