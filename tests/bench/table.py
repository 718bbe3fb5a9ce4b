"""One line of the bench, and how the lines are printed."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A figure, what it should be, and the floor measured in the same run (None: there is none)."""

    name: str
    value: float
    unit: str
    target: str
    floor: float | None = None
    floor_name: str = ""


def print_table(rows: Iterable[Row]) -> None:
    """Print the rows; the ratio is figure over floor."""
    head = ("what", "figure", "target", "floor", "ratio")
    lines = [head, *map(_cells, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))


def _cells(row: Row) -> tuple[str, ...]:
    floor = f"{row.floor:,.4g} {row.unit} ({row.floor_name})" if row.floor is not None else "-"
    ratio = f"{row.value / row.floor:.2f}" if row.floor else "-"
    return (row.name, f"{row.value:,.4g} {row.unit}", row.target, floor, ratio)
