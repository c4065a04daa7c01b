"""Two languages: which one a request wants, and the words of the pages."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, g, request

LANGUAGES = ("zh", "en")
MESSAGES: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "messages.toml").read_text(encoding="utf-8")
)


def choose() -> str:
    """The language of a request: ``?lang=``, else the cookie, else Accept-Language, else Chinese."""
    for wish in (request.args.get("lang"), request.cookies.get("lang")):
        if wish in LANGUAGES:
            return wish
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def words(language: str) -> Callable[[str], str]:
    """The function that gives a message of the pages in a language."""
    return lambda key: MESSAGES[key][language]


def init_app(app: Flask) -> None:
    """Give every request ``g.lang`` and every template ``lang``, ``other`` and ``t``."""

    @app.before_request
    def set_language() -> None:
        g.lang = choose()

    @app.after_request
    def remember(response: Response) -> Response:
        response.vary.update(("Accept", "Accept-Language", "Cookie"))
        if request.args.get("lang") in LANGUAGES:
            response.set_cookie("lang", g.lang, max_age=365 * 86400, samesite="Lax", httponly=True)
        return response

    @app.context_processor
    def language_for_templates() -> dict[str, object]:
        language = g.get("lang", LANGUAGES[0])
        return {"lang": language, "other": LANGUAGES[1 - LANGUAGES.index(language)], "t": words(language)}
