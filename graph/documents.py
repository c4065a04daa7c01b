"""Reading a text: headings, paragraphs and sentences, each with its position, and finding words in it.

Positions are counted in Unicode characters of the rendition (the text file as it is), from 0; an end is exclusive.
White space never matters when words are looked for: the renditions break lines inside words.

The ranks of headings follow the numbering that Chinese official documents use (GB/T 9704—2012, clause 7.3.3:
"一、", "（一）", "1.", "（1）"), below the chapters (第一章/第一部分, 附件, 专栏) and the titles of documents printed inside another.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from graph.errors import TextError

_SPACE = re.compile(r"\s+")
_NUMERAL = "[一二三四五六七八九十百]+"

# What begins a heading, outermost first: (rank, pattern at the start of a paragraph).
_HEADINGS = (
    (1, re.compile(r"中国（.{2,6}?）自由贸易试验区.{0,12}方案$")),
    (1, re.compile(rf"第{_NUMERAL}(?:章|部分|篇)")),
    (1, re.compile(r"附件\d*(?=[^》）]{0,40}$)")),
    (2, re.compile(rf"{_NUMERAL}、")),
    (3, re.compile(rf"（{_NUMERAL}）")),
    (4, re.compile(r"\d{1,2}\.(?!\d)")),
    (5, re.compile(r"专栏\s*\d+")),
)


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of a rendition: ``start`` inclusive, ``end`` exclusive, in Unicode characters."""

    start: int
    end: int


