"""Many things at once: a bounded crew of threads, each thing in a context of its own.

The database session belongs to a context; whoever builds the house says how one is entered.
Things come in lanes (one a channel), and no lane ever takes every hand, so that a slow one keeps
only itself waiting.
"""

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from time import monotonic
from typing import Any, Generic, TypeVar

T = TypeVar("T", bound=Hashable)

_held: list[Callable[[], AbstractContextManager[Any]]] = []


def install(context: Callable[[], AbstractContextManager[Any]]) -> None:
    """Say how a thread enters a context; the last one given counts."""
    _held[:] = [context]


def _within(do: Callable[[T], object], item: T) -> None:
    with _held[-1]():
        do(item)


class _Crew(Generic[T]):
    """The hands at work: what waits in which lane, what is in hand, what went wrong."""

    def __init__(self, do: Callable[[T], object], lane: Callable[[T], Hashable], room: int) -> None:
        self.do, self.lane, self.room = do, lane, room
        self.waiting: dict[Hashable, deque[T]] = {}
        self.busy: Counter[Hashable] = Counter()
        self.in_hand: dict[Future[None], T] = {}
        self.begun: set[T] = set()
        self.failures: list[BaseException] = []

    def offer(self, items: Iterable[T]) -> None:
        """Set in line what has not been begun yet."""
        self.waiting = {}
        for item in items:
            if item not in self.begun:
                self.waiting.setdefault(self.lane(item), deque()).append(item)

    def begin(self, pool: ThreadPoolExecutor, hands: int) -> None:
        """Give free hands something to do, the least busy lane first."""
        while len(self.in_hand) < hands:
            free = [lane for lane in self.waiting if self.busy[lane] < self.room]
            if not free:
                return
            lane = min(free, key=lambda each: self.busy[each])
            item = self.waiting[lane].popleft()
            if not self.waiting[lane]:
                del self.waiting[lane]
            self.begun.add(item)
            self.busy[lane] += 1
            self.in_hand[pool.submit(_within, self.do, item)] = item

    def gather(self, seconds: float) -> None:
        """Wait until something is done, or for so long."""
        done, _ = wait(self.in_hand, timeout=seconds, return_when=FIRST_COMPLETED)
        for future in done:
            self.busy[self.lane(self.in_hand.pop(future))] -= 1
            failure = future.exception()
            if failure is not None:
                self.failures.append(failure)


def drain(
    find: Callable[[], Iterable[T]],
    do: Callable[[T], object],
    *,
    workers: int,
    lane: Callable[[T], Hashable],
    room: int = 4,
    look_every_s: float = 1.0,
) -> int:
    """Do all that `find` gives, and looks again while anything is in hand; each thing once.

    At most `workers` things are in hand at a time, and at most `room` of one lane. Returns how
    many were done; the first thing that went wrong is raised after everything else is done.
    """
    crew = _Crew(do, lane, room)
    with ThreadPoolExecutor(workers) as pool:
        look_at = monotonic()
        while True:
            if monotonic() >= look_at:
                crew.offer(find())
                look_at = monotonic() + look_every_s
            crew.begin(pool, workers)
            if not crew.in_hand:
                break
            crew.gather(look_every_s)
    if crew.failures:
        raise crew.failures[0]
    return len(crew.begun)
