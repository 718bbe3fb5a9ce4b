"""Numbers in addresses: those that a row can have; any other leads nowhere."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

HIGHEST_ID = 2**31 - 1


class RowNumber(IntegerConverter):
    """A whole number that PostgreSQL can look up; a greater one is no address of ours."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=HIGHEST_ID)


def init_app(app: Flask) -> None:
    """Read every `<int:…>` like this."""
    app.url_map.converters["int"] = RowNumber
