"""Finds where each box of a page goes, so that all words fit at the largest sizes together.

Boxes are placed in the order of the file; a later one may hang on what an earlier one came to hold.
Guides and the sizes of boxes that try are tried against one another, the least loss wins. Lengths
are in pixels, as if the page ran from left to right; the painter mirrors it where it does not.
"""

import itertools
from dataclasses import dataclass, field, replace
from functools import cached_property

from campaigns.kernel.errors import Invalid
from campaigns.media import layout, slots, table
from campaigns.media.designs import STEPS, Box, Design, Edge
from campaigns.media.layout import Column, Setter, Text
from campaigns.media.placed import Page, Placed, Rect, Way, around, collapsed
from campaigns.media.sheet import PosterSheet, wording_of

FACT_CHARS = 240  # what is longer is a story: it would be the first to go, and nobody would know
HUMBLEST = STEPS // 2  # the least step of a heading that stands in one line


@dataclass(frozen=True)
class Placing:
    """Places the boxes of one design for one sheet."""

    sheet: PosterSheet
    design: Design
    setter: Setter
    strip: bool = False
    without: int = 0
    _texts_of: dict[str, list[Text]] = field(default_factory=dict)
    _columns_of: dict[tuple[str, int, int], tuple[Column, ...] | None] = field(default_factory=dict)

    def best(self) -> tuple[list[Placed], tuple[str, ...]]:
        """Return the boxes that are there, in their places, and what had to give way.

        Invalid says what is too long.
        """
        for box in self.design.boxes:
            layout.check_letters(self._texts(box))
        found: tuple[float, list[Placed]] | None = None
        ways = self._ways()
        for way in ways:
            if found and way.loss >= found[0]:
                break
            placed = self._place(way)
            if placed and (found is None or way.loss + placed[0] < found[0]):
                found = (way.loss + placed[0], placed[1])
        if found is not None:
            return found[1], self._gone()
        if self.without < self._may_go:
            return replace(self, without=self.without + 1, _texts_of={}, _columns_of={}).best()
        self._refuse(max(ways, key=lambda way: way.loss))
        raise AssertionError  # refusing raises

    def _gone(self) -> tuple[str, ...]:
        """Return the words that gave way, and the facts that are more than a box shows."""
        boxes = [box for box in self.design.boxes if self._holds(box.when)]
        shown = [text for box in boxes for text in self._texts(box)]
        all_of = replace(self, without=0, _texts_of={}, _columns_of={})
        wanted = [text for box in boxes for text in all_of.read_texts(box)]
        if any(box.at_most and box.show != "strip" for box in boxes):
            wanted += slots.words_of(self.sheet, "facts")
        seen = {(text.field, text.words) for text in shown if text.role != table.LABEL}
        close = table.SHORT if any(text.field == "looks" for text in shown) else frozenset()
        return tuple(
            dict.fromkeys(
                text.words
                for text in wanted
                if text.words and text.role != table.LABEL
                if text.field not in close and (text.field, text.words) not in seen
            )
        )

    @cached_property
    def _may_go(self) -> int:
        """Return how many texts may give way in the box where most may."""
        counts = [0]
        for box in self.design.boxes:
            if box.show == "table" and box.keeps and self._holds(box.when):
                counts.append(len(table.texts_of(self.sheet, box, 0)) // 2 - box.keeps + 1)
            said = [slots.words_of(self.sheet, slot.words) for slot in box.slots if slot.may_go]
            counts.append(sum(map(len, said)) if self._holds(box.when) else 0)
        return max(counts)

    @cached_property
    def truths(self) -> frozenset[str]:
        """Return the conditions that hold for this sheet."""
        sheet = self.sheet
        holds = {
            "photos": bool(sheet.photos),
            "one photo": len(sheet.photos) == 1,
            "scene": sheet.scene is not None,
            "rehearsal": sheet.rehearsal,
            "logo": bool(sheet.logo),
            "strip": self.strip,
            "closed": sheet.closed,
            "email": bool(sheet.email),
            "rows": bool(sheet.rows),
        }
        return frozenset(name for name, is_so in holds.items() if is_so)

    def _holds(self, when: tuple[str, ...]) -> bool:
        """Say whether all conditions are true."""
        return all(
            (each.removeprefix("not ") in self.truths) != each.startswith("not ") for each in when
        )

    def _is_there(self, box: Box) -> bool:
        if not self._holds(box.when):
            return False
        return bool(self._texts(box)) if box.show in {"texts", "table"} else True

    def _texts(self, box: Box) -> list[Text]:
        """Return the words of a box, each in its role."""
        if box.name not in self._texts_of:
            self._texts_of[box.name] = self.read_texts(box)
        return self._texts_of[box.name]

    def read_texts(self, box: Box) -> list[Text]:
        """Read the words of a box from the sheet."""
        if box.show == "table":
            return table.texts_of(self.sheet, box, self.without)
        texts: list[Text] = []
        spare: list[Text] = []
        for slot in box.slots:
            role = self.design.roles[slot.role]
            said = slots.words_of(self.sheet, slot.words)
            if slot.words in {"facts", "plain_facts"} and box.at_most:
                said = said[: box.at_most]
            said = [
                replace(
                    each, role=slot.role, words=each.words.upper() if role.capitals else each.words
                )
                for each in said
            ]
            texts += said
            spare += said if slot.may_go else []
        gone = spare[len(spare) - min(self.without, len(spare)) :]
        return [text for text in texts if text not in gone]

    def _ways(self) -> list[Way]:
        """Return every way, best first."""
        guides = self.design.guides
        tries = [box.name for box in self.design.boxes if box.tries and self._is_there(box)]
        losses = {box.name: box.loss for box in self.design.boxes}
        ways = []
        places = [
            range(len(guide.places) if self._holds(guide.when) else 1) for guide in guides.values()
        ]
        for at in itertools.product(*places, *(range(STEPS) for _ in tries)):
            moved, stepped = at[: len(guides)], at[len(guides) :]
            loss = sum(
                number * (guide.loss if self.sheet.photos else guide.loss_bare)
                for number, guide in zip(moved, guides.values(), strict=True)
            ) + sum(step * losses[name] for step, name in zip(stepped, tries, strict=True))
            where = {
                name: guide.places[number]
                for number, (name, guide) in zip(moved, guides.items(), strict=True)
            }
            ways.append(Way(where, dict(zip(tries, stepped, strict=True)), loss))
        return sorted(ways, key=lambda way: way.loss)

    def _place(self, way: Way) -> tuple[float, list[Placed]] | None:
        """Place every box for one way; None when words do not fit their box."""
        placed: dict[str, Placed] = {}
        loss = 0.0
        for box in self.design.boxes:
            frame = self._frame(box, way, placed)
            if not self._is_there(box):
                placed[box.name] = Placed(box, frame, collapsed(box, frame))
                continue
            if frame.height < box.least * self.design.unit:
                return None
            if box.show in {"texts", "table"}:
                fitted = self._fit(box, frame, way.steps.get(box.name))
                if fitted is None or (box.tries and self._too_humble(box, frame, fitted[0])):
                    return None
                step, done = fitted
                loss += 0 if box.tries else step * box.loss
                placed[box.name] = done
            else:
                placed[box.name] = self._solid(box, frame, placed)
        return loss, [each for each in placed.values() if self._is_there(each.box)]

    def _solid(self, box: Box, frame: Rect, placed: dict[str, Placed]) -> Placed:
        if box.show == "group":
            rects = [placed[name].content for name in box.of]
            there = [placed[name].content for name in box.of if self._is_there(placed[name].box)]
            return Placed(box, frame, around(there or rects))
        if box.show == "code":
            side = min(frame.width, frame.height)
            top = frame.bottom - side if box.valign == "bottom" else frame.top
            left = frame.right - side if box.align == "end" else frame.left
            return Placed(box, frame, Rect(left, top, left + side, top + side))
        return Placed(box, frame, frame)

    def _fit(self, box: Box, frame: Rect, fixed: int | None) -> tuple[int, Placed] | None:
        """Set a box's words at the largest step that fits, or at the one that is tried."""
        if frame.width <= 0:
            return None
        for step in range(STEPS) if fixed is None else (fixed,):
            columns = self._columns(box, frame.width, step)
            if columns is not None and columns[-1].height <= frame.height:
                return step, self._stood(box, frame, columns)
        return None

    def _too_humble(self, box: Box, frame: Rect, step: int) -> bool:
        """Say whether a heading would be small though it is short: it stays the heading."""
        columns = self._columns(box, frame.width, HUMBLEST) if step > HUMBLEST else None
        return columns is not None and all(len(each.lines) == 1 for each in columns[0].sets)

    def _columns(self, box: Box, width: float, step: int) -> tuple[Column, ...] | None:
        """Return a box's words at a step, whatever their height; kept, because many ways ask."""
        key = (box.name, round(width), step)
        if key not in self._columns_of:
            texts = self._texts(box)
            if box.show == "table":
                self._columns_of[key] = table.columns(self.setter, texts, width, step, box.share)
            else:
                column = self.setter.column(texts, width, step)
                self._columns_of[key] = None if column is None else (column,)
        return self._columns_of[key]

    def _stood(self, box: Box, frame: Rect, columns: tuple[Column, ...]) -> Placed:
        tall = columns[-1].height
        spare = frame.height - tall
        down = {"top": 0.0, "middle": spare / 2, "bottom": spare}[box.valign]
        down += min(spare * 0.4, self.design.px(box.sink)) if box.valign == "top" else 0
        wide = frame.width if len(columns) > 1 else columns[0].width
        left = frame.left + {"start": 0.0, "centre": (frame.width - wide) / 2}.get(
            box.align, frame.width - wide
        )
        content = Rect(left, frame.top + down, left + wide, frame.top + down + tall)
        if len(columns) == 1:
            return Placed(box, frame, content, columns[0])
        inset = table.inset(frame.width, box.share, self.design.px(table.GUTTER))
        return Placed(box, frame, content, columns[1], columns[0], inset)

    def _frame(self, box: Box, way: Way, placed: dict[str, Placed]) -> Rect:
        def at(edges: tuple[Edge, ...]) -> list[float]:
            return [self._at(edge, way, placed) for edge in edges]

        return Rect(max(at(box.left)), max(at(box.top)), min(at(box.right)), min(at(box.bottom)))

    def _at(self, edge: Edge, way: Way, placed: dict[str, Placed]) -> float:
        offset = edge.offset * self.design.unit
        name, _, part = edge.line.partition(".")
        if part:
            return float(getattr(placed[name].content, part)) + offset
        if name in way.guides:
            return way.guides[name] * self.design.unit + offset
        sides = {"right": float(self.design.width), "bottom": float(self.design.height)}
        return sides.get(name, 0.0) + offset

    def _refuse(self, way: Way) -> None:
        """Say which words are how much too long, at the least sizes in the roomiest place."""
        placed: dict[str, Placed] = {}
        least = Way(way.guides, {}, 0)
        for box in self.design.boxes:
            frame = self._frame(box, least, placed)
            if not self._is_there(box):
                placed[box.name] = Placed(box, frame, collapsed(box, frame))
            elif box.show in {"texts", "table"}:
                step = STEPS - 1 if box.tries else None
                fitted = self._fit(box, frame, step)
                if fitted is None:
                    self._refuse_box(box, frame)
                    raise Invalid("This poster does not fit.")
                placed[box.name] = fitted[1]
            else:
                placed[box.name] = self._solid(box, frame, placed)
        words = (
            "The words leave too little room for the photos. Shorten them, or show fewer photos."
        )
        raise Invalid(words, {"photos": words})

    def _refuse_box(self, box: Box, frame: Rect) -> None:
        texts = self._texts(box)
        if box.show == "table":
            table.refuse(self.setter, texts, frame.width, frame.height, box.share)
        layout.fitted(self.setter, texts, max(frame.width, 1), frame.height)


def place(sheet: PosterSheet, design: Design, *, strip: bool = False) -> Page:
    """Return the boxes of a page in their places, and what sets its letters."""
    setter = Setter(design, rtl=wording_of(sheet).direction == "rtl")
    placed, gone = Placing(sheet, design, setter, strip).best()
    for fact in (each for each in sheet.facts if len(each) > FACT_CHARS):
        raise layout.too_long(Text("facts", "", fact), len(fact) - FACT_CHARS)
    return Page(setter, placed, gone)
