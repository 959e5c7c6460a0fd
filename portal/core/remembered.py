"""What a process remembers of the public facts, so that a page does not ask for the same again.

``@remembered`` stands on a function of plain values that reads public rows: its answer is kept by its arguments and
the active language. With it are kept

- the marks of all tables that were read (``portal.core.rendered.marks``): the answer is used only while each is the
  mark of now, so a write anywhere shows at once in every process;
- the moment until which it holds (``rendered.reading.until``);
- the tags that were learned on the way: a page that uses the answer is tied to all of them, as if it had asked.

Nothing is remembered outside a request, nor of what no stored page may read. Answers are shared by threads: give
values that nobody changes (frozen, tuples, texts), never a row with which somebody goes on working.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import update_wrapper
from typing import Any, Concatenate, Final, Generic, ParamSpec, Protocol, TypeVar, cast, overload

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language

from portal.core.rendered import marks
from portal.core.rendered.reading import Collector, collect, tell
from portal.core.rendered.together import Plan

P = ParamSpec("P")
T = TypeVar("T")

_WHOLE_MARK: Final = "!"
_NOTHING: Final = object()
K = TypeVar("K", bound=Hashable)
Each = Callable[Concatenate[Iterable[K], P], dict[K, T]]


@dataclass(frozen=True, slots=True)
class _Answer:
    value: Any
    seen: tuple[tuple[str, marks.Mark], ...]
    tags: frozenset[str]
    until: datetime | None
    unstorable = ""

    def holds(self, now: marks.Marks) -> bool:
        if self.until is not None and self.until <= timezone.now():
            return False
        return all(now.get(name, marks.NONE) == mark for name, mark in self.seen)


class Memory:
    """The answers of one function, the ones used last."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.answers: OrderedDict[Hashable, _Answer] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Hashable, now: marks.Marks) -> _Answer | None:
        with self.lock:
            answer = self.answers.get(key)
            if answer is None:
                return None
            if not answer.holds(now):
                del self.answers[key]
                return None
            self.answers.move_to_end(key)
            return answer

    def keep(self, key: Hashable, answer: _Answer) -> None:
        with self.lock:
            self.answers[key] = answer
            self.answers.move_to_end(key)
            while len(self.answers) > self.limit:
                self.answers.popitem(last=False)

    def clear(self) -> None:
        with self.lock:
            self.answers.clear()


_memories: list[Memory] = []


Planned = Callable[P, Plan]


class Remembered(Generic[P, T]):
    """A function whose answers are remembered."""

    def __init__(self, function: Callable[P, T], memory: Memory, plan: Planned[P] | None) -> None:
        update_wrapper(self, function)
        self._function = function
        self._memory = memory
        self._plan = plan

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        now = marks.current()
        if now is None:
            return self._function(*args, **kwargs)
        key = _key(args, kwargs)
        known = self._memory.get(key, now)
        if known is not None:
            tell(known)
            return cast("T", known.value)
        with collect() as collector:
            value = self._function(*args, **kwargs)
        tell(collector)
        if not collector.unstorable and marks.is_current(now):
            self._memory.keep(
                key, _Answer(value, _marks_of(collector, now), frozenset(collector.tags), collector.until)
            )
        return value

    def plan(self, *args: P.args, **kwargs: P.kwargs) -> Plan:
        """Return what this call would ask (``rendered.together``): nothing where its answer is remembered."""
        now = marks.current()
        if self._plan is None or now is None or self._memory.get(_key(args, kwargs), now) is not None:
            return ()
        return self._plan(*args, **kwargs)


def _key(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Hashable:
    return (get_language(), args, tuple(sorted(kwargs.items())))


class _Decorator(Protocol):
    def __call__(self, function: Callable[P, T], /) -> Remembered[P, T]: ...


@overload
def remembered(*, limit: int = 64) -> _Decorator: ...


@overload
def remembered(*, limit: int = 64, plan: Planned[P]) -> Callable[[Callable[P, T]], Remembered[P, T]]: ...


def remembered(*, limit: int = 64, plan: Any = None) -> Any:
    """Decorate a function whose answers are remembered, at most ``limit`` of them. See the module.

    ``plan`` is called as the function is and returns the stages of querysets it will evaluate, for a page to ask them
    together with those of other functions (``rendered.together``).
    """

    def decorate(function: Callable[..., Any]) -> Remembered[..., Any]:
        memory = Memory(limit)
        _memories.append(memory)
        return Remembered(function, memory, plan)

    return decorate


class RememberedEach(Generic[K, P, T]):
    """A function that answers for many keys at once and remembers the answer to each."""

    def __init__(self, function: Each[K, P, T], memory: Memory) -> None:
        update_wrapper(self, function)
        self._function = function
        self._memory = memory

    def __call__(self, keys: Iterable[K], *args: P.args, **kwargs: P.kwargs) -> dict[K, T]:
        wanted = list(dict.fromkeys(keys))
        now = marks.current()
        if now is None or not wanted:
            return self._function(wanted, *args, **kwargs) if wanted else {}
        rest = _key(args, kwargs)
        found: dict[K, T] = {}
        missing = []
        for key in wanted:
            known = self._memory.get((key, rest), now)
            if known is None:
                missing.append(key)
                continue
            tell(known)
            if known.value is not _NOTHING:
                found[key] = known.value
        if missing:
            with collect() as collector:
                made = self._function(missing, *args, **kwargs)
            tell(collector)
            if not collector.unstorable and marks.is_current(now):
                seen, tags = _marks_of(collector, now), frozenset(collector.tags)
                for key in missing:
                    answer = _Answer(made.get(key, _NOTHING), seen, tags, collector.until)
                    self._memory.keep((key, rest), answer)
            found |= made
        return {key: found[key] for key in wanted if key in found}

    def missing(self, keys: Iterable[K], *args: P.args, **kwargs: P.kwargs) -> list[K]:
        """Return the keys that a call would ask for."""
        now = marks.current()
        wanted = list(dict.fromkeys(keys))
        if now is None:
            return wanted
        rest = _key(args, kwargs)
        return [key for key in wanted if self._memory.get((key, rest), now) is None]


def remembered_each(*, limit: int) -> Callable[[Each[K, P, T]], RememberedEach[K, P, T]]:
    """Decorate a function that answers for many keys at once, ``(keys, …) -> {key: value}``, with one memory per key.

    It is called with the keys that are not remembered. A key it does not answer for is remembered as having nothing.
    """

    def decorate(function: Each[K, P, T]) -> RememberedEach[K, P, T]:
        memory = Memory(limit)
        _memories.append(memory)
        return RememberedEach(function, memory)

    return decorate


def forget() -> None:
    """Forget everything this process remembers (tests change settings, which leave no mark)."""
    for memory in _memories:
        memory.clear()


def _marks_of(collector: Collector, now: marks.Marks) -> tuple[tuple[str, marks.Mark], ...]:
    names = {tag[:-1] for tag in collector.tags if tag.endswith(_WHOLE_MARK)} | {marks.EVERYTHING}
    return tuple((name, now.get(name, marks.NONE)) for name in sorted(names))


class RememberingMiddleware:
    """Ask for the marks once per request: inside it, what is remembered is used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with marks.scope():
            return self.get_response(request)
