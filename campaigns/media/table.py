"""Facts as a table: labels at the start of each line, words behind them, rows of one height."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from campaigns.media import layout
from campaigns.media.designs import STEPS, Box
from campaigns.media.layout import Column, Set, Setter, Text
from campaigns.media.sheet import PosterSheet, Row, looks_line, wording_of

GUTTER = 18  # units between labels and words
LABEL, WORDS = "row_label", "row"
SHORT = frozenset({"age", "height", "build", "hair", "eyes"})
CLOSED_UP_FROM = 2


def rows_of(sheet: PosterSheet, *, close: bool = False) -> list[Row]:
    """Return the lines of the table, what matters most first; the last give way first.

    `close` puts into one line what else takes several: height, build, hair, eyes.
    """
    words = wording_of(sheet)
    rows = []
    if sheet.last_seen:
        rows.append(Row("last_seen", words.last_seen, words.comma.join(sheet.last_seen)))
    if sheet.aliases:
        label, _, _ = words.alias.partition("{")
        rows.append(Row("aliases", label.strip(" :،"), words.either.join(sheet.aliases)))
    if sheet.companion:
        label, _, behind = words.companion.partition("{names}")
        names = sheet.companion.removeprefix(label).removesuffix(behind)
        named = names != sheet.companion
        rows.append(Row("companion", label.strip(" :،") if named else "", names))
    return rows + (_closed_up(sheet) if close else list(sheet.rows))


def _closed_up(sheet: PosterSheet) -> list[Row]:
    """Return what someone looks like with the short lines put into one."""
    short = [row for row in sheet.rows if row.field in SHORT]
    rest = [row for row in sheet.rows if row.field not in SHORT]
    if len(short) < CLOSED_UP_FROM:
        return list(sheet.rows)
    return [Row("looks", wording_of(sheet).looks, looks_line(sheet)), *rest]


def texts_of(sheet: PosterSheet, box: Box, without: int) -> list[Text]:
    """Return labels and words in turn; facts follow as lines without a label.

    `without` is how much gives way: first short lines are put into one, then the last ones go, as
    far as the box lets them.
    """
    texts: list[Text] = []
    for row in rows_of(sheet, close=without > 0):
        texts += [Text(row.field, LABEL, row.label), Text(row.field, WORDS, row.words)]
    for fact in sheet.facts[: box.at_most or None]:
        texts += [Text("facts", LABEL, ""), Text("facts", WORDS, fact, mark=True)]
    most = max(0, len(texts) // 2 - box.keeps) if box.keeps else 0
    return texts[: len(texts) - 2 * min(max(0, without - 1), most)]


def inset(width: float, share: float, gutter: float) -> float:
    """Return how far from the labels' side the words begin."""
    return width * share + gutter


def columns(
    setter: Setter, texts: Sequence[Text], width: float, step: int, share: float
) -> tuple[Column, Column] | None:
    """Set the table at one step: labels and words of a line begin at one height."""
    gutter = setter.design.px(GUTTER)
    begin = inset(width, share, gutter)
    labels: list[Set] = []
    words: list[Set] = []
    top = 0.0
    for label, said in zip(texts[::2], texts[1::2], strict=True):
        bare = not label.words
        room = width if bare else width - begin
        lines = setter.lines(said, room, step)
        left = () if bare else setter.lines(label, width * share, step)
        if lines is None or left is None:
            return None
        gap = setter.design.px(setter.role(said).gap) if words else 0
        top += gap
        tall = sum(setter.advance(said, line) for line in lines)
        side = sum(setter.advance(label, line) for line in left)
        if left:
            shift = max(0.0, setter.advance(said, lines[0]) - setter.advance(label, left[0])) * 0.6
            labels.append(Set(label, left, top + shift, 0.0))
            side += shift
        indent = (-begin if bare else 0.0) + (
            lines[0].size * layout.MARK_ROOM if said.mark else 0.0
        )
        words.append(Set(said, lines, top, indent))
        top += max(tall, side)
    return Column(tuple(labels), width * share, top), Column(tuple(words), width - begin, top)


def _fits_line(setter: Setter, room: float, text: Text) -> bool:
    return setter.lines(text, room, STEPS - 1) is not None


def refuse(
    setter: Setter, texts: Sequence[Text], width: float, height: float, share: float
) -> None:
    """Say which words of the table are how much too long."""
    last = STEPS - 1
    narrow = width - inset(width, share, setter.design.px(GUTTER))
    for label, said in zip(texts[::2], texts[1::2], strict=True):
        room = width if not label.words else narrow
        if setter.lines(said, room, last) is None:
            fits_line = partial(_fits_line, setter, room)
            raise layout.too_long(said, layout.excess(said, fits_line))
    longest = max(texts[1::2], key=lambda text: len(text.words))

    def fits(shorter: Text) -> bool:
        tried = [replace(shorter) if text is longest else text for text in texts]
        set_ = columns(setter, tried, width, last, share)
        return set_ is not None and set_[1].height <= height

    raise layout.too_long(longest, layout.excess(longest, fits))
