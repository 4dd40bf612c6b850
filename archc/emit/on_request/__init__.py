"""Formats that are written only where `--only` names them."""
