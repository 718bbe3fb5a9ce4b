"""What must be true of a design before anything is drawn with it; each problem in one sentence."""

from collections.abc import Iterator
from dataclasses import fields

from campaigns.media.designs import Box, Design
from campaigns.media.lettering import BOLD, TEXT
from campaigns.media.sheet import Colours
from campaigns.media.slots import SLOTS

SHOWS = frozenset(
    {"texts", "table", "fill", "group", "photos", "code", "exercise", "logo", "strip", "ring"}
)
CONDITIONS = frozenset(
    {"photos", "one photo", "scene", "rehearsal", "logo", "strip", "closed", "email", "rows"}
)
COLOURS = frozenset(each.name for each in fields(Colours))
PAGE_LINES = frozenset({"left", "top", "right", "bottom"})
CHOICES = {
    "align": {"start", "centre", "end"},
    "valign": {"top", "middle", "bottom"},
    "captions": {"plate", "under", "labels"},
}
NEEDS = {
    "photos": ("caption",),
    "exercise": ("exercise",),
    "table": ("row_label", "row"),
    "strip": ("tab",),
}
SAFE_SHARE = 0.05


def check(design: Design) -> list[str]:
    """Return what is wrong with a design, naming box and key."""
    return [*_page(design), *_styles(design), *_boxes(design), *_whole(design)]


def _page(design: Design) -> Iterator[str]:
    if design.ground not in COLOURS:
        yield f"page, key “ground”: there is no colour “{design.ground}”."
    if design.width < 1 or design.height < 1:
        yield "page, key “width”: a page has a width and a height."
    if design.dpi and not all(design.paper):
        yield "page, key “paper”: what is printed has a size of paper, in points."
    if design.margin < SAFE_SHARE * min(design.units, design.tall) - 0.5:
        yield "page, key “margin”: the safe margin is at least 5 % of the shorter side."


def _styles(design: Design) -> Iterator[str]:
    for name, role in design.roles.items():
        here = f"style “{name}”, key"
        if role.least < design.least:
            yield (
                f"{here} “least”: {role.least:g} is under the least size of this page, "
                f"{design.least:g}."
            )
        if role.largest < role.least:
            yield f"{here} “largest”: it is smaller than the least size."
        if role.weight not in {TEXT, BOLD}:
            yield f"{here} “weight”: there are {TEXT} and {BOLD}."
        if role.colour not in COLOURS:
            yield f"{here} “colour”: there is no colour “{role.colour}”."


def _boxes(design: Design) -> Iterator[str]:
    seen: set[str] = set()
    for box in design.boxes:
        here = f"box “{box.name}”, key"
        if box.name in seen:
            yield f"{here} “name”: another box has it already."
        yield from (f"{here} {words}" for words in _box(design, box, seen))
        seen.add(box.name)


def _box(design: Design, box: Box, seen: set[str]) -> Iterator[str]:
    if box.show not in SHOWS:
        yield f"“show”: “{box.show}” is none of {', '.join(sorted(SHOWS))}."
    for condition in box.when:
        if condition.removeprefix("not ") not in CONDITIONS:
            yield f"“when”: there is no condition “{condition}”."
    for name in box.of:
        if name not in seen:
            yield f"“of”: the box “{name}” does not stand before this one."
    if box.show == "photos" and 1 not in box.frames:
        yield "“frames”: it does not say where one photo goes."
    yield from _words(design, box)
    yield from _choices(box)
    yield from _sides(design, box, seen)


def _words(design: Design, box: Box) -> Iterator[str]:
    for slot in box.slots:
        if slot.words not in SLOTS:
            yield f"“texts”: there are no words “{slot.words}”."
        if slot.role not in design.roles:
            yield f"“texts”: there is no style “{slot.role}”."
    for style in NEEDS.get(box.show, ()):
        if style not in design.roles:
            yield f"“show”: a box of this kind needs the style “{style}”."


def _choices(box: Box) -> Iterator[str]:
    for key, choices in CHOICES.items():
        if getattr(box, key) not in choices:
            yield f"“{key}”: “{getattr(box, key)}” is none of {', '.join(sorted(choices))}."
    for key in ("fill", "on"):
        if getattr(box, key) and getattr(box, key) not in COLOURS:
            yield f"“{key}”: there is no colour “{getattr(box, key)}”."


def _sides(design: Design, box: Box, seen: set[str]) -> Iterator[str]:
    for side in ("left", "top", "right", "bottom"):
        for edge in getattr(box, side):
            name, _, part = edge.line.partition(".")
            known = name in seen if part else name in {"", *PAGE_LINES, *design.guides}
            if not known:
                yield f"“{side}”: there is no line “{edge.line}” before this box."


def _whole(design: Design) -> Iterator[str]:
    """An exercise is marked on every page, and posters lead to their appeal."""
    shows = {box.show for box in design.boxes}
    if "exercise" not in shows:
        yield "box “exercise”, key “show”: every page marks an exercise; this one does not."
    for box in design.boxes:
        if box.show == "exercise" and box.when != ("rehearsal",):
            yield f"box “{box.name}”, key “when”: an exercise is always marked."
