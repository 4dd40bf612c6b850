"""What cannot be read of a drawing, and what had to be assumed; each is a page of `explain`."""

from __future__ import annotations

from archc.diagnostics import Fault, Severity


def _drawing(*cells: str) -> str:
    """A small drawing, as draw.io saves it."""
    inside = "".join(f"      {cell}\n" for cell in cells)
    return (
        '<mxfile><diagram id="p" name="Page-1"><mxGraphModel><root>\n'
        '      <mxCell id="0"/>\n      <mxCell id="1" parent="0"/>\n'
        f"{inside}</root></mxGraphModel></diagram></mxfile>\n"
    )


def _shape(id_: str, label: str, style: str, x: int) -> str:
    return (
        f'<mxCell id="{id_}" value="{label}" style="{style}" vertex="1" parent="1">'
        f'<mxGeometry x="{x}" y="40" width="78" height="78" as="geometry"/></mxCell>'
    )


def _line(id_: str, ends: str, style: str = "html=1;") -> str:
    return (
        f'<mxCell id="{id_}" style="{style}" edge="1" parent="1" {ends}>'
        '<mxGeometry relative="1" as="geometry"><mxPoint x="900" y="900" as="targetPoint"/>'
        "</mxGeometry></mxCell>"
    )


_ICON = "shape=mxgraph.aws4.resourceIcon;resIcon=mxgraph.aws4."
_QUEUE = _shape("q-1", "Orders", f"{_ICON}sqs;", 240)
_TOPIC = _shape("t-1", "News", f"{_ICON}sns;", 40)
_BOTH = (_TOPIC, _QUEUE)
_GOOD = _drawing(*_BOTH, _line("e-1", 'source="t-1" target="q-1"'))

UNREADABLE = Fault(
    "DIO001",
    "unreadable_drawing",
    "A file that is no drawing, or a damaged one",
    "Nothing is read of a file that draw.io would not have written like this.",
    _GOOD.replace("</root>", ""),
    _GOOD,
)
EMPTY = Fault(
    "DIO002",
    "nothing_in_drawing",
    "A drawing without a shape that can be read",
    "A design is read from shapes and arrows; a picture of them shows them to people only.",
    _drawing(),
    _GOOD,
)
NOT_UNDERSTOOD = Fault(
    "DIO101",
    "shape_not_understood",
    "A shape that could be anything",
    "What is not understood is left out, because a guess would be checked as if it were drawn.",
    _drawing(*_BOTH, _shape("x-1", "Zorp", "rounded=0;html=1;", 440)),
    _GOOD,
    Severity.WARNING,
    "correctness",
)
UNKNOWN_SERVICE = Fault(
    "DIO102",
    "service_not_known",
    "A service that the language has no kind for",
    "The shape is recognised, but there is nothing to check it against or to make of it.",
    _drawing(*_BOTH, _shape("x-1", "Videos", f"{_ICON}kinesis_video_streams;", 440)),
    _GOOD,
    Severity.WARNING,
    "correctness",
)
PICTURE = Fault(
    "DIO103",
    "picture_instead_of_shape",
    "A picture where a shape would say what it is",
    "A photo or a screenshot shows people what is meant, and a program only dots.",
    _drawing(
        *_BOTH, _shape("x-1", "", "shape=image;image=data:image/png,iVBORw0KGgo;html=1;", 440)
    ),
    _GOOD,
    Severity.WARNING,
    "correctness",
)
LOOSE_ARROW = Fault(
    "DIO104",
    "arrow_without_end",
    "An arrow that ends at nothing",
    "An arrow is a permission, and it has to be clear whose and to what.",
    _drawing(*_BOTH, _line("e-1", 'source="t-1"')),
    _GOOD,
    Severity.WARNING,
    "correctness",
)
NO_DIRECTION = Fault(
    "DIO105",
    "arrow_without_direction",
    "A line that does not say who begins",
    "Whoever begins stands at the tail of an arrow and needs the permission.",
    _drawing(
        _shape("a-1", "One", f"{_ICON}lambda;", 40),
        _shape("b-1", "Two", f"{_ICON}lambda;", 240),
        _line("e-1", 'source="a-1" target="b-1"', "html=1;endArrow=none;"),
    ),
    _GOOD,
    Severity.WARNING,
    "correctness",
)
WRONG_LABEL = Fault(
    "DIO106",
    "label_contradicts",
    "A label that cannot be meant so",
    "A value that AWS would refuse is not taken over, and nothing is put in its place unsaid.",
    _drawing(
        *_BOTH,
        _shape(
            "v-1", "VPC 10.0.0.0/99", "shape=mxgraph.aws4.group;grIcon=mxgraph.aws4.group_vpc;", 440
        ),
    ),
    _GOOD,
    Severity.WARNING,
    "correctness",
)
ASSUMED = Fault(
    "DIO201",
    "assumed_from_drawing",
    "Something the design needs and the drawing does not say",
    "A drawing says less than a design; what was put in its place should be looked at.",
    _drawing(*_BOTH, _shape("d-1", "People", f"{_ICON}dynamodb;", 440)),
    _GOOD,
    Severity.ADVICE,
    "correctness",
)
NOT_IN_DESIGN = Fault(
    "DIO202",
    "drawn_for_people_only",
    "Something drawn that the design does not need",
    "It is understood, and left out because archc works it out by itself or it holds nothing.",
    _drawing(*_BOTH, _shape("r-1", "Routes", "shape=mxgraph.aws4.route_table;", 440)),
    _GOOD,
    Severity.ADVICE,
    "correctness",
)

FAULTS = (
    UNREADABLE, EMPTY, NOT_UNDERSTOOD, UNKNOWN_SERVICE, PICTURE, LOOSE_ARROW, NO_DIRECTION,
    WRONG_LABEL, ASSUMED, NOT_IN_DESIGN,
)  # fmt: skip
