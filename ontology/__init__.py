"""Floor 1: what can be said. Classes, properties, concepts, shapes and the namespaces; knows nothing of the graph."""
