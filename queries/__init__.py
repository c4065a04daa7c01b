"""Floor 3: the questions, one .rq file each, and what runs them by name.

The head of a file, in comment lines ``#+``, says the question in Chinese and English.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["Question", "examples"]

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Question:
    """A question: its name, its words in both languages, and its query."""

    name: str
    zh: str
    en: str
    query: str

    @classmethod
    def read(cls, path: Path) -> Question:
        """A question from its file.

        Raises:
            ValueError: the head lacks ``zh`` or ``en``, or holds anything else.
        """
        lines = path.read_text(encoding="utf-8").splitlines()
        head = dict(line[2:].strip().split(": ", 1) for line in lines if line.startswith("#+"))
        if set(head) != {"zh", "en"}:
            raise ValueError(f"{path}: the head of a question says 'zh' and 'en', not {sorted(head)}")
        query = "\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n"
        return cls(path.stem, head["zh"], head["en"], query)


@cache
def examples() -> tuple[Question, ...]:
    """All questions, by name."""
    return tuple(Question.read(path) for path in sorted(FOLDER.glob("*.rq")))
