"""The picture that Graphviz lays out, where it is installed."""

from __future__ import annotations

import shutil

import pytest

from archc.compiler import Compilation, files
from archc.emit import Unavailable
from archc.emit.on_request import graphviz
from tests.designs import compile_example, compile_text

needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")


def picture(compiled: Compilation) -> bytes:
    """The one file that is asked for."""
    [(name, content)] = files(compiled, "x", ("graphviz",))
    assert name == "x.graphviz.png"
    return content


@needs_dot
def test_a_picture_is_made_and_is_the_same_each_time() -> None:
    first, second = (picture(compile_example("06_web_shop")) for _ in range(2))
    assert first.startswith(b"\x89PNG")
    assert first == second


@needs_dot
def test_labels_are_text() -> None:
    hostile = '<<IMG SRC=\\"/etc/hostname\\"/>>'
    picture(
        compile_text(f'architecture a "{hostile}"\nusers u "{hostile}"\ntable t {{ key: id }}\n')
    )


@needs_dot
def test_regions_are_clusters() -> None:
    text = "architecture a\ntable one {{ key: id }}\ntable two {} {{ key: id }}\n"
    home, apart = (compile_text(text.format(place)) for place in ("", "in us-east-1"))
    drawn = [graphviz.rendered(compiled.design, "dot").decode() for compiled in (home, apart)]
    assert ["cluster" in one for one in drawn] == [False, True]
    assert all(region in drawn[1] for region in ("us-east-1", "eu-central-1"))


def test_it_is_written_on_request_only() -> None:
    names = [name for name, _ in files(compile_example("14_http_api"), "x", ())]
    assert names == ["x.deploy.sh", "x.destroy.sh", "x.drawio", "x.png", "x.svg", "x.yaml"]


def test_without_graphviz_the_reason_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(Unavailable, match="install"):
        picture(compile_example("14_http_api"))
