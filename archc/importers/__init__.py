"""importers: what others wrote → Translation: the same design in `.arch`, and where it came from."""
