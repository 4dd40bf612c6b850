"""Template: the sections of a document, and its functions as far as they can be known.

Parameters stand for their defaults, or for what is given; conditions are decided with them, so
that one template is one design. What only AWS knows stays `Unknown`, and is never guessed.
Templates that belong together are worked out together: the value of a parameter may be the output
of another one.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from archc.diagnostics import Diagnostic, Fault
from archc.foreign import (
    STACK_GUID,
    Default,
    Encoded,
    EncodedText,
    Entry,
    Function,
    Given,
    Item,
    Output,
    Parameter,
    Pseudo,
    Reference,
    Resource,
    Template,
    Text,
    Unknown,
    Zone,
)
from archc.source import Span
from archc.values import did_you_mean

_HEAD = "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n"
NO_TEMPLATE = Fault(
    "CFN111",
    "no_template",
    "A file that is no template",
    "A template is a map with Resources, each of which says its Type.",
    "Resource:\n  Jobs:\n    Type: AWS::SQS::Queue\n",
    _HEAD,
)
UNKNOWN_REFERENCE = Fault(
    "CFN112",
    "unknown_reference",
    "A reference to something that the template does not have",
    "CloudFormation refuses a template that names what is not in it.",
    _HEAD + "Outputs:\n  Address:\n    Value: !Ref Job\n",
    _HEAD + "Outputs:\n  Address:\n    Value: !Ref Jobs\n",
)
WRONG_FUNCTION = Fault(
    "CFN113",
    "wrong_function",
    "A function with the wrong arguments",
    "CloudFormation refuses the template before it makes anything.",
    _HEAD + '    Properties:\n      QueueName: !Join [",", a, b]\n',
    _HEAD + '    Properties:\n      QueueName: !Join ["-", [a, b]]\n',
)
REFERENCE_CIRCLE = Fault(
    "CFN114",
    "reference_circle",
    "Conditions or values that need each other",
    "None of them can be decided first.",
    _HEAD + "    Condition: A\nConditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]\n",
    _HEAD + "    Condition: B\nConditions:\n  A: !Equals [a, b]\n  B: !Not [!Condition A]\n",
)
BAD_PARAMETER = Fault(
    "CFN115",
    "parameter_out_of_bounds",
    "A parameter whose value its own bounds refuse",
    "CloudFormation compares a value with AllowedValues before it makes anything.",
    "Parameters:\n  Stage:\n    Type: String\n    AllowedValues: [dev, prod]\n"
    "    Default: test\n" + _HEAD,
    "Parameters:\n  Stage:\n    Type: String\n    AllowedValues: [dev, prod]\n"
    "    Default: dev\n" + _HEAD,
)
NOT_GIVEN = Fault(
    "CFN143",
    "parameter_not_given",
    "A nested stack without a value that its template needs",
    "CloudFormation refuses a stack of which a parameter has neither a value nor a default.",
    "Resources:\n  Work:\n    Type: AWS::CloudFormation::Stack\n"
    "    Properties:\n      TemplateURL: ./queue.yaml\n",
    "Resources:\n  Work:\n    Type: AWS::CloudFormation::Stack\n"
    "    Properties:\n      TemplateURL: ./queue.yaml\n      Parameters: { Seconds: 86400 }\n",
)
FAULTS = (
    NO_TEMPLATE,
    UNKNOWN_REFERENCE,
    WRONG_FUNCTION,
    REFERENCE_CIRCLE,
    BAD_PARAMETER,
    NOT_GIVEN,
)

MAX_TEXT = 1_000_000  # characters that joining and substituting may make of one value
MAX_LEVELS = 110  # of values that need others, through all templates; one has at most 100
STACKS = {  # what makes a stack of another template, and the property that says which
    "AWS::CloudFormation::Stack": "TemplateURL",
    "AWS::Serverless::Application": "Location",
}
_OUTPUTS = "Outputs."


_ZONES = 6  # the most that a region has
_NOTHING = object()  # AWS::NoValue


class Part(NamedTuple):
    """One template of those that belong together.

    `ids` and `parameters` are its names for the whole where they are not its own; `children` are
    the templates of its nested stacks, by the logical ids of these.
    """

    document: Item
    ids: Mapping[str, str] = {}
    parameters: Mapping[str, str] = {}
    children: Mapping[str, Part] = {}
    region: str = ""


def template(
    document: Item, given: Mapping[str, str] | None = None
) -> tuple[Template, list[Diagnostic]]:
    """The template in a document, with values for its parameters, and what is wrong in it."""
    return joined([Part(document)], given)


def joined(
    parts: Sequence[Part], given: Mapping[str, str] | None = None, main: int = 0
) -> tuple[Template, list[Diagnostic]]:
    """The one template that those of several regions make; what one hands on, another is given.

    The one at `main` says what they are for.
    """
    run, values = _Run(), given or {}
    readers: list[_Reader] = []
    for part in parts:
        readers.append(_Reader(part, run, _Regions(values, readers, len(readers)).handed))
    declared = _together(one.declared for one in readers)
    for name in sorted(set(values) - set(declared)):
        readers[main].unknown(name, parts[main].document.span, declared)
    handed = {name for name in declared if any(_hands(one, name) for one in readers)}
    made = [one.template() for one in readers]
    parameters = _together(one.parameters for one in made)
    return made[main]._replace(
        parameters={n: one for n, one in parameters.items() if n not in handed},
        resources=_together(one.resources for one in made),
        outputs=tuple(o for one in made for o in one.outputs if o.name not in handed),
        left_out=frozenset(id_ for one in made for id_ in one.left_out),
        spans=run.spans,
        fixed=frozenset(run.fixed),
    ), run.found


_V = TypeVar("_V")


def _together(maps: Iterable[Mapping[str, _V]]) -> dict[str, _V]:
    """All entries of several maps; of two under one name the first."""
    found: dict[str, _V] = {}
    for one in maps:
        for name, entry in one.items():
            found.setdefault(name, entry)
    return found


class _Regions(NamedTuple):
    """What hands values to one of several templates: a person, or the outputs of the others."""

    given: Mapping[str, str]
    readers: Sequence[_Reader]
    own: int

    def handed(self, name: str, span: Span) -> Item | None:
        """The value of a parameter, if it is handed one."""
        if name in self.given:
            return Item(self.given[name], span)
        others = (one for at, one in enumerate(self.readers) if at != self.own)
        giver = next((one for one in others if _hands(one, name)), None)
        return giver.output(name).value._replace(span=span) if giver is not None else None


def _hands(one: _Reader, name: str) -> bool:
    """Whether an output is for the parameter of that name in another template."""
    return name in one.told and name not in one.declared


class _Run:
    """What is found in all the templates, and how deep in their values the reading is."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []
        # What references name, and who works out the texts in it.
        self.meant: dict[str, tuple[Item, Callable[[Item], Any]]] = {}
        self.following: set[Reference] = set()
        self.fixed: set[str] = set()
        self.spans: dict[str, Span] = {}
        self._level = 0

    @property
    def is_deep(self) -> bool:
        """Whether nothing further in is looked at."""
        return self._level >= MAX_LEVELS

    def __enter__(self) -> None:
        self._level += 1

    def __exit__(self, *_: object) -> None:
        self._level -= 1


