"""Errors as answers: one shape, one handler. HTML for a person, JSON for a program."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from graph.errors import FtzError, TooBusy
from server.i18n import MESSAGES, choose, words
from server.negotiation import wants_html


def answer(status: int, message: str, kind: str) -> Response:
    """The answer for an error.

    Args:
        status: HTTP status.
        message: what happened, what was expected, what to do.
        kind: the error's name, for programs.
    """
    g.lang = g.get("lang") or choose()
    if wants_html():
        t = words(g.lang)
        title = t(f"e{status}") if f"e{status}" in MESSAGES else t("e500") if status >= 500 else t("e400")
        response = Response(render_template("error.html", status=status, title=title, message=message), status)
    else:
        response = jsonify(error=kind, status=status, message=message)
        response.status_code = status
    return response


def init_app(app: Flask) -> None:
    """Turn every error into an answer."""

    @app.errorhandler(FtzError)
    def of_ours(error: FtzError) -> Response:
        response = answer(error.status, str(error), type(error).__name__)
        if isinstance(error, TooBusy):
            response.headers["Retry-After"] = "5"
        return response

    @app.errorhandler(HTTPException)
    def of_http(error: HTTPException) -> Response:
        status = error.code or 500
        language = g.get("lang") or choose()
        help_key = f"e{status}_help"
        message = (
            words(language)(help_key) if wants_html() and help_key in MESSAGES else error.description or error.name
        )
        response = answer(status, message, error.name.replace(" ", ""))
        response.headers.extend({k: v for k, v in error.get_headers() if k in ("Allow", "Location")})
        return response

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        current_app.logger.exception("%s %s failed", request.method, request.full_path)
        return answer(500, words(g.get("lang") or choose())("e500_help"), type(error).__name__)
