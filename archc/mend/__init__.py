"""mend: findings with changes → edits of the text that are proved to mend them.

A fix is offered only if the design with it, compiled anew, is free of the finding and has no other
one that it did not have before: rules are asked again, guarantees are proved again.
"""

from __future__ import annotations

from archc.mend.fixing import Mended, mendable, mended, offered

__all__ = ["Mended", "mendable", "mended", "offered"]
