"""The pool of worker processes that run users' queries, and what becomes of a query that goes wrong.

    ends by itself    its result, or the error the engine gave
    runs too long     the worker is killed           → QueryTimeout
    needs too much    the worker aborts              → ResultTooLarge
    nests too deep    the parser crashes the worker  → MalformedQuery
    worker vanishes   tried once more with another   → WorkerLost

A worker that ends over a query is replaced at once; one that ended while idle, when the next query finds it.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import queue
import re
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph import errors
from graph.errors import (
    MalformedQuery,
    QueryError,
    QueryRefused,
    QueryTimeout,
    QueryTooLong,
    ResultTooLarge,
    TooBusy,
    WorkerLost,
)
from graph.worker import HEADER

# The tokens of SPARQL 1.1 (section 19.8) in which the word SERVICE may stand without being the keyword, and bare words.
# Every alternative matches as far as it can and never fails after that, so a text is read once, whatever it holds.
_TOKEN = re.compile(
    r"""<[^<>"{}|^`\\\s]*+>|\"{3}(?:[^"\\]|\\.|"(?!""))*+(?:\"{3})?|'{3}(?:[^'\\]|\\.|'(?!''))*+(?:'{3})?"""
    r"""|"(?:[^"\\\n\r]|\\.)*+"?|'(?:[^'\\\n\r]|\\.)*+'?|\#[^\n\r]*+|[?$@]\w++"""
    r"""|(?:\w[\w.-]*+)?:(?:[\w:%\\][\w:%\\.-]*+)?|(?P<word>\w[\w.-]*+)""",
    re.S,
)
# What a pipe that is ready for writing takes without blocking (POSIX: at least 512 bytes; Linux and macOS: 4096 and more).
PIECE = 4096
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def asks_for_service(query: str) -> bool:
    """Whether a query holds the keyword SERVICE (codepoint escapes resolved first, SPARQL 1.1, 19.2)."""
    plain = _ESCAPE.sub(lambda match: chr(min(int(match[1] or match[2], 16), 0x10FFFF)), query)
    words = (match["word"] for match in _TOKEN.finditer(plain) if match["word"])
    return any("service" in re.split(r"[.-]", word.casefold()) for word in words)


@dataclass(frozen=True)
class Limits:
    """What one query may use: seconds, bytes of memory and of result, characters; how long it may wait for a worker."""

    seconds: float = 30.0
    memory: int = 1 << 30
    result: int = 64 << 20
    query: int = 256 << 10
    wait: float = 5.0


@dataclass(frozen=True)
class Answer:
    """A finished result and its media type."""

    media: str
    body: bytes


class _Worker:
    """One worker process and its two pipes."""

    def __init__(self, store: Path, memory: int) -> None:
        command = [sys.executable, "-m", "graph.worker", str(store), str(memory)]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parent.parent,
        )

    def ask(self, request: bytes, seconds: float) -> tuple[dict[str, str], bytes]:
        """Send a request and wait for its answer.

        Raises:
            TimeoutError: the time is over; the worker still runs.
            EOFError: the worker ended.
        """
        deadline = time.monotonic() + seconds
        self._send(HEADER.pack(len(request)) + request, deadline)
        verdict = json.loads(self._frame(deadline))
        return verdict, self._frame(deadline) if verdict["ok"] else b""

    def _send(self, data: bytes, deadline: float) -> None:
        """Write all bytes, not past the deadline: a worker that does not read holds nobody up."""
        assert self.process.stdin
        pipe, rest = self.process.stdin.fileno(), memoryview(data)
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_WRITE)
            while rest:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise TimeoutError
                try:
                    rest = rest[os.write(pipe, rest[:PIECE]) :]
                except BrokenPipeError:
                    raise EOFError from None

    def _frame(self, deadline: float) -> bytes:
        return self._exactly(HEADER.unpack(self._exactly(HEADER.size, deadline))[0], deadline)

    def _exactly(self, size: int, deadline: float) -> bytes:
        """Read so many bytes, not past the deadline."""
        assert self.process.stdout
        stream, parts = self.process.stdout, bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_READ)
            while len(parts) < size:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise TimeoutError
                data = stream.raw.read(size - len(parts))  # type: ignore[attr-defined]
                if not data:
                    raise EOFError
                parts += data
        return bytes(parts)

    def end(self) -> int:
        """Kill the process if it runs, and give its exit code (negative: the signal)."""
        self.process.kill()
        code = self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                if pipe:
                    pipe.close()
            except BrokenPipeError:
                pass  # what was not yet sent belongs to a query that is over
        return code


