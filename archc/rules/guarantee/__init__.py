"""Rules about the guarantees of a design; their `check` takes the graph."""
