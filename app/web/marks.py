"""Marks on pages: what stands before one, and what it takes, written on the function that shows it.

A mark is a name in the function's own dictionary, which `functools.wraps` carries along.
"""

from collections.abc import Callable
from typing import Any


def mark(view: Callable[..., Any], **marks: object) -> None:
    """Write marks on a page's function."""
    vars(view).update(marks)
