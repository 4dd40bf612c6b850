"""Kinds of this chapter."""
