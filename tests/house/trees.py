"""Our own Python files, parsed, for the rules of the house."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = ("app", "campaigns")


@cache
def modules(*folders: str) -> dict[Path, ast.Module]:
    """Return every module beneath the folders (all of ours if none is named), parsed."""
    chosen = folders or OURS
    paths = [path for folder in chosen for path in sorted((ROOT / folder).rglob("*.py"))]
    if not folders:
        paths += [ROOT / "config.py", ROOT / "wsgi.py"]
    return {path.relative_to(ROOT): ast.parse(path.read_text()) for path in paths}
