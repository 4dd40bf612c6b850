"""Mistakes that binding names and typing attributes find; each is a page of `archc explain`."""

from __future__ import annotations

from archc.diagnostics import Diagnostic, Fault, Label
from archc.edits import Fix, Repair
from archc.source import Span

_GOOD = "architecture shop\nvpc lab { tier edge { public } }\ninstance web in edge\n"
_HEAD = "architecture shop\n"

UNKNOWN_KIND = Fault(
    "NAM101",
    "unknown_kind",
    "A kind that archc does not know",
    "A component's first word says what it is; only known kinds can be checked and deployed.",
    _HEAD + "vpc lab { tier edge { public } }\ninstanze web in edge\n",
    _GOOD,
    repair=Repair.UNSAFE,
)
UNKNOWN_NAME = Fault(
    "NAM102",
    "unknown_name",
    "A name that nothing in the design has",
    "Arrows, places and references bind to components by their names.",
    _HEAD + "vpc lab { tier edge { public } }\ninstance web in egde\n",
    _GOOD,
    repair=Repair.UNSAFE,
)
UNKNOWN_ATTRIBUTE = Fault(
    "NAM103",
    "unknown_attribute",
    "An attribute that the kind does not have",
    "A word that nothing reads would be a promise that nobody keeps.",
    _HEAD + "vpc lab { cird: 10.0.0.0/16 }\n",
    _GOOD,
    repair=Repair.UNSAFE,
)
DUPLICATE_NAME = Fault(
    "NAM104",
    "duplicate_name",
    "Two components with one name",
    "A name is the identity of one component, whatever place it stands in.",
    _HEAD + "users a\nusers a\n",
    _GOOD,
)
BAD_NAME = Fault(
    "NAM105",
    "bad_name",
    "A name that cannot be one",
    "Names are lower case letters, digits and underscores, so that every output can carry them.",
    _HEAD + "users Shop-Users\n",
    _GOOD,
    repair=Repair.UNSAFE,
)
SAME_LOGICAL_ID = Fault(
    "NAM106",
    "same_logical_id",
    "Two names that give one logical id",
    "CloudFormation ids have no underscores, so `web_2` and `web2` would be one resource.",
    _HEAD + "key_pair web_2\nkey_pair web2\n",
    _GOOD,
)
NO_ARCHITECTURE = Fault(
    "NAM107",
    "missing_architecture",
    "A file that does not say which architecture it is",
    "The name of the architecture names the stack and the title of the drawing.",
    "users people\n",
    _GOOD,
    repair=Repair.SAFE,
)
SAID_TWICE = Fault(
    "NAM108",
    "said_twice",
    "An attribute that is said twice",
    "Only one of the two can hold, and nobody would see which.",
    _HEAD + "vpc lab { zones: 2; zones: 3 }\n",
    _GOOD,
)
UNKNOWN_VALUE = Fault(
    "NAM109",
    "unknown_value",
    "A value that a component does not have",
    "After the dot stands something that AWS tells about the component once it exists.",
    _HEAD + "vpc lab { tier edge { public } }\ninstance web in edge\noutput link: web.uri\n",
    _GOOD,
    repair=Repair.UNSAFE,
)
WRONG_VALUE = Fault(
    "TYP201",
    "wrong_value",
    "A value that the attribute does not accept",
    "Every attribute has a type, so that a slip is found here and not by AWS.",
    _HEAD + "purpose: prodution\n",
    _GOOD,
    repair=Repair.UNSAFE,
)
MISSING_ATTRIBUTE = Fault(
    "TYP202",
    "missing_attribute",
    "An attribute that must be written",
    "The kind has no sensible default for it.",
    _HEAD + "table people\n",
    _HEAD + "table people { key: name string }\n",
)
EXACTLY_ONE = Fault(
    "TYP203",
    "one_of_several",
    "Flags of which exactly one must stand",
    "The words exclude each other, and none of them goes without saying.",
    _HEAD + "vpc lab { tier edge { public; private } }\n",
    _GOOD,
)
WRONG_PLACE = Fault(
    "PLC301",
    "wrong_place",
    "A component in a place that cannot hold it",
    "AWS decides what a resource lies in: servers in subnets, tables in a region.",
    _HEAD + "vpc lab { cidr: 10.0.0.0/16 }\ninstance web in lab\n",
    _GOOD,
)
PLACEMENT_CYCLE = Fault(
    "PLC302",
    "placement_cycle",
    "Components that lie in each other",
    "A place holds what is in it; it cannot lie in that itself.",
    _HEAD + "tier a in b { public }\ntier b in a { private }\n",
    _GOOD,
)
NO_PLACE = Fault(
    "PLC303",
    "missing_place",
    "A component without the place that it needs",
    "It has network interfaces, and every interface lies in a subnet.",
    _HEAD + "instance web\n",
    _GOOD,
)
NO_SUCH_REGION = Fault(
    "PLC311",
    "no_such_region",
    "A place in a region that AWS does not have",
    "Every region gets a template and a deployment of its own; AWS has no endpoint for this one.",
    _HEAD + "region eu-nort-1 { table people { key: name string } }\n",
    _HEAD + "region us-east-1 { table people { key: name string } }\n",
    repair=Repair.UNSAFE,
)
OTHER_REGION = Fault(
    "PLC312",
    "other_region",
    "A component in another region than its network",
    "A VPC lies in one region, and everything that stands in it lies there too.",
    _HEAD + "vpc lab { tier edge { public } }\nregion us-east-1 { instance web in edge }\n",
    _HEAD + "region us-east-1 {\n  vpc lab { tier edge { public } }\n  instance web in edge\n}\n",
)
ACROSS_REGIONS = Fault(
    "REL411",
    "across_regions",
    "Something that AWS does only within a region",
    "Code calls services of any region, and a topic delivers into any; nearly all else stays in "
    "its own, and nothing moves by itself.",
    _HEAD + 'function work { code: file("hello.py") }\nqueue orders in us-east-1\norders -> work\n',
    _HEAD + 'queue orders in us-east-1\nfunction work in us-east-1 { code: file("hello.py") }\n'
    "orders -> work\n",
)
IMPOSSIBLE_ARROW = Fault(
    "REL401",
    "impossible_arrow",
    "An arrow that AWS cannot carry",
    "Every arrow becomes a permission, a rule or a route; for this one there is none.",
    _HEAD + "users people\ntable list { key: name string }\npeople -> list\n",
    _GOOD,
)
UNKNOWN_VERB = Fault(
    "REL402",
    "unknown_verb",
    "A word on an arrow that its ends do not know",
    "The target knows what may be done to it, the source knows its own details.",
    _HEAD + "users people\nvpc lab { tier edge { public } }\ninstance web in edge\n"
    "people -> web : htpp\n",
    _GOOD,
    repair=Repair.UNSAFE,
)
NO_PORT = Fault(
    "REL403",
    "missing_port",
    "An arrow to a server that does not say the port",
    "A server is closed; the arrow opens exactly what it names.",
    _HEAD + "users people\nvpc lab { tier edge { public } }\ninstance web in edge\npeople -> web\n",
    _GOOD,
)
EMPTY_END = Fault(
    "REL404",
    "empty_end",
    "An arrow at a place that holds nothing",
    "A place at the end of an arrow stands for what is in it.",
    _HEAD + "users people\nvpc lab { tier edge { public } }\npeople -> edge : http\n",
    _GOOD,
)
STEP_WITHOUT_ARROW = Fault(
    "REL405",
    "step_without_arrow",
    "A step of a flow that no arrow of the design takes",
    "A flow shows the order in which arrows are used; it permits nothing by itself.",
    _HEAD + "users people\nvpc lab { tier edge { public } }\ninstance web in edge\n"
    "flow visit { people -> web }\n",
    _HEAD + "users people\nvpc lab { tier edge { public } }\ninstance web in edge\n"
    "people -> web : http\nflow visit { people -> web }\n",
)
UNKNOWN_GUARANTEE = Fault(
    "REL406",
    "unknown_guarantee",
    "A guarantee that archc cannot prove",
    "Only sentences with one exact meaning can be proved; they are a closed list.",
    _HEAD + "users people\nvpc lab { tier edge { public } }\ninstance web in edge\n"
    "people -> web : http\nguarantee people might reach web\n",
    _HEAD + "users people\nvpc lab { tier edge { public } }\ninstance web in edge\n"
    "people -> web : http\nguarantee people can reach web on tcp 80\n",
)
WRONG_OVERRIDE = Fault(
    "NAM110",
    "wrong_override",
    "An override that has nothing to lie over",
    "An override changes properties of a resource that the catalogue wrote; it is no thing itself.",
    _HEAD + "users people\noverride people { Port: 81 }\n",
    _GOOD + "override web { DisableApiTermination: yes }\n",
)
BAD_PARAM = Fault(
    "PRM501",
    "bad_parameter",
    "A parameter whose type or default does not hold",
    "The type decides what CloudFormation accepts when the stack is deployed.",
    _HEAD + "param stage: dev | prod = pord\n",
    _HEAD + "param stage: dev | prod = dev\n",
    repair=Repair.UNSAFE,
)

