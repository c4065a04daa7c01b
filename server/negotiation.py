"""Which media type a client wants (RFC 9110, section 12.5.1); parameters of a type other than its weight do not matter."""

from __future__ import annotations

from collections.abc import Iterable

from flask import request
from werkzeug.datastructures import MIMEAccept


def best(offers: Iterable[str]) -> str | None:
    """The offer a client likes most; the first offer if it says nothing, None if it accepts none."""
    offers = list(offers)
    if not request.headers.get("Accept", "").strip():
        return offers[0]
    accept = MIMEAccept([(value.split(";")[0].strip(), weight) for value, weight in request.accept_mimetypes])
    return accept.best_match(offers)


def wants_html(others: Iterable[str] = ("application/json",)) -> bool:
    """Whether a client names HTML and likes a page no less than the other offers."""
    return "text/html" in request.headers.get("Accept", "") and best(["text/html", *others]) == "text/html"
