"""Merges a drawing that people edited in draw.io with the newly generated one."""

from archc.merge.document import MAX_SIZE, Unmergeable
from archc.merge.merge import Merged, merge
from archc.merge.sealing import changed_since_sealed, seal

__all__ = ["MAX_SIZE", "Merged", "Unmergeable", "changed_since_sealed", "merge", "seal"]
