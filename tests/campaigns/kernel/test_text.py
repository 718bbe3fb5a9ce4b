import pytest

from campaigns.kernel.text import said_size


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 kB"), (1, "1 kB"), (840_000, "840 kB"), (12_500_000, "12.5 MB"),
        (2 * 10**8, "200 MB"), (2 * 10**9, "2 GB"),
    ],
)  # fmt: skip
def test_sizes_are_said_as_people_say_them(size, said):
    assert said_size(size) == said
