"""Rules about the whole graph."""
