"""importers: what others wrote → Tree: the same design, as the language says it."""
