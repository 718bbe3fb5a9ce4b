"""Measure Searchlight: python -m tests.bench [pages|tips|deliveries|poster|film ...]

Prints one table; each figure stands beside a floor measured in the same run. Run it on a quiet
machine; nothing here fails a test.
"""

import sys

from tests.bench import deliveries, film, pages, poster, tips
from tests.bench.table import print_table

PARTS = {"pages": pages, "tips": tips, "deliveries": deliveries, "poster": poster, "film": film}


def main() -> None:
    """Measure the parts that were named, or all of them."""
    chosen = sys.argv[1:] or list(PARTS)
    print_table(row for name in chosen for row in PARTS[name].rows())


if __name__ == "__main__":
    main()