class Pool:
    """A fixed number of workers; safe to use from many threads.

    Args:
        store: folder of the embedded store.
        size: number of workers.
        limits: what one query may use.
    """

    def __init__(self, store: Path, size: int = 4, limits: Limits | None = None) -> None:
        self.store, self.limits = store, limits or Limits()
        # A place without a worker holds None; the next query there starts one.
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        self._all: set[_Worker] = set()
        self._lock, self._closed = threading.Lock(), False
        for _ in range(size):
            self._idle.put(self._fresh())
        atexit.register(self.close)

    def _fresh(self) -> _Worker:
        """A new worker, unless the pool is closed.

        Raises:
            WorkerLost: it is.
            OSError: the system starts no process.
        """
        with self._lock:
            if self._closed:
                raise WorkerLost("The server is stopping; ask again in a moment.")
            worker = _Worker(self.store, self.limits.memory)
            self._all.add(worker)
            return worker

    def _replace(self, worker: _Worker) -> int:
        """End a worker and put a new one in its place, or, if none can be started now, an empty place; give its exit code."""
        code = worker.end()
        self._all.discard(worker)
        fresh = None
        try:
            fresh = self._fresh()
        except OSError:
            logging.getLogger(__name__).exception("no query worker can be started")
        self._idle.put(fresh)
        return code

    def run(
        self,
        query: str,
        results: str | None = "json",
        graph: str | None = "ttl",
        default: Sequence[str] | None = None,
        named: Sequence[str] | None = None,
        largest: int | None = None,
    ) -> Answer:
        """Run a query and serialise its result.

        Args:
            query: SPARQL 1.1.
            results: extension of the format for solutions and booleans; None if none is accepted.
            graph: the same for graphs.
            default: IRIs of graphs to make up the default graph; None for the dataset's own.
            named: IRIs of the graphs that are named; None for all.
            largest: bytes of result, where fewer are wanted than the limit.

        Raises:
            QueryError: one of its kinds, see the module's head.
        """
        if len(query) > self.limits.query:
            raise QueryTooLong(
                f"The query has {len(query)} characters; at most {self.limits.query} are taken. Make it shorter."
            )
        if asks_for_service(query):
            raise QueryRefused(
                "SERVICE is not available here: this endpoint opens no connections. Run the federated query in your own client."
            )
        request = json.dumps(
            {
                "query": query,
                "results": results,
                "graph": graph,
                "default": default,
                "named": named,
                "limit": min(largest or self.limits.result, self.limits.result),
                "seconds": self.limits.seconds,
            }
        ).encode()
        for _ in range(2):
            try:
                return self._try(request)
            except EOFError:
                continue
        raise WorkerLost("The process that ran the query ended twice without an answer; try again.")

    def _try(self, request: bytes) -> Answer:
        try:
            worker = self._idle.get(timeout=self.limits.wait)
        except queue.Empty:
            raise TooBusy("All query workers are busy; try again in a few seconds.") from None
        if worker is None:
            worker = self._start()
        try:
            verdict, body = worker.ask(request, self.limits.seconds)
        except TimeoutError:
            self._replace(worker)
            raise QueryTimeout(
                f"The query took longer than {self.limits.seconds:g} s and was stopped; make it narrower or add LIMIT."
            ) from None
        except EOFError:
            _blame(self._replace(worker))
            raise
        if self._closed:
            worker.end()
        else:
            self._idle.put(worker)
        if verdict["ok"]:
            return Answer(verdict["media"], body)
        kind: type[QueryError] = getattr(errors, verdict["error"])
        raise kind(verdict["message"])

    def _start(self) -> _Worker:
        """A worker for an empty place; if none can be started, the place stays."""
        try:
            return self._fresh()
        except OSError as error:
            self._idle.put(None)
            raise TooBusy(
                f"No query worker can be started now ({error.strerror}); try again in a few seconds."
            ) from None

    def close(self) -> None:
        """End all workers. A busy one is killed; the thread that waits for it sees that, and closes its pipes."""
        with self._lock:
            self._closed = True
        with contextlib.suppress(queue.Empty):
            while True:
                if worker := self._idle.get_nowait():
                    worker.end()
                    self._all.discard(worker)
        for worker in list(self._all):
            worker.process.kill()


def _blame(code: int) -> None:
    """Raise what a worker's death means, if its cause lies in the query."""
    if code == -signal.SIGSEGV:
        raise MalformedQuery("The query is nested too deeply; write it flatter.")
    if code == -signal.SIGABRT:
        raise ResultTooLarge("The query needed more memory than it may have; make it narrower.")
