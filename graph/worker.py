"""The process in which a user's query is parsed and runs: ``python -m graph.worker STORE MEMORY``.

It may be killed at any moment, may not use more memory than allowed and can open no file or connection once the store is
open. It reads requests from standard input and answers on standard output, each a frame: 4 bytes length, big-endian, then
JSON; a good answer is followed by a second frame, the serialised result.

Request:  ``{"query", "results", "graph", "default", "named", "limit", "seconds"}``; formats by file extension or null,
graphs as IRIs or null, limit in bytes.
Answer:   ``{"ok": true, "media"}`` and the result, or ``{"ok": false, "error": class name, "message"}``.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import struct
import sys
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import pyoxigraph as ox

HEADER = struct.Struct(">I")
GRACE = 2.0  # seconds


class Overflow(Exception):
    """The result has grown past its limit."""


class Capped:
    """A writer that stops the serialiser once more than ``limit`` bytes have come."""

    def __init__(self, limit: int) -> None:
        self.limit, self.size, self.parts = limit, 0, []  # type: int, int, list[bytes]

    def write(self, data: bytes) -> int:
        """Keep the bytes, or raise :class:`Overflow`."""
        self.size += len(data)
        if self.size > self.limit:
            raise Overflow
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing to do: the bytes are in memory."""


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame, None at the end of the stream."""
    head = stream.read(HEADER.size)
    return stream.read(HEADER.unpack(head)[0]) if len(head) == HEADER.size else None


def write_frame(stream: BinaryIO, data: bytes) -> None:
    """Write one frame (without flushing)."""
    stream.write(HEADER.pack(len(data)))
    stream.write(data)


def answer(store: ox.Store, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Run one request."""
    try:
        named = request["named"]
        results = store.query(
            request["query"],
            default_graph=[ox.NamedNode(iri) for iri in request["default"]] if request["default"] is not None else None,
            named_graphs=[ox.NamedNode(iri) for iri in named] if named is not None else None,
        )
        is_graph = isinstance(results, ox.QueryTriples)
        extension = request["graph"] if is_graph else request["results"]
        if extension is None:
            kind = "graph" if is_graph else "table of results"
            return _failure(
                "NotAcceptable", f"This query gives a {kind}, which none of the accepted media types can carry."
            ), b""
        out = Capped(request["limit"])
        if isinstance(results, ox.QueryTriples):
            rdf = ox.RdfFormat.from_extension(extension)
            results.serialize(cast(IO[bytes], out), rdf)
            media = rdf.media_type
        else:
            table = ox.QueryResultsFormat.from_extension(extension)
            results.serialize(cast(IO[bytes], out), table)
            media = table.media_type
        return {"ok": True, "media": media}, b"".join(out.parts)
    except SyntaxError as error:
        return _failure("MalformedQuery", str(error)), b""
    except Overflow:
        return _failure(
            "ResultTooLarge",
            f"The result is larger than {request['limit'] >> 20} MB; add LIMIT, or take the whole dataset with 'ftz export'.",
        ), b""
    except MemoryError:
        return _failure("ResultTooLarge", "The query needs more memory than it may have; make it smaller."), b""
    except (OSError, RuntimeError, ValueError) as error:
        return _failure("QueryError", f"The query failed: {error}"), b""


def _failure(error: str, message: str) -> dict[str, Any]:
    return {"ok": False, "error": error, "message": message}


def confine(memory: int) -> None:
    """Give up everything a query does not need.

    Args:
        memory: bytes of address space beyond what the process has now.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere the limit is not kept
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + memory,) * 2)
    # No free descriptor: opening a file or a connection (SERVICE) fails. Holes below the limit are filled.
    used = max(int(fd.name) for fd in Path("/dev/fd").iterdir()) + 1
    resource.setrlimit(resource.RLIMIT_NOFILE, (used, used))
    with contextlib.suppress(OSError):
        while True:
            os.dup(0)


def main() -> None:
    """Serve requests until standard input ends."""
    store = ox.Store.read_only(sys.argv[1])
    store.query("ASK {}")
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    confine(int(sys.argv[2]))
    while (frame := read_frame(stdin)) is not None:
        request = json.loads(frame)
        # The server kills a worker in time; should the server itself be gone, the alarm's default action does.
        signal.setitimer(signal.ITIMER_REAL, request["seconds"] + GRACE)
        verdict, body = answer(store, request)
        signal.setitimer(signal.ITIMER_REAL, 0)
        write_frame(stdout, json.dumps(verdict).encode())
        if verdict["ok"]:
            write_frame(stdout, body)
        stdout.flush()


if __name__ == "__main__":
    main()
