"""Measure Searchlight: python -m tests.bench [pages tips deliveries poster ...]

Prints one table; each figure stands beside a floor measured in the same run. Run it on a quiet
machine; nothing here fails a test. Every module beside this one that offers `rows()` is a part.
"""

import sys
from importlib import import_module
from pkgutil import iter_modules

from tests import bench
from tests.bench.table import print_table


def main() -> None:
    """Measure the parts that were named, or all of them."""
    names = (found.name for found in iter_modules(bench.__path__) if found.name != "__main__")
    beside = {name: import_module(f"{bench.__name__}.{name}") for name in names}
    parts = {name: module.rows for name, module in beside.items() if hasattr(module, "rows")}
    chosen = sys.argv[1:] or list(parts)
    unknown = set(chosen) - set(parts)
    if unknown:
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(parts)}.")
    print_table(row for name in chosen for row in parts[name]())


if __name__ == "__main__":
    main()
