"""Archive → zip file, the same bytes for the same files."""

from __future__ import annotations

import io
import zipfile

from archc.stack.resource import Archive

_BEGINNING = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can hold


def zipped(archive: Archive) -> bytes:
    """The archive; every file readable by all, with one fixed time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in archive.files:
            entry = zipfile.ZipInfo(name, _BEGINNING)
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, content)
    return buffer.getvalue()
