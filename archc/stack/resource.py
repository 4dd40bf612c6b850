"""Stack: the resources of one template, before they are written."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from archc.component import Document


class Resource(NamedTuple):
    """One resource: its id, its component's name, and its body (`Type`, `Properties`, ...)."""

    logical_id: str
    component: str
    body: Mapping[str, Any]

    @property
    def type(self) -> str:
        """The resource type, like `AWS::EC2::VPC`."""
        return str(self.body["Type"])


class Archive(NamedTuple):
    """Code to be zipped beside the template: file name and content of every file."""

    name: str
    files: tuple[tuple[str, bytes], ...]


class Upload(NamedTuple):
    """Files that go into a bucket of the stack once it is there.

    `folder` is where they lie beside the template. `settings` are names of the page's script and
    the outputs that hold their values. What is `mirrored` is the whole content of its bucket.
    """

    bucket: str
    folder: str
    files: tuple[tuple[str, bytes], ...]
    settings: Mapping[str, str]
    mirrored: bool


class Taken(NamedTuple):
    """A parameter whose value is the output of the same name of another region's stack.

    `since` is the deployment of this stack that can be given it: 0 is the first one.
    """

    name: str
    region: str
    since: int


class Section(NamedTuple):
    """The resources that a component accounts for, under one heading."""

    heading: str
    resources: tuple[Resource, ...]


class Stack(NamedTuple):
    """Everything a template holds, in the order in which it is written.

    A design with several regions has one for each, deployed region by region in rounds: where two
    need each other, the first is deployed again once the second is there.
    """

    name: str
    description: str
    region: str
    parameters: Mapping[str, Mapping[str, Any]]
    sections: tuple[Section, ...]
    outputs: Mapping[str, Mapping[str, Any]]
    archives: tuple[Archive, ...]
    steps: tuple[str, ...]  # what a person has to do by hand
    protected: tuple[tuple[str, str], ...] = ()  # logical ids, and the command that lifts it
    uploads: tuple[Upload, ...] = ()
    buckets: tuple[str, ...] = ()  # logical ids; a bucket can be deleted only when it is empty
    documents: tuple[Document, ...] = ()
    conditions: Mapping[str, Any] = {}
    taken: tuple[Taken, ...] = ()
    intent: str = ""  # the statements of the design that no resource says
    rounds: tuple[int, ...] = (0,)  # in which it is deployed, one after the other
    regions: tuple[str, ...] = ()  # of the design, where each has a template of its own

    @property
    def resources(self) -> dict[str, Resource]:
        """Every resource by its logical id."""
        return {r.logical_id: r for section in self.sections for r in section.resources}

    @property
    def capabilities(self) -> tuple[str, ...]:
        """What `aws cloudformation deploy` must be allowed to make."""
        roles = [r for r in self.resources.values() if r.type.startswith("AWS::IAM::")]
        named = any(
            f"{r.type.rpartition('::')[2]}Name" in r.body.get("Properties", ()) for r in roles
        )
        return ("CAPABILITY_NAMED_IAM" if named else "CAPABILITY_IAM",) if roles else ()
