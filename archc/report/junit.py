"""JUnit's XML: a suite for each file, a case for each finding, one that passes where there is none.

An error fails; a warning and a piece of advice are skipped cases with a message, which build
servers show without failing the build, as the exit status does. What cannot be read is an error.
"""

import re
import xml.etree.ElementTree as ET

from archc.diagnostics import Diagnostic, Severity, as_text, shortened
from archc.report import File, Run, place_of
from archc.report._paths import shown

_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in any XML


def report(run: Run) -> str:
    """All suites; characters beyond ASCII are written as references."""
    root = ET.Element("testsuites", name="archc")
    for file in run.files:
        _add_suite(root, file)
    for word in ("tests", "failures", "errors"):
        root.set(word, str(sum(int(suite.get(word, "0")) for suite in root)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root).decode() + "\n"


def _add_suite(root: ET.Element, file: File) -> None:
    suite = ET.SubElement(root, "testsuite", name=_clean(shown(file.path)))
    if file.design is None:
        case = _case(suite, "can be read", file)
        ET.SubElement(case, "error", message=_clean(file.problem), type="unreadable")
    elif not file.findings:
        _case(suite, "no findings", file)
    if file.hidden:
        told = ET.SubElement(_case(suite, "hidden", file), "skipped")
        told.set("message", _clean(file.summary))
    for found in file.findings:
        _add_finding(suite, found, file)
    for word, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(word, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("tests", str(len(suite)))
    suite.set("time", "0")


def _case(suite: ET.Element, name: str, file: File) -> ET.Element:
    facts = {"classname": _clean(shown(file.path)), "name": _clean(name), "time": "0"}
    return ET.SubElement(suite, "testcase", facts)


def _add_finding(suite: ET.Element, found: Diagnostic, file: File) -> None:
    place = found.span.first if found.span is not None else None
    path = place_of(file, found)
    other = f"{shown(path)}:" if path != file.path else ""
    where = f" at {other}{place.line}:{place.column}" if place is not None else ""
    case = _case(suite, f"{found.code} {found.name}{where}", file)
    fails = found.severity is Severity.ERROR
    facts = {"message": _clean(shortened(found.message)), "type": str(found.severity)}
    told = ET.SubElement(case, "failure" if fails else "skipped", facts)
    if not fails:
        told = ET.SubElement(case, "system-out")
    told.text = _clean(as_text(found))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("·", text)
