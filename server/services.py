"""What requests need, made once by ``create_app``."""

from __future__ import annotations

from dataclasses import dataclass
from io import TextIOWrapper
from typing import cast

from flask import current_app, g

from graph.pool import Pool
from server.catalogue import Catalogue
from server.evidence import EvidenceReader
from server.portrait import Portraitist


@dataclass(frozen=True)
class Services:
    """The catalogue, the reader of evidence, the pool of query workers, and the hold on the version that is served."""

    catalogue: Catalogue
    reader: EvidenceReader
    pool: Pool
    hold: TextIOWrapper

    def close(self) -> None:
        """End the query workers and let go of the version."""
        self.pool.close()
        self.hold.close()

    @property
    def portraitist(self) -> Portraitist:
        """For the language of the request."""
        return Portraitist(self.catalogue, self.reader, g.lang)


def services() -> Services:
    """The services of the running application."""
    return cast(Services, current_app.extensions["ftz"])