def _plain(item: Item | None) -> str:
    """A scalar as CloudFormation writes it; empty for all else."""
    value = item.value if item is not None else None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    return str(value) if isinstance(value, (str, int)) else ""


def _is_scalar(item: Item) -> bool:
    return item.value is None or isinstance(item.value, (str, int, float, bool))


class _Reader:
    """Works out one template; `handed` are the values that its parameters are given."""

    def __init__(
        self,
        part: Part,
        run: _Run,
        handed: Callable[[str, Span], Item | None],
        stack: tuple[str, Span] | None = None,
    ) -> None:
        self._part, self._run, self._handed = part, run, handed
        self._document, self._stack = part.document, stack
        self._parameters: dict[str, Parameter] = {}
        self._asking: list[str] = []
        self._outputs: dict[str, Output] = {}
        self._children: dict[str, _Reader] = {}
        self._conditions: dict[str, bool | None] = {}
        self._deciding: list[str] = []

    # Sections

    @cached_property
    def declared(self) -> Mapping[str, Entry]:
        """The parameters as they are written."""
        return self._section("Parameters")

    @cached_property
    def told(self) -> Mapping[str, Entry]:
        """The outputs as they are written."""
        return self._section("Outputs")

    @cached_property
    def _bodies(self) -> Mapping[str, Entry]:
        return self._section("Resources")

    @cached_property
    def _mappings(self) -> Mapping[str, Entry]:
        return self._section("Mappings")

    @cached_property
    def _decisions(self) -> Mapping[str, Entry]:
        return self._section("Conditions")

    def template(self) -> Template:
        """All of it, with what stands in the templates of nested stacks."""
        if not self._bodies:
            self._report(
                NO_TEMPLATE,
                "this is no template: it has no Resources",
                "write `Resources:` and at least one resource",
                self._document.span,
            )
        every = [self._parameter(n) for n in self.declared]
        parameters = {
            (name := self._given_as(one)): one._replace(name=name)
            for one in every
            if self._stack is None or self._is_open(one)
        }
        made: dict[str, Resource] = {}
        left_out: set[str] = set()
        for name, entry in self._bodies.items():
            id_ = self._part.ids.get(name, name)
            self._run.spans[id_] = entry.key
            if not self._is_wanted(entry.item):
                left_out.add(id_)
            elif name in self._part.children:
                self._wait(entry)
                child = self._child(name).template()
                parameters |= child.parameters
                made |= child.resources
                left_out |= child.left_out
            elif (one := self._resource(name, entry)) is not None:
                made[one.id] = one
        outputs = [self.output(n) for n, e in self.told.items() if self._is_wanted(e.item)]
        return Template(
            _plain(self._document.get("Description")),
            parameters,
            made,
            frozenset(left_out),
            tuple(outputs),
            self._document.get("Metadata", "Design"),
        )

    def _child(self, name: str) -> _Reader:
        """The template of a nested stack; its parameters are what this one says of them."""
        if name not in self._children:
            key, body = self._bodies[name]
            written = body.get("Properties", "Parameters")
            known = written is None or written.is_map
            values: Mapping[str, Entry] = written.value if written and known else {}

            def handed(parameter: str, span: Span) -> Item | None:
                if not known:
                    return Item(Unknown("the parameters are worked out by AWS"), span)
                one = values.get(parameter)
                return self.item(one.item) if one is not None else None

            part = self._part.children[name]
            child = self._children[name] = _Reader(part, self._run, handed, (name, key))
            for one in values:
                if one not in child.declared:
                    self._lacking(name, "parameter", one, values[one].key, child.declared)
        return self._children[name]

    def _section(self, name: str) -> Mapping[str, Entry]:
        item = self._document.get(name)
        if item is None or item.value is None:
            return {}
        if not isinstance(item.value, dict):
            self._report(
                NO_TEMPLATE, f"{name} is no map", "write names and what they are", item.span
            )
            return {}
        return item.value

    def _parameter(self, name: str) -> Parameter:
        """A parameter with its value, which may be an output of another template."""
        if name not in self._parameters:
            self._asking.append(name)
            with self._run:
                self._parameters[name] = self._read_parameter(name, self.declared[name])
            self._asking.pop()
        return self._parameters[name]

    def _read_parameter(self, name: str, entry: Entry) -> Parameter:
        body = entry.item
        value = self._handed(name, entry.key) or body.get("Default")
        if value is None and self._stack is not None:
            stack, place = self._stack
            self._report(
                NOT_GIVEN,
                f"'{stack}' gives no value for '{name}', which has no default",
                f"write `{name}: …` among the Parameters of '{stack}'",
                place,
            )
            value = Item(Unknown(f"'{name}' is not given"), entry.key)
        allowed = body.get("AllowedValues")
        choices = (
            tuple(map(_plain, allowed.value)) if allowed and isinstance(allowed.value, list) else ()
        )
        known = _plain(value) if value is not None and _is_scalar(value) else None
        if value is not None and known is not None and choices and known not in choices:
            self._report(
                BAD_PARAMETER,
                f"the parameter '{name}' is '{_plain(value)}', which is none of its AllowedValues",
                "write one of " + ", ".join(choices),
                value.span,
            )
        if value is not None:
            value = self._typed(_plain(body.get("Type")), value)
        return Parameter(
            name,
            _plain(body.get("Type")) or "String",
            value,
            choices,
            _plain(body.get("Description")),
            entry.key,
            {bound: _plain(said) for bound in _BOUNDS if (said := body.get(bound)) is not None},
            _plain(body.get("NoEcho")).lower() == "true",
        )

    @staticmethod
    def _typed(type_: str, value: Item) -> Item:
        """A list is written with commas between its entries."""
        text = _plain(value) if _is_scalar(value) else value.value
        if "List" not in type_ or isinstance(text, list):
            return Item(text, value.span)
        entries = _separated(text, ",")
        if entries is None:
            return Item(Unknown("the list is not known"), value.span)
        stripped = (one.strip() if isinstance(one, str) else one for one in entries)
        return Item([Item(one, value.span) for one in stripped], value.span)

    def _is_wanted(self, body: Item) -> bool:
        condition = body.get("Condition")
        if condition is None or not isinstance(condition.value, str):
            return True
        return self._decided(condition.value, condition.span) is not False

    def _resource(self, name: str, entry: Entry) -> Resource | None:
        body, type_ = entry.item, entry.item.get("Type")
        if type_ is None or not isinstance(type_.value, str):
            self._report(NO_TEMPLATE, f"the resource '{name}' says no Type", "write `Type: AWS::…`",
                         entry.key)  # fmt: skip
            return None
        written = body.get("Properties")
        if written is not None and not written.is_map and not isinstance(written.value, Function):
            if written.value is not None:
                self._report(NO_TEMPLATE, f"the Properties of '{name}' are no map",
                             "write names and values", written.span)  # fmt: skip
            written = None
        properties = self.item(written) if written is not None else None
        return Resource(
            self._part.ids.get(name, name),
            type_.value,
            properties if properties is not None else Item({}, entry.key),
            entry.key,
            type_.span,
            body,
            self._wait(entry),
            self._part.region,
            self._is_undecided(body),
        )

    def _is_undecided(self, body: Item) -> bool:
        """Whether AWS decides if something is made at all."""
        condition = body.get("Condition")
        if condition is None or not isinstance(condition.value, str):
            return False
        return self._decided(condition.value, condition.span) is None

    def _wait(self, entry: Entry) -> tuple[str, ...]:
        """What a resource waits for."""
        after = entry.item.get("DependsOn")
        names = after.entries if after is not None else []
        for one in names:
            if _plain(one) not in self._bodies:
                self.unknown(_plain(one), one.span, self._bodies)
        return tuple(self._part.ids.get(_plain(one), _plain(one)) for one in names)

    def output(self, name: str) -> Output:
        """An output that there is."""
        if name not in self._outputs:
            self._outputs[name] = self._read_output(name, self.told[name])
        return self._outputs[name]

    def _read_output(self, name: str, entry: Entry) -> Output:
        value = entry.item.get("Value")
        if value is None:
            self._report(NO_TEMPLATE, f"the output '{name}' has no Value", "write `Value: …`",
                         entry.key)  # fmt: skip
            value = Item("", entry.key)
        made: Item | None = Item(Unknown(f"'{name}' is left out by its condition"), entry.key)
        if self._is_wanted(entry.item):
            made = self.item(value)
        return Output(name, made or Item("", entry.key), _plain(entry.item.get("Description")),
                      entry.key, entry.item.get("Export") is not None)  # fmt: skip

    # Values

    def item(self, item: Item) -> Item | None:
        """An item with its functions worked out; None for `AWS::NoValue`."""
        value, span = item.value, item.span
        if not isinstance(value, (Function, dict, list)):
            return item
        if self._run.is_deep:
            return Item(Unknown("it is handed on too often"), span)
        with self._run:
            if isinstance(value, dict):
                entries = {key: (entry.key, self.item(entry.item)) for key, entry in value.items()}
                made: Any = {
                    key: Entry(at, one) for key, (at, one) in entries.items() if one is not None
                }
            elif isinstance(value, list):
                made = [one for one in map(self.item, value) if one is not None]
            else:
                made = self._call(value, span)
        if made is _NOTHING:
            return None
        return made if isinstance(made, Item) else Item(made, span)

    def _call(self, call: Function, span: Span) -> Any:
        known = _FUNCTIONS.get(call.name)
        if known is None:
            return Unknown(f"{call.name} is worked out by AWS")
        try:
            return known(self, call.argument, span)
        except _WrongArguments as wrong:
            self._report(
                WRONG_FUNCTION,
                f"{call.name} takes {wrong}",
                f"write {call.name} as CloudFormation's reference shows it",
                span,
            )
            return Unknown(f"{call.name} is written wrongly")

    def ref(self, argument: Item, span: Span) -> Any:
        name = argument.value
        if not isinstance(name, str):
            raise _WrongArguments("the name of a resource or parameter")
        if name == "AWS::NoValue":
            return _NOTHING
        if name.startswith("AWS::"):
            return Pseudo(name)
        if name in self.declared:
            return self._value(name, span)
        if name in self._bodies:
            return self._reference(name, "")
        self.unknown(name, argument.span, {*self._bodies, *self.declared})
        return Unknown(f"'{name}' is not in the template")

    def _value(self, name: str, span: Span) -> Any:
        """What a parameter is given; that a text is only its default stays known."""
        if name in self._asking:
            self._report(REFERENCE_CIRCLE, f"the value of '{name}' needs itself",
                         "let one of the stacks stand by itself", span)  # fmt: skip
            return Unknown(f"the value of '{name}' needs itself")
        parameter = self._parameter(name)
        if parameter.value is None or self._is_open(parameter):
            return Given(self._given_as(parameter))
        value = parameter.value.value
        if self._stack is None and isinstance(value, str) and self._handed(name, span) is None:
            return Item(Default.of(self._given_as(parameter), value), span)
        return Item(value, span)

    def _given_as(self, parameter: Parameter) -> str:
        return self._part.parameters.get(parameter.name, parameter.name)

    @staticmethod
    def _is_open(parameter: Parameter) -> bool:
        """Whether only AWS, or whoever makes the stack, knows the value."""
        value = parameter.value
        return value is None or (_is_looked_up(parameter.type) and bool(_plain(value)))

    def _reference(self, name: str, attribute: str) -> Any:
        body = self._bodies[name].item
        if not self._is_wanted(body):
            return Unknown(f"'{name}' is left out by its condition")
        if attribute.startswith(_OUTPUTS) and _plain(body.get("Type")) in STACKS:
            return Unknown(f"'{name}' is a stack of another template")
        if name in self._part.children:
            return Unknown(f"'{name}' is a stack of its own")
        id_ = self._part.ids.get(name, name)
        self._run.meant[id_] = body, self._text
        return Reference(id_, attribute)

    def _handed_back(self, name: str, attribute: Item, span: Span) -> Any:
        """The value of an output of a nested stack, whose template is known."""
        child, output = self._child(name), _plain(attribute).removeprefix(_OUTPUTS)
        if output not in child.told:
            self._lacking(name, "output", output, attribute.span, child.told)
            return Unknown(f"'{name}' has no output '{output}'")
        return Item(child.output(output).value.value, span)

    def get_att(self, argument: Item, span: Span) -> Any:
        parts = self._list(argument, 2, "the name of a resource and an attribute")
        name, attribute = parts[0].value, self._text(parts[1])
        if not isinstance(name, str) or not isinstance(attribute, str):
            raise _WrongArguments("the name of a resource and an attribute")
        if name not in self._bodies:
            self.unknown(name, argument.span, self._bodies)
            return Unknown(f"'{name}' is not in the template")
        is_output = name in self._part.children and attribute.startswith(_OUTPUTS)
        if is_output and self._is_wanted(self._bodies[name].item):
            return self._handed_back(name, parts[1], span)
        return self._reference(name, attribute)

    def _list(self, argument: Item, number: int, what: str) -> list[Item]:
        if not isinstance(argument.value, list) or len(argument.value) != number:
            raise _WrongArguments(what)
        return argument.value

    def _text(self, item: Item) -> Any:
        """An item as text: a string where all is known, else what it is made of."""
        made = self.item(item)
        if made is None:
            return ""
        value = made.value
        if isinstance(value, (str, int, float, bool)):
            # A text that goes on into another, or decides something, has its value for good.
            self._run.fixed |= {value.parameter} if isinstance(value, Default) else set()
            return _plain(made)
        if isinstance(value, (Reference, Pseudo, Given, Zone, Text, Unknown)):
            return value
        raise _WrongArguments("texts")

    def join(self, argument: Item, span: Span) -> Any:
        del span
        what = "a delimiter and a list"
        delimiter, rest = self._list(argument, 2, what)
        entries = self.item(rest)
        if not isinstance(delimiter.value, str) or entries is None:
            raise _WrongArguments(what)
        if not isinstance(entries.value, list):
            return (
                Unknown("the list is not known")
                if not isinstance(entries.value, (str, dict))
                else self._wrong(what)
            )
        parts: list[Any] = []
        for number, entry in enumerate(entries.value):
            parts += ([delimiter.value] if number else []) + [self._text(entry)]
        return _text_of(parts)

    @staticmethod
    def _wrong(what: str) -> Any:
        raise _WrongArguments(what)

    def sub(self, argument: Item, span: Span) -> Any:
        names: Mapping[str, Entry] = {}
        text = argument
        if isinstance(argument.value, list):
            text, given = self._list(argument, 2, "a text and a map of its names")
            if not isinstance(given.value, dict):
                raise _WrongArguments("a text and a map of its names")
            names = given.value
        if not isinstance(text.value, str):
            raise _WrongArguments("a text, or a text and a map of its names")
        parts: list[Any] = []
        at = 0
        for match in _VARIABLE.finditer(text.value):
            parts.append(text.value[at : match.start()])
            parts.append(self._variable(match, names, text.span, span))
            at = match.end()
        return _text_of([*parts, text.value[at:]])

    def _variable(
        self, match: re.Match[str], names: Mapping[str, Entry], inner: Span, span: Span
    ) -> Any:
        if match[1]:
            return f"${{{match[2]}}}"
        name = match[2].strip()
        if name in names:
            return self._text(names[name].item)
        resource, dot, attribute = name.partition(".")
        if dot:
            pair = [Item(resource, inner), Item(attribute, inner)]
            return self.get_att(Item(pair, inner), span)
        made = self.ref(Item(name, inner), span)
        return self._text(made) if isinstance(made, Item) else made if made is not _NOTHING else ""

    def select(self, argument: Item, span: Span) -> Any:
        del span
        index, rest = self._list(argument, 2, "a number and a list")
        entries = self.item(rest)
        number = self._text(index)
        if not isinstance(number, str) or entries is None or not isinstance(entries.value, list):
            return Unknown("the list is not known")
        if not number.isdigit() or int(number) >= len(entries.value):
            raise _WrongArguments(f"a number below {len(entries.value)}, as the list has so many")
        chosen: Item = entries.value[int(number)]
        if isinstance(chosen.value, Zone) and chosen.value.number >= _ZONES:
            raise _WrongArguments(f"a number below {_ZONES}: no region has more zones")
        return chosen

    def split(self, argument: Item, span: Span) -> Any:
        delimiter, rest = self._list(argument, 2, "a delimiter and a text")
        text = self._text(rest)
        if text == Pseudo("AWS::StackId") and delimiter.value == "/":
            pieces = (Unknown("it is the ARN of the stack"), Pseudo("AWS::StackName"), STACK_GUID)
            return Item([Item(one, span) for one in pieces], span)
        if not isinstance(delimiter.value, str) or not delimiter.value:
            return Unknown("the text is not known")
        entries = _separated(text, delimiter.value) if isinstance(text, (str, Text)) else None
        if entries is None:
            return Unknown("the text is not known")
        return Item([Item(one, span) for one in entries], span)

    def zones(self, argument: Item, span: Span) -> Any:
        del argument
        return Item([Item(Zone(number), span) for number in range(26)], span)

    def find_in_map(self, argument: Item, span: Span) -> Any:
        del span
        if not isinstance(argument.value, list) or len(argument.value) not in (3, 4):
            raise _WrongArguments("the names of a mapping, of a key and of a key in it")
        names = [self._text(one) for one in argument.value[:3]]
        if not all(isinstance(name, str) for name in names):
            return Unknown("the key in the mapping is not known")
        found = self._mappings.get(names[0])
        value = found.item.get(names[1], names[2]) if found is not None else None
        if value is None and len(argument.value) == 4:
            return self.item(argument.value[3].get("DefaultValue") or argument)
        if value is None:
            raise _WrongArguments("names that the Mappings have; this one is not there")
        return value

    def base64(self, argument: Item, span: Span) -> Any:
        """User data is written in plain text; AWS takes it in base64."""
        del span
        text = self._text(argument)
        if isinstance(text, str):
            return Encoded(text)
        return EncodedText(text.parts if isinstance(text, Text) else (text,))

    def as_json(self, argument: Item, span: Span) -> Any:
        del span
        made = self.item(argument)
        try:
            return json.dumps(_bare(made), separators=(",", ":"))
        except ValueError:
            return Unknown("the text is not known before the stack is made")

    def length(self, argument: Item, span: Span) -> Any:
        del span
        made = self.item(argument)
        known = made is not None and isinstance(made.value, list)
        return len(made.value) if known and made is not None else Unknown("the list is not known")

    def cidr(self, argument: Item, span: Span) -> Any:
        """Blocks of a size within a block, one after the other."""
        if not isinstance(argument.value, list) or len(argument.value) not in (2, 3):
            raise _WrongArguments("a block, a number of blocks and the bits of each")
        parts = [self._written(self._text(one)) for one in argument.value]
        if not all(isinstance(one, str) for one in parts):
            return Unknown("the block is not known")
        try:
            block = ipaddress.ip_network(parts[0])
            bits = int(parts[2]) if len(parts) == 3 else 8 if block.version == 4 else 64
            number = int(parts[1])
            blocks: Iterator[Any] = block.subnets(new_prefix=block.max_prefixlen - bits)
            made = [str(one) for _, one in zip(range(min(number, 256)), blocks, strict=False)]
        except (ValueError, TypeError):
            raise _WrongArguments("a block, a number from 1 to 256, and bits of a host") from None
        return Item([Item(one, span) for one in made], span)

    def _written(self, value: Any) -> Any:
        """A value of a resource that its own properties say, as the block of a VPC; else as it is.

        One that comes back to itself is asked for once.
        """
        if not isinstance(value, Reference) or value in self._run.following:
            return value
        body, text_of = self._run.meant[value.resource]
        said = body.get("Properties", value.attribute or "")
        self._run.following.add(value)
        made = text_of(said) if value.attribute and said is not None else value
        self._run.following.discard(value)
        return made

    # Conditions

    def chosen(self, argument: Item, span: Span) -> Any:
        condition, yes, no = self._list(argument, 3, "a condition and two values")
        if not isinstance(condition.value, str):
            raise _WrongArguments("the name of a condition and two values")
        decided = self._decided(condition.value, condition.span)
        if decided is None:
            return Unknown(f"the condition '{condition.value}' is decided by AWS")
        made = self.item(yes if decided else no)
        del span
        return _NOTHING if made is None else made

    def _decided(self, name: str, span: Span) -> bool | None:
        """What a condition comes to; None where only AWS knows."""
        if name in self._conditions:
            return self._conditions[name]
        if name not in self._decisions:
            self.unknown(name, span, self._decisions)
            return None
        if name in self._deciding:
            circle = " → ".join([*self._deciding, name])
            self._report(REFERENCE_CIRCLE, f"conditions in a circle: {circle}",
                         "let one of them stand by itself", span)  # fmt: skip
            return None
        self._deciding.append(name)
        made = self._truth(self._decisions[name].item)
        self._deciding.pop()
        self._conditions[name] = made
        return made

    def _truth(self, item: Item) -> bool | None:
        """What an expression comes to; None where only AWS knows."""
        if self._run.is_deep:
            return None
        with self._run:
            return self._form_of_truth(item)

    def _form_of_truth(self, item: Item) -> bool | None:  # noqa: PLR0911  (one after the other)
        value = item.value
        if isinstance(value, dict) and set(value) == {"Condition"}:
            inner = value["Condition"].item
            return self._decided(_plain(inner), inner.span)
        if not isinstance(value, Function):
            return value if isinstance(value, bool) else None
        if value.name == "Condition":
            return self._decided(_plain(value.argument), value.argument.span)
        if not isinstance(value.argument.value, list):
            return None
        parts = value.argument.value
        if value.name == "Fn::Equals" and len(parts) != 2:
            self._report(WRONG_FUNCTION, "Fn::Equals takes two values",
                         "write both values that are compared", item.span)  # fmt: skip
        match value.name:
            case "Fn::Equals" if len(parts) == 2:
                return self._equal(*parts)
            case "Fn::Not" if len(parts) == 1:
                inside = self._truth(parts[0])
                return None if inside is None else not inside
            case "Fn::And":
                return _all([self._truth(one) for one in parts])
            case "Fn::Or":
                some = _all([_not(self._truth(one)) for one in parts])
                return _not(some)
        return None

    def _equal(self, one: Item, other: Item) -> bool | None:
        try:
            texts = (self._text(one), self._text(other))
        except _WrongArguments:
            return None
        if all(isinstance(text, str) for text in texts):
            return bool(texts[0] == texts[1])
        return None

    # Reports

    def unknown(self, name: str, span: Span, known: Any) -> None:
        """Report a name that the template does not have."""
        self._report(
            UNKNOWN_REFERENCE,
            f"the template has no '{name}'",
            did_you_mean(name, tuple(known)),
            span,
        )

    def _lacking(
        self, stack: str, what: str, name: str, span: Span, known: Mapping[str, Entry]
    ) -> None:
        """Report what the template of a nested stack does not have, unless AWS writes it."""
        if not any(one.startswith("Fn::") for one in known):
            self._report(
                UNKNOWN_REFERENCE,
                f"the template of '{stack}' has no {what} '{name}'",
                did_you_mean(name, tuple(known)),
                span,
            )

    def _report(self, kind: Fault, message: str, fix: str, span: Span) -> None:
        found = kind.found(message, fix, span)
        if found not in self._run.found:
            self._run.found.append(found)


