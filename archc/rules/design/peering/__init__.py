"""Rules about the whole graph of a design with this kind."""