FAULTS = (
    UNKNOWN_KIND,
    UNKNOWN_NAME,
    UNKNOWN_ATTRIBUTE,
    DUPLICATE_NAME,
    BAD_NAME,
    SAME_LOGICAL_ID,
    NO_ARCHITECTURE,
    SAID_TWICE,
    UNKNOWN_VALUE,
    WRONG_VALUE,
    MISSING_ATTRIBUTE,
    EXACTLY_ONE,
    WRONG_PLACE,
    PLACEMENT_CYCLE,
    NO_PLACE,
    NO_SUCH_REGION,
    OTHER_REGION,
    ACROSS_REGIONS,
    IMPOSSIBLE_ARROW,
    UNKNOWN_VERB,
    NO_PORT,
    EMPTY_END,
    STEP_WITHOUT_ARROW,
    UNKNOWN_GUARANTEE,
    WRONG_OVERRIDE,
    BAD_PARAM,
)


class Report:
    """Collects the diagnostics of one run; `add` speaks of one fault at one place."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def add(
        self,
        fault: Fault,
        message: str,
        fix: str | Fix,
        span: Span | None,
        label: str = "",
        *,
        component: str | None = None,
        related: tuple[Label, ...] = (),
    ) -> None:
        """Report an error."""
        self.found.append(
            fault.found(message, fix, span, label, component=component, related=related)
        )