@dataclass
class Heading:
    """A heading and what stands under it.

    Attributes:
        title: its words without the number.
        number: the number as printed ("三", "（二）", "14."), empty for a title.
        rank: 1 for the outermost to 5 for the innermost; 0 for the document itself.
        span: where the heading itself is printed.
        end: where the part under it ends.
        children: the headings of the next deeper rank found under it.
    """

    title: str
    number: str
    rank: int
    span: Span
    end: int
    children: list[Heading] = field(default_factory=list)

    def walk(self) -> Iterator[Heading]:
        """This heading and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


def squeeze(text: str) -> str:
    """The text without any white space."""
    return _SPACE.sub("", text)


def digest(text: str) -> str:
    """SHA-256, in hexadecimal, of a text with its white space taken out."""
    return hashlib.sha256(squeeze(text).encode()).hexdigest()


class Text:
    """One rendition of a document.

    Args:
        name: the document's slug, e.g. ``guofa-2020-10``.
        content: the whole text.
    """

    def __init__(self, name: str, content: str) -> None:
        self.name, self.content = name, content
        # position in the rendition of every character that is not white space
        self._where = [i for i, char in enumerate(content) if not char.isspace()]
        self._squeezed = "".join(content[i] for i in self._where)

    @classmethod
    def load(cls, folder: Path, name: str) -> Text:
        """Read ``NAME.txt`` from a folder.

        Raises:
            TextError: there is no such file, or it is not UTF-8.
        """
        path = folder / f"{name}.txt"
        try:
            return cls(name, path.read_bytes().decode("utf-8"))
        except FileNotFoundError:
            known = ", ".join(sorted(p.stem for p in folder.glob("*.txt"))) or "none"
            raise TextError(f"No text of '{name}' in {folder}; the texts there: {known}.") from None
        except UnicodeDecodeError as error:
            raise TextError(f"{path} is not UTF-8 text (byte {error.start}); convert it first.") from None

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the rendition as it is, in hexadecimal."""
        return hashlib.sha256(self.content.encode()).hexdigest()

    def words(self, span: Span) -> str:
        """The characters of a span without white space."""
        return squeeze(self.content[span.start : span.end])

    def find(self, words: str, within: Span | None = None) -> list[Span]:
        """Where words stand, white space ignored; ``…`` stands for anything between the first words and the last.

        Args:
            words: what to look for, e.g. ``"长沙片区"`` or ``"允许区内银行…研究推动…事宜。"``.
            within: look only in this part of the text.

        Returns:
            All places in reading order. With ``…`` each place runs from the first words to the nearest last words.
        """
        pieces = [squeeze(piece) for piece in re.split("…+", words) if squeeze(piece)]
        if not pieces:
            return []
        pattern = re.compile(".*?".join(map(re.escape, pieces)), re.S)
        low, high = self._range(within)
        return [
            Span(self._where[match.start()], self._where[match.end() - 1] + 1)
            for match in pattern.finditer(self._squeezed, low, high)
        ]

    def _range(self, within: Span | None) -> tuple[int, int]:
        """A span as positions in the squeezed text."""
        if within is None:
            return 0, len(self._squeezed)
        return bisect_right(self._where, within.start - 1), bisect_right(self._where, within.end - 1)

    @cached_property
    def paragraphs(self) -> list[Span]:
        """Paragraphs: runs of lines, cut before each heading and after each line that ends a sentence short of the margin.

        The renditions break every printed line and put an empty line between; a paragraph therefore goes on until a
        line that is clearly shorter than a full one, or until the next line begins with a heading's number.
        """
        lines = [Span(m.start(), m.end()) for m in re.finditer(r"\S[^\n]*", self.content)]
        full = sorted(len(self.words(line)) for line in lines)[len(lines) // 2] if lines else 0
        found: list[Span] = []
        open_at: int | None = None
        for index, line in enumerate(lines):
            open_at = line.start if open_at is None else open_at
            following = self.words(lines[index + 1]) if index + 1 < len(lines) else ""
            if len(self.words(line)) < full - 2 or not following or _rank(following) is not None:
                found.append(Span(open_at, line.end))
                open_at = None
        return found

    @cached_property
    def sentences(self) -> list[Span]:
        """Sentences: paragraphs cut after ``。！？`` (a closing quotation mark or bracket stays with its sentence)."""
        found = []
        for paragraph in self.paragraphs:
            part = self.content[paragraph.start : paragraph.end]
            for match in re.finditer(r"[^。！？]+(?:[。！？][”」）]?|$)", part):
                text = match.group()
                lead = len(text) - len(text.lstrip())
                if text.strip():
                    found.append(
                        Span(
                            paragraph.start + match.start() + lead, paragraph.start + match.start() + len(text.rstrip())
                        )
                    )
        return found

    @cached_property
    def rows(self) -> list[list[Span]]:
        """Table rows: lines of two or more cells, a cell ending at a tab or at two spaces."""
        lines = (
            list(re.finditer(r"\S+(?:[ \u3000]\S+)*", line.group())) for line in re.finditer(r"[^\n]+", self.content)
        )
        starts = (line.start() for line in re.finditer(r"[^\n]+", self.content))
        return [
            [Span(start + cell.start(), start + cell.end()) for cell in cells]
            for start, cells in zip(starts, lines, strict=True)
            if len(cells) > 1
        ]

    @cached_property
    def outline(self) -> Heading:
        """The tree of headings, under a root of rank 0 that is the document itself."""
        root = Heading(self.name, "", 0, Span(0, 0), len(self.content))
        branch = [root]
        for paragraph in self.paragraphs:
            heading = self._heading(paragraph)
            if heading is None:
                continue
            while branch[-1].rank >= heading.rank:
                branch.pop().end = heading.span.start
            branch[-1].children.append(heading)
            branch.append(heading)
        return root

    def _heading(self, paragraph: Span) -> Heading | None:
        """The heading a paragraph begins with, if it begins with one: up to its first full stop."""
        words = self.words(paragraph)
        rank = _rank(words)
        if rank is None:
            return None
        title = re.split("[。：:]", words, maxsplit=1)[0]
        number = re.match(rf"{_NUMERAL}、|（{_NUMERAL}）|\d{{1,2}}\.|第{_NUMERAL}(?:章|部分|篇)|附件\d*|专栏\d+", title)
        low, _ = self._range(paragraph)
        span = Span(paragraph.start, self._where[low + len(title) - 1] + 1)
        printed = number.group() if number else ""
        return Heading(title[len(printed) :], printed, rank, span, len(self.content))

    def section_at(self, position: int) -> list[Heading]:
        """The headings above a position, outermost first."""
        above: list[Heading] = []
        nodes = self.outline.children
        while nodes:
            node = next((n for n in nodes if n.span.start <= position < n.end), None)
            if node is None:
                break
            above.append(node)
            nodes = node.children
        return above


def _rank(words: str) -> int | None:
    """The rank of the heading a paragraph begins with, None if it begins with none."""
    return next((rank for rank, pattern in _HEADINGS if pattern.match(words)), None)
