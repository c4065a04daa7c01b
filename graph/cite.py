"""From words to passage names: how a curator adds a fact by hand.

A draft statement file may name a graph by its words, ``<cite:长沙片区…（含…平方公里）>``; ``fill`` puts the passage's name in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from graph.documents import Span, Text
from graph.errors import CurationError, TextError

_DRAFT = re.compile(r"<cite:([^>]+)>")


@dataclass(frozen=True)
class Citation:
    """A place where words stand: the passage's name, the headings above it, and the words around it."""

    passage: str
    headings: list[str]
    before: str
    words: str
    after: str


def passage_name(document: str, span: Span) -> str:
    """The local name of a passage: ``guofa-2020-10.15021-15087``."""
    return f"{document}.{span.start}-{span.end}"


def section_span(text: Text, title: str | None) -> Span | None:
    """The part of a text under the heading with this title (or beginning with it); None for no title.

    Raises:
        TextError: no heading, or several, have the title.
    """
    if title is None:
        return None
    exact = [h for h in text.outline.walk() if h.title == title] or [
        h for h in text.outline.walk() if h.rank and (h.number + h.title).startswith(title)
    ]
    if len(exact) != 1:
        raise TextError(f"{len(exact)} headings of {text.name} are called '{title}'; give one heading's words in full.")
    return Span(exact[0].span.start, exact[0].end)


def cite(text: Text, words: str, within: str | None = None, context: int = 20) -> list[Citation]:
    """All places where words stand in a text, white space ignored; ``…`` stands for anything between.

    Args:
        text: the rendition to look in.
        words: what to find.
        within: title of the heading under which to look.
        context: how many characters to show on either side.

    Raises:
        TextError: the words do not occur.
    """
    spans = text.find(words, section_span(text, within))
    if not spans:
        raise TextError(
            f"'{words}' does not occur in {text.name}{f' under {within}' if within else ''}; use fewer words."
        )
    return [
        Citation(
            passage_name(text.name, span),
            [h.number + h.title for h in text.section_at(span.start)],
            text.words(Span(max(0, span.start - 2 * context), span.start))[-context:],
            text.words(span),
            text.words(Span(span.end, span.end + 2 * context))[:context],
        )
        for span in spans
    ]


def fill(path: Path, text: Text, within: str | None = None) -> int:
    """Replace each ``<cite:words>`` of a draft by the passage's prefixed name, in place.

    Returns:
        How many were replaced.

    Raises:
        CurationError: words that do not occur, or in several places; the file is then left as it was.
    """
    scope = section_span(text, within)
    draft = path.read_text(encoding="utf-8")

    def name(match: re.Match[str]) -> str:
        spans = text.find(match.group(1), scope)
        if len(spans) == 1:
            return "passage:" + passage_name(text.name, spans[0])
        line = draft.count("\n", 0, match.start()) + 1
        places = ", ".join(passage_name(text.name, span) for span in spans[:5])
        found = f"{len(spans)} places ({places}); add words" if spans else "nowhere; check the words"
        raise CurationError(path, line, f"'{match.group(1)}' stands in {found}.")

    filled, count = _DRAFT.subn(name, draft)
    path.write_text(filled, encoding="utf-8")
    return count
