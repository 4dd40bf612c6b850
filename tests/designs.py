"""Compiles designs for tests: from text with files in memory, and from `examples/`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from archc.caches import user_cache
from archc.compiler import Compilation
from archc.folder import Folder
from archc.source import Source
from archc.syntax.grammar import Grammar
from archc.values import Unreadable

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.arch"))
FAULTY = sorted((ROOT / "examples" / "faulty").glob("*.arch"))
GRAMMAR = Grammar(user_cache())

# Files that designs of pages and rules may name beside those that a test gives.
FILES = {
    "setup.sh": "#!/bin/bash\ndnf install -y httpd\nsystemctl enable --now httpd\n",
    "small.sh": "#!/bin/bash\necho ready\n",
    "long.sh": "#!/bin/bash\n" + "echo one more step\n" * 60,
    "large.sh": "#!/bin/bash\n" + "echo one more line of a long script\n" * 500,
    "hello.py": "def handler(event, context):\n    return {'statusCode': 200, 'body': 'hello'}\n",
    "orders/app.py": "from shapes import ORDER\n\n\ndef handler(event, context):\n    return ORDER\n",
    "site/index.html": '<!doctype html><title>Shop</title><script src="config.js"></script>\n',
    "site/error.html": "<!doctype html><title>Not here</title>\n",
    "sign.py": "import boto3\n\nguests = boto3.resource('dynamodb').Table('guests')\n\n\n"
    "def handler(event, context):\n    guests.put_item(Item={'name': 'Ada'})\n    return {}\n",
    "queue.yaml": "Parameters:\n  Seconds: { Type: Number }\nResources:\n  Jobs:\n"
    "    Type: AWS::SQS::Queue\n    Properties:\n"
    "      MessageRetentionPeriod: !Ref Seconds\n",
    "orders/shapes.py": "ORDER = {'statusCode': 200}\n",
}


class Files:
    """A `Reader` of files that lie in memory, by their path."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def text(self, path: str) -> str:
        """The text of a file."""
        if path not in self._files:
            raise Unreadable(f"the file '{path}' does not exist", "put it beside the design")
        return self._files[path]

    def folder(self, path: str) -> Mapping[str, bytes]:
        """Every file below a folder, by its name in there."""
        top = path.rstrip("/") + "/"
        found = {
            name[len(top) :]: text.encode()
            for name, text in sorted(self._files.items())
            if name.startswith(top)
        }
        if not found:
            raise Unreadable(f"the folder '{path}' does not exist", "put it beside the design")
        return found


def compile_text(text: str, files: Mapping[str, str] | None = None) -> Compilation:
    """A design that stands in a test; call `finish` for what only the whole stack shows."""
    return Compilation(Source("design.arch", text), Files({**FILES, **(files or {})}), GRAMMAR)


def compile_file(path: Path, text: str | None = None) -> Compilation:
    """A design on disk, or another text in its place."""
    content = path.read_text(encoding="utf-8") if text is None else text
    return Compilation(Source(path.name, content), Folder(path.parent), GRAMMAR)


def compile_example(stem: str) -> Compilation:
    """A correct example by its name without `.arch`."""
    return compile_file(ROOT / "examples" / f"{stem}.arch")
