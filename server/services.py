"""What requests need, made once by ``create_app``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app, g

from graph.pool import Pool
from server.catalogue import Catalogue
from server.evidence import EvidenceReader
from server.portrait import Portraitist


@dataclass(frozen=True)
class Services:
    """The catalogue, the reader of evidence and the pool of query workers."""

    catalogue: Catalogue
    reader: EvidenceReader
    pool: Pool

    @property
    def portraitist(self) -> Portraitist:
        """For the language of the request."""
        return Portraitist(self.catalogue, self.reader, g.lang)


def services() -> Services:
    """The services of the running application."""
    return cast(Services, current_app.extensions["ftz"])
