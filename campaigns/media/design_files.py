"""Reads the designs from their files and says exactly what is wrong: which file, box and key."""

import re
import tomllib
from dataclasses import MISSING, fields
from functools import cache
from pathlib import Path
from typing import Any

from campaigns.kernel.errors import CampaignError
from campaigns.media.design_checks import check
from campaigns.media.designs import Box, Design, Edge, Guide, Role, Slot

FOLDER = Path(__file__).parents[2] / "templates" / "posters"
SIDES = ("left", "top", "right", "bottom")
PAGE_KEYS = {"width", "height", "units", "margin", "least", "ground", "dpi", "paper", "quality"}
BOX_KEYS = {each.name for each in fields(Box)} - {"slots"} | {"texts"}
_EDGE = re.compile(r"([a-z][a-z_0-9]*(?:\.(?:left|top|right|bottom))?)?\s*([+-]\s*[\d.]+)?")


class DesignError(CampaignError):
    """A design's file cannot be used; the message names file, box and key."""


@cache
def design_of(look: str, name: str) -> Design:
    """Return a format of a look, read from `<look>/<name>.toml` and the look's `styles.toml`."""
    return read(FOLDER / look / f"{name}.toml", FOLDER / look / "styles.toml")


@cache
def formats_of(look: str) -> tuple[str, ...]:
    """Return the names of a look's formats."""
    return tuple(
        sorted(path.stem for path in (FOLDER / look).glob("*.toml") if path.stem != "styles")
    )


def read(path: Path, styles: Path) -> Design:
    """Read and check one design; DesignError names what is wrong and where."""
    said = _whole(path)
    where = f"{path.parent.name}/{path.name}"
    common = _parsed(styles).get("styles", {})
    try:
        design = _design(path, said, common, where)
    except DesignError:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise DesignError(f"{where}: {error}") from error
    problems = check(design)
    if problems:
        raise DesignError("\n".join(f"{where}, {words}" for words in problems))
    return design


def _whole(path: Path) -> dict[str, Any]:
    """Return what a file says, with what it takes over from the one that it is like."""
    said = _parsed(path)
    like = said.pop("like", None)
    if like is None:
        return said
    first = _whole(path.parent / f"{like}.toml")
    boxes = {box.get("name"): box for box in (*first.get("box", []), *said.get("box", []))}
    styles = {**first.get("styles", {})}
    for name, given in said.get("styles", {}).items():
        styles[name] = {**styles.get(name, {}), **given}
    return {
        "page": {**first.get("page", {}), **said.get("page", {})},
        "guides": {**first.get("guides", {}), **said.get("guides", {})},
        "styles": styles,
        "box": list(boxes.values()),
    }


def _parsed(path: Path) -> dict[str, Any]:
    where = f"{path.parent.name}/{path.name}"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DesignError(f"{where}: this design's file is missing.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DesignError(f"{where}: it cannot be read as TOML: {error}.") from error


def _design(path: Path, said: dict[str, Any], common: dict[str, Any], where: str) -> Design:
    page = said.get("page", {})
    for key in page.keys() - PAGE_KEYS:
        raise DesignError(f"{where}, page, key “{key}”: there is no such key.")
    for key in {"width", "height", "margin", "least", "ground"} - page.keys():
        raise DesignError(f"{where}, page, key “{key}”: it is missing.")
    own = said.get("styles", {})
    roles = {
        name: _role(name, {**common.get(name, {}), **own.get(name, {})}, where)
        for name in {**common, **own}
    }
    guides = {name: _guide(name, given, where) for name, given in said.get("guides", {}).items()}
    boxes = tuple(_box(given, where) for given in said.get("box", []))
    return Design(
        name=path.stem,
        look=path.parent.name,
        roles=roles,
        guides=guides,
        boxes=boxes,
        **{"units": page["width"], **page, "paper": tuple(page.get("paper", (0, 0)))},
    )


def _role(name: str, given: dict[str, Any], where: str) -> Role:
    known = {each.name for each in fields(Role)}
    for key in given.keys() - known:
        raise DesignError(f"{where}, style “{name}”, key “{key}”: there is no such key.")
    needed = {each.name for each in fields(Role) if each.default is MISSING}
    for key in sorted(needed - given.keys()):
        raise DesignError(f"{where}, style “{name}”, key “{key}”: it is missing.")
    for key, value in given.items():
        wanted = {"colour": str, "capitals": bool}.get(key, (int, float))
        if not isinstance(value, wanted):
            raise DesignError(f"{where}, style “{name}”, key “{key}”: {value!r} does not fit here.")
    return Role(**given)


def _guide(name: str, given: dict[str, Any], where: str) -> Guide:
    try:
        places = tuple(float(at) for at in given["places"])
        return Guide(**{**given, "places": places, "when": tuple(given.get("when", ()))})
    except (KeyError, TypeError, ValueError) as error:
        raise DesignError(f"{where}, guide “{name}”: {error}") from error


def _box(given: dict[str, Any], where: str) -> Box:
    name = str(given.get("name", "without a name"))
    here = f"{where}, box “{name}”"
    for key in given.keys() - BOX_KEYS:
        raise DesignError(f"{here}, key “{key}”: there is no such key.")
    for key in sorted({"name", "show"} - given.keys()):
        raise DesignError(f"{here}, key “{key}”: it is missing.")
    sides = {side: _edges(given.get(side), side, here) for side in SIDES}
    lists: dict[str, Any] = {key: tuple(given[key]) for key in ("when", "of") if key in given}
    frames = {
        int(count): tuple(_frame(each, here) for each in shares)
        for count, shares in given.get("frames", {}).items()
    }
    slots = tuple(_slot(each, here) for each in given.get("texts", []))
    made: dict[str, Any] = {
        k: v for k, v in given.items() if k not in {*SIDES, "when", "of", "frames", "texts"}
    }
    made |= sides
    made |= lists
    return Box(**made, frames=frames, slots=slots)


def _frame(shares: Any, here: str) -> tuple[float, float, float, float]:
    fits = isinstance(shares, list) and len(shares) == len(SIDES)
    if not fits or not all(isinstance(at, (int, float)) and 0 <= at <= 1 for at in shares):
        raise DesignError(f"{here}, key “frames”: {shares!r} is not four shares between 0 and 1.")
    return (float(shares[0]), float(shares[1]), float(shares[2]), float(shares[3]))


def _slot(said: Any, here: str) -> Slot:
    words, _, role = str(said).partition(" as ")
    if not words.strip():
        raise DesignError(f"{here}, key “texts”: it names no words.")
    name = words.strip().removesuffix("?")
    return Slot(name, role.strip() or name, may_go=words.strip().endswith("?"))


def _edges(said: Any, side: str, here: str) -> tuple[Edge, ...]:
    """Read a side: a number, "line+units", or a list of such; without it the page's own side."""
    if said is None:
        return (Edge(side, 0.0),)
    each = said if isinstance(said, list) else [said]
    return tuple(_edge(one, side, here) for one in each)


def _edge(said: Any, side: str, here: str) -> Edge:
    if isinstance(said, (int, float)) and not isinstance(said, bool):
        return Edge("", float(said))
    found = _EDGE.fullmatch(str(said).strip())
    if not found or not found[1]:
        raise DesignError(
            f"{here}, key “{side}”: “{said}” is neither a number nor a line such as “split+30”."
        )
    return Edge(found[1], float((found[2] or "0").replace(" ", "")))