_BOUNDS = ("AllowedPattern", "ConstraintDescription", "MinLength", "MaxLength", "MinValue",
           "MaxValue")  # fmt: skip


class _WrongArguments(Exception):  # noqa: N818  (the reader's own control flow)
    """A function is written wrongly; the text says what it takes."""


_VARIABLE = re.compile(r"\$\{(!?)([^}]*)\}")

_FUNCTIONS: Mapping[str, Callable[[_Reader, Item, Span], Any]] = {
    "Ref": _Reader.ref,
    "Fn::GetAtt": _Reader.get_att,
    "Fn::Join": _Reader.join,
    "Fn::Sub": _Reader.sub,
    "Fn::Select": _Reader.select,
    "Fn::Split": _Reader.split,
    "Fn::GetAZs": _Reader.zones,
    "Fn::FindInMap": _Reader.find_in_map,
    "Fn::Base64": _Reader.base64,
    "Fn::ToJsonString": _Reader.as_json,
    "Fn::Length": _Reader.length,
    "Fn::Cidr": _Reader.cidr,
    "Fn::If": _Reader.chosen,
}


def _is_looked_up(type_: str) -> bool:
    """Whether a parameter's value is only the name of where AWS finds the value."""
    return type_.startswith("AWS::SSM::Parameter::Value<")


