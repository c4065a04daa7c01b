"""Floor 2: the facts, and how they become the dataset. Imports the ontology, never queries, server or flask."""
