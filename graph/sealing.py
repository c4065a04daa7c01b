"""Sealing: recording where each used passage stands and what its words hash to, without keeping the words.

``graph/passages/DOCUMENT.ttl`` is written from the statements and the text; with it the project builds and checks
without the text, and a passage can be found again in another rendition.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

from graph.documents import Span, Text, digest
from graph.errors import CurationError, TextError
from graph.sources import Sources
from ontology.namespaces import BASE, FTZ, PASSAGE, RDFS, STANDARD, short

_NAME = re.compile(re.escape(PASSAGE) + r"(?P<document>[a-z0-9-]+)\.(?P<start>\d+)-(?P<end>\d+)$")
_HEADING = ox.NamedNode(FTZ.heading)
_PART_OF = ox.NamedNode(FTZ.partOf)
_LABEL = ox.NamedNode(RDFS.label)


def parse_name(iri: str) -> tuple[str, Span]:
    """Document and span of a passage's IRI.

    Raises:
        ValueError: the IRI does not follow ``passage/DOCUMENT.START-END``.
    """
    match = _NAME.match(iri)
    if match is None:
        raise ValueError(f"{iri} is not a passage name (passage/DOCUMENT.START-END)")
    return match["document"], Span(int(match["start"]), int(match["end"]))


def seal(sources: Sources, text: Text) -> Path:
    """Write ``graph/passages/DOCUMENT.ttl`` for all passages that the document's statements use.

    Raises:
        CurationError: a passage outside the text.
        TextError: no statement file defines the document.
    """
    quads = list(sources.statement_quads(text.name))
    passages = {q.graph_name.value for q in quads} | {q.object.value for q in quads if q.predicate == _HEADING}
    spans = {iri: parse_name(iri)[1] for iri in passages if iri.startswith(PASSAGE)}
    document = next((q.subject.value for q in quads if re.fullmatch(rf"{BASE}\w+/{text.name}", q.subject.value)), None)
    if document is None:
        raise TextError(f"No statement file defines the document {text.name}; declare it with its labels first.")
    section_of = _sections(quads, spans)
    labels = {(q.subject.value, q.object.language): q.object.value for q in quads if q.predicate == _LABEL}

    lines = [
        f"# Where the passages of {text.name} stand. Written by: ftz seal {text.name}",
        "",
        *(f"@prefix {p}: <{n}> ." for p, n in (("ftz", FTZ), ("passage", PASSAGE), ("rdfs", STANDARD["rdfs"]))),
        "",
        f"<{document}>",
        f'  ftz:renditionDigest "{text.digest}" ;',
        f"  ftz:renditionLength {len(text.content)} .",
    ]
    for iri, span in sorted(spans.items(), key=lambda item: item[1]):
        if span.end > len(text.content) or not text.words(span):
            raise CurationError(
                *sources.locate(iri),
                f"{short(iri)} lies outside {text.name} ({len(text.content)} characters); ftz cite finds the right one.",
            )
        section = section_of(iri) or document
        names = tuple(labels.get((section, language), text.name) for language in ("zh", "en"))
        lines += _entry(text, span, names, document, section)
    path = sources.passages_folder / f"{text.name}.ttl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _sections(quads: list[ox.Quad], spans: dict[str, Span]) -> Callable[[str], str | None]:
    """What finds a passage's section: the one it is the heading of; the one its statements say they are part of; or,
    where they say nothing, the last one whose heading is printed before it. (Renditions with torn columns print
    headings after their text, so the statements go first.)
    """
    headed = {q.object.value: q.subject.value for q in quads if q.predicate == _HEADING}
    printed = sorted((spans[heading].start, section) for heading, section in headed.items())
    starts = [start for start, _ in printed]
    stated = defaultdict(set)
    for quad in quads:
        if quad.predicate == _PART_OF and quad.object.value in headed.values():
            stated[quad.graph_name.value].add(quad.object.value)

    def section_of(passage: str) -> str | None:
        if passage in headed:
            return headed[passage]
        if len(stated[passage]) == 1:
            return next(iter(stated[passage]))
        above = bisect_right(starts, spans[passage].start) - 1
        return printed[above][1] if above >= 0 else None

    return section_of


def _entry(text: Text, span: Span, names: tuple[str, ...], document: str, section: str) -> list[str]:
    """The lines of one passage; ``names`` are those of its section in Chinese and English."""
    inside = f" ftz:inSection <{section}> ;" if section != document else ""
    zh, en = f"{names[0]}，第{span.start}–{span.end}字", f"{names[1]}, characters {span.start}–{span.end}"
    return [
        "",
        f"passage:{text.name}.{span.start}-{span.end} a ftz:Passage ;",
        f'  rdfs:label "{zh}"@zh , "{en}"@en ;',
        f"  ftz:inDocument <{document}> ;{inside}",
        f"  ftz:start {span.start} ; ftz:end {span.end} ;",
        f'  ftz:digest "{digest(text.content[span.start : span.end])}" .',
    ]
