"""draw.io: drawings that people made, with the shapes of its AWS libraries or plain boxes."""

from archc.importers.drawio.annotate import annotate
from archc.importers.drawio.cells import Unreadable
from archc.importers.drawio.translate import Imported, read

__all__ = ["Imported", "Unreadable", "annotate", "read"]
