"""The pool of worker processes that run users' queries, and what becomes of a query that goes wrong.

    ends by itself    its result, or the error the engine gave
    runs too long     the worker is killed           → QueryTimeout
    needs too much    the worker aborts              → ResultTooLarge
    nests too deep    the parser crashes the worker  → MalformedQuery
    worker vanishes   tried once more with another   → WorkerLost

Every worker that ends is replaced at once.
"""

from __future__ import annotations

import json
import queue
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph import errors
from graph.errors import MalformedQuery, QueryError, QueryRefused, QueryTimeout, ResultTooLarge, TooBusy, WorkerLost
from graph.worker import HEADER, write_frame

# Everything in which the word SERVICE is not the keyword: IRIs, strings, comments, names.
_NOT_KEYWORD = re.compile(
    r"""<[^<>"{}|^`\\\s]*>|\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}"""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\#[^\n]*|[?$@]\w+|[\w.-]*:[\w.:%-]*""",
    re.S,
)
_SERVICE = re.compile(r"\bSERVICE\b", re.I)


@dataclass(frozen=True)
class Limits:
    """What one query may use: seconds, bytes of memory, bytes of result; and how long it may wait for a worker."""

    seconds: float = 30.0
    memory: int = 1 << 30
    result: int = 64 << 20
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
        assert self.process.stdin and self.process.stdout
        try:
            write_frame(self.process.stdin, request)  # type: ignore[arg-type]
            self.process.stdin.flush()
        except BrokenPipeError:
            raise EOFError from None
        verdict = json.loads(self._frame(deadline))
        return verdict, self._frame(deadline) if verdict["ok"] else b""

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
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        for _ in range(size):
            self._idle.put(self._fresh())

    def _fresh(self) -> _Worker:
        return _Worker(self.store, self.limits.memory)

    def run(
        self,
        query: str,
        results: str | None = "json",
        graph: str | None = "ttl",
        default: Sequence[str] = (),
        named: Sequence[str] | None = None,
    ) -> Answer:
        """Run a query and serialise its result.

        Args:
            query: SPARQL 1.1.
            results: extension of the format for solutions and booleans; None if none is accepted.
            graph: the same for graphs.
            default: IRIs of graphs to make up the default graph; empty for the dataset's own.
            named: IRIs of the graphs that are named; None for all.

        Raises:
            QueryError: one of its kinds, see the module's head.
        """
        if _SERVICE.search(_NOT_KEYWORD.sub(" ", query)):
            raise QueryRefused(
                "SERVICE is not available here: this endpoint opens no connections. Run the federated query in your own client."
            )
        request = json.dumps(
            {
                "query": query,
                "results": results,
                "graph": graph,
                "default": list(default),
                "named": None if named is None else list(named),
                "limit": self.limits.result,
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
        keep = False
        try:
            verdict, body = worker.ask(request, self.limits.seconds)
            keep = True
        except TimeoutError:
            raise QueryTimeout(
                f"The query took longer than {self.limits.seconds:g} s and was stopped; make it narrower or add LIMIT."
            ) from None
        except EOFError:
            _blame(worker.end())
            raise
        finally:
            if not keep:
                worker.end()
            self._idle.put(worker if keep else self._fresh())
        if verdict["ok"]:
            return Answer(verdict["media"], body)
        kind: type[QueryError] = getattr(errors, verdict["error"])
        raise kind(verdict["message"])

    def close(self) -> None:
        """End all idle workers."""
        while not self._idle.empty():
            self._idle.get_nowait().end()


def _blame(code: int) -> None:
    """Raise what a worker's death means, if its cause lies in the query."""
    if code == -signal.SIGSEGV:
        raise MalformedQuery("The query is nested too deeply; write it flatter.")
    if code == -signal.SIGABRT:
        raise ResultTooLarge("The query needed more memory than it may have; make it narrower.")
