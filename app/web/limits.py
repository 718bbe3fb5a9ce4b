"""How much a form may carry: sizes of text, numbers of files."""

from flask import Flask

TIP_CHARS = 20_000
FILES_A_TIP = 20


def init_app(_app: Flask) -> None:
    """Nothing to hang yet: the sizes above are read by the forms."""
