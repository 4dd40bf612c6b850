"""Lays the same designs out with other tools, and counts what a reader would be disturbed by.

`python -m tests.peers FOLDER` writes the draw.io files; see examples/COMPARISON.md.
"""
