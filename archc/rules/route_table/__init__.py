"""Rules about this kind."""