def _text_of(parts: list[Any]) -> Any:
    """Parts of a text as one: a string where all are known."""
    flat: list[Any] = []
    for part in parts:
        flat += part.parts if isinstance(part, Text) else [part]
    merged: list[Any] = []
    for part in flat:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "":
            merged.append(part)
    if sum(len(part) for part in merged if isinstance(part, str)) > MAX_TEXT:
        return Unknown("the text is too long")
    if not merged or (len(merged) == 1 and isinstance(merged[0], str)):
        return "".join(merged)
    return merged[0] if len(merged) == 1 else Text(tuple(merged))


def _separated(value: Any, delimiter: str) -> list[Any] | None:
    """The pieces of a text; None where what is not known yet may hold delimiters."""
    parts = value.parts if isinstance(value, Text) else (value,)
    if not all(isinstance(one, str) or (delimiter == "," and _is_one(one)) for one in parts):
        return None
    pieces: list[list[Any]] = [[]]
    for part in parts:
        first, *more = part.split(delimiter) if isinstance(part, str) else [part]
        pieces[-1].append(first)
        pieces += [[one] for one in more]
    return [_text_of(piece) for piece in pieces]


def _is_one(part: Any) -> bool:
    """Whether it is an id, an ARN or a name, in which there is no comma."""
    if isinstance(part, Reference):
        return not part.attribute or part.attribute.endswith(("Id", "Arn"))
    return isinstance(part, (Given, Pseudo, Zone))


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _all(values: list[bool | None]) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def _bare(item: Item | None) -> Any:
    """Plain data of an item; a `ValueError` where something is not known."""
    value = item.value if item is not None else None
    if isinstance(value, dict):
        return {key: _bare(entry.item) for key, entry in value.items()}
    if isinstance(value, list):
        return [_bare(one) for one in value]
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise ValueError
