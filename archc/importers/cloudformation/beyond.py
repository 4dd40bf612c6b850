"""Beyond: which components name what no kind reads, or are named by it.

What stands in a template and is no component of a known kind may use any component that it names;
so may whoever is told of one by an output. No rule may call such a component unused.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping

from archc.foreign import Function, Item, named_in, scalars
from archc.readback import Found, Whole, snake
from archc.syntax.tree import Foreign

_LETTING_IN = frozenset(
    [
        "AWS::Lambda::Permission",
        "AWS::S3::BucketPolicy",
        "AWS::SNS::TopicPolicy",
        "AWS::SQS::QueuePolicy",
    ]
)


def beyond(whole: Whole, made: Container[str]) -> Foreign:
    """What is known of the components that are made, by the ids of their resources."""
    return _Beyond(whole, made).found()


class _Beyond:
    """One template, and those of its resources that are components."""

    def __init__(self, whole: Whole, made: Container[str]) -> None:
        self._whole = whole
        self._made = made

    def found(self) -> Foreign:
        """Every component that is named from beyond, and every one that names what is there."""
        named = {name for item in self._items() for name in self._components(item)}
        for one in self._whole.found.values():  # what SAM alone knows stands as it was written
            aside = one.resource.item.get("Metadata", "Serverless")
            ids = _ids(aside) if aside is not None else ()
            named |= {name for id_ in ids if id_ in self._whole.found and (name := self._of(id_))}
        known = [self._whole.found[id_] for id_ in self._whole.found if id_ in self._made]
        named |= {self._whole.names[one.id] for one in known if self._lets_in_others(one)}
        for one in known:  # what a role allows is done by those who take it on
            if one.type == "AWS::IAM::Role" and self._whole.names[one.id] in named:
                named |= {name for id_ in self._whole.policies.held(one) if (name := self._of(id_))}
        guessed = not self._whole.has_intent
        return Foreign(
            frozenset(named), self._told(), frozenset(self._naming()), guessed, self._names()
        )

    def _told(self) -> frozenset[str]:
        """The components that outputs name; those of a design are for people."""
        outputs = self._whole.template.outputs if not self._whole.has_intent else ()
        return frozenset(name for one in outputs for name in self._components(one.value))

    def _names(self) -> Mapping[str, str]:
        """What the template calls the components and parameters that are not named in it."""
        made = {
            name: id_ for id_, name in self._whole.names.items() if id_ not in self._whole.homes
        }
        return {snake(one): one for one in self._whole.template.parameters} | made

    def _of(self, id_: str) -> str | None:
        """The component that a resource is, or belongs to; None where there is none."""
        if id_ not in self._whole.found:
            return None  # lost
        root = self._whole.root(self._whole.found[id_]).id
        if root in self._made:
            return self._whole.names[root]
        home = self._whole.homes.get(id_)
        return home if home in self._whole.drawn else None

    def _items(self) -> Iterator[Item]:
        """The values that no kind reads."""
        yield from (one.resource.properties for one in self._whole.lost.values())
        for id_, one in self._whole.found.items():
            if one.type in _LETTING_IN:
                continue  # it is looked at by whom it lets in
            if self._of(id_) is None:
                yield one.resource.properties
            elif id_ in self._made:
                yield from (entry.item for _, entry in one.left())

    def _components(self, item: Item) -> Iterator[str]:
        """The components that a value names, by a reference or by the names they are given."""
        for id_ in named_in(item):
            yield from [name] if (name := self._of(id_)) else []
        for one in scalars(item):
            found = self._whole.policies.found(one) if isinstance(one.value, str) else None
            yield from [name] if found is not None and (name := self._of(found.id)) else []

    def _naming(self) -> Iterator[str]:
        for id_, one in self._whole.found.items():
            name = self._of(id_)
            if name is None:
                continue
            left = (entry.item for _, entry in one.left()) if id_ in self._made else ()
            if any(self._of(other) is None for other in named_in(one.resource.properties)) or any(
                other != name for item in left for other in self._components(item)
            ):
                yield name

    def _lets_in_others(self, one: Found) -> bool:
        """Whether somebody may come who is no component, or by an event that SAM alone knows."""
        if one.resource.item.get("Metadata", "Serverless", "Events") is not None:
            return True
        mentions = self._whole.policies.mention
        return any(
            not any((m := mentions(arn)) is not None and self._of(m.id) for arn in arns)
            for arns in self._whole.policies.guests(one)
        )


def _ids(item: Item) -> Iterator[str]:
    """The ids in a value whose functions are not worked out."""
    match item.value:
        case dict() as entries:
            for entry in entries.values():
                yield from _ids(entry.item)
        case list() as items:
            for one in items:
                yield from _ids(one)
        case Function("Ref" | "Fn::GetAtt" | "Fn::Sub" as name, argument):
            for leaf in scalars(argument):
                text = str(leaf.value)
                yield from re.findall(r"\$\{(\w+)", text) if name == "Fn::Sub" else [text]
        case Function(_, argument):
            yield from _ids(argument)
