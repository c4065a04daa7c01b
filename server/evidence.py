"""The evidence of a statement, as a page shows it: the words in their context where the text is at hand, else their place."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from graph.documents import Span, Text
from graph.sealing import parse_name
from ontology.namespaces import FTZ, PASSAGE
from server.catalogue import Catalogue

CONTEXT = 60


@dataclass(frozen=True)
class Piece:
    """A run of a passage's words; ``iri`` is the entity that it names, if it names one."""

    words: str
    iri: str | None = None


@dataclass(frozen=True)
class Evidence:
    """One passage for a page.

    Attributes:
        iri: the passage.
        document: the document's IRI.
        section: IRIs of the headings above, outermost first.
        start, end: position in the rendition.
        before, after: words around it, empty without the text.
        pieces: the words, entities marked; empty without the text.
        subjects: IRIs of what the passage says something of.
        names: IRIs of the entities that the passage names.
        figures: the literals that it holds.
    """

    iri: str
    document: str
    section: list[str]
    start: int
    end: int
    before: str
    after: str
    pieces: list[Piece]
    subjects: list[str]
    names: list[str]
    figures: list[str]


class EvidenceReader:
    """Finds and prepares evidence.

    Args:
        catalogue: labels and schema.
        texts: the texts at hand, by document slug.
    """

    def __init__(self, catalogue: Catalogue, texts: dict[str, Text]) -> None:
        self.catalogue, self.texts = catalogue, texts
        self.store = catalogue.store

    def passages(self, triple: ox.Triple) -> list[str]:
        """Passages that say a triple; failing that, those that say it the other way round; failing that, something narrower."""
        subject, value = triple.subject, triple.object
        found = self.store.evidence(triple)
        if found or not isinstance(value, ox.NamedNode):
            return found
        prop, narrower = triple.predicate.value, self.catalogue.narrower
        inverse = self.catalogue.inverse.get(prop, "")
        if inverse and (found := self.store.evidence(ox.Triple(value, ox.NamedNode(inverse), subject))):
            return found
        ways = [ox.Triple(subject, ox.NamedNode(p), value) for p in narrower[prop]]
        ways += [ox.Triple(value, ox.NamedNode(p), subject) for p in narrower.get(inverse, [])]
        return sorted({passage for way in ways for passage in self.store.evidence(way)})

    def read(self, passage: str) -> Evidence:
        """Everything a page shows of a passage.

        Raises:
            ValueError: the IRI is no passage name.
        """
        slug, span = parse_name(passage)
        facts = {t.predicate.value: t.object.value for t in self.store.describe(passage)}
        said = self.store.said_by(passage)
        names = sorted(
            {
                term.value
                for t in said
                for term in (t.subject, t.object)
                if isinstance(term, ox.NamedNode) and term.value in self.catalogue.entries
            }
        )
        subjects = sorted({t.subject.value for t in said})
        figures = sorted({t.object.value for t in said if isinstance(t.object, ox.Literal)})
        before = after = ""
        pieces: list[Piece] = []
        if text := self.texts.get(slug):
            before = text.words(Span(max(0, span.start - 2 * CONTEXT), span.start))[-CONTEXT:]
            after = text.words(Span(span.end, span.end + 2 * CONTEXT))[:CONTEXT]
            pieces = mark(text.words(span), self._printed_names(names))
        document = facts.get(FTZ.inDocument, "")
        section = [part for part in self.sections(facts.get(FTZ.inSection)) if part != document]
        return Evidence(
            passage, document, section, span.start, span.end, before, after, pieces, subjects, names, figures
        )

    def sections(self, innermost: str | None) -> list[str]:
        """A section and those it is part of, outermost first."""
        chain: list[str] = []
        while innermost and innermost not in chain:
            chain.insert(0, innermost)
            place = self.catalogue.sections.get(innermost)
            innermost = place.whole if place else None
        return chain

    def _printed_names(self, iris: list[str]) -> dict[str, str]:
        """Chinese names of entities → their IRI; where a thing and a concept share a name, the thing.

        The curators' own wording (labels of measures, sections …) and words of mood are not names that a text prints.
        """
        entries = [self.catalogue.entries[iri] for iri in iris]
        named = [e for e in entries if not e["coined"] and FTZ.Status not in e["classes"]]
        named.sort(key=lambda e: not any(FTZ.Concept in self.catalogue.above(c) for c in e["classes"]))
        return {name: e["iri"] for e in reversed(named) for name in e["names"]}


def mark(words: str, names: dict[str, str]) -> list[Piece]:
    """Cut words where names stand in them; the longest name wins, quotation marks inside names count as printed.

    >>> mark("岳阳片区对接长江经济带", {"岳阳片区": "a", "长江经济带": "b"})
    [Piece(words='岳阳片区', iri='a'), Piece(words='对接', iri=None), Piece(words='长江经济带', iri='b')]
    """
    pieces, rest = [], ""
    position = 0
    ordered = sorted((n for n in names if len(n) > 1), key=len, reverse=True)
    while position < len(words):
        name = next((n for n in ordered if words.startswith(n, position)), None)
        if name is None:
            rest += words[position]
            position += 1
            continue
        if rest:
            pieces.append(Piece(rest))
        pieces.append(Piece(name, names[name]))
        position, rest = position + len(name), ""
    return [*pieces, Piece(rest)] if rest else pieces


def is_passage(iri: str) -> bool:
    """Whether an IRI is that of a passage."""
    return iri.startswith(PASSAGE)
