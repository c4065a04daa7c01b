"""The errors a user can meet, one hierarchy.

FtzError            what happened, what was expected, what to do
├── CurationError   a mistake in a fact file: file and line come first
├── TextError       words or a text that cannot be found
├── DatasetError    the built dataset is missing or damaged
└── QueryError      a query that is not answered
    ├── MalformedQuery    400
    ├── NotAcceptable     406
    ├── QueryTooLong      413
    ├── QueryRefused      403
    ├── QueryTimeout      504
    ├── ResultTooLarge    507
    ├── WorkerLost        500, after one retry
    └── TooBusy           503
"""

from __future__ import annotations

from pathlib import Path


class FtzError(Exception):
    """Base of all errors shown to a user; ``status`` is the HTTP status that fits."""

    status = 500


class CurationError(FtzError):
    """A mistake in a fact file.

    Args:
        path: the file.
        line: its line, from 1; None if the mistake has no single line.
        problem: what is wrong, with the offending value, and what to do.
    """

    def __init__(self, path: Path | str, line: int | None, problem: str) -> None:
        self.path, self.line, self.problem = path, line, problem
        super().__init__(f"{path}:{line}: {problem}" if line else f"{path}: {problem}")


class TextError(FtzError):
    """Words, a passage or a whole text that cannot be found."""

    status = 404


class DatasetError(FtzError):
    """The built dataset is missing or damaged."""

    status = 503


class QueryError(FtzError):
    """A query that is not answered."""

    status = 400


class MalformedQuery(QueryError):
    """The query does not follow the SPARQL grammar."""


class NotAcceptable(QueryError):
    """None of the accepted media types can carry the result."""

    status = 406


class QueryTooLong(QueryError):
    """The query's text is longer than is taken."""

    status = 413


class QueryRefused(QueryError):
    """The query asks for something the endpoint does not do: an update, SERVICE, another dataset."""

    status = 403


class QueryTimeout(QueryError):
    """The query took longer than it may."""

    status = 504


class ResultTooLarge(QueryError):
    """The result or the memory it needs is larger than allowed."""

    status = 507


class WorkerLost(QueryError):
    """The process that ran the query ended without an answer, twice."""

    status = 500


class TooBusy(QueryError):
    """All workers are taken."""

    status = 503
