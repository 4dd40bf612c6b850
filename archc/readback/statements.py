"""Statements: a component as its kind says it, word by word, and its arrows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from archc.foreign import Given, Item, Text
from archc.limits import SERVICE_ACTIONS
from archc.policies import flat
from archc.readback.found import Found
from archc.readback.spelling import bare, number, plain, quoted, snake, term
from archc.readback.structures import interpolated, shortened, structure, structure_of
from archc.readback.whole import Lack
from archc.source import Span
from archc.syntax import tree


class Statements:
    """What a component will say: the statements of its block, its places, arrows of the design.

    What is said is given in parts: a `str` is a word of the language, a `Found` the name of its
    component, an `Item` what stands in the template: a text, a number, or another component.
    """

    def __init__(self, found: Found) -> None:
        self.found, self.span = found, found.span
        self.name = found.whole.names[found.id]
        self.label: tree.Text | None = None
        self.places: list[tree.Word] = []
        self.body: list[tree.Statement] = []
        self.arrows: list[tree.Arrow] = []
        self.role: Found | None = None  # that it takes on
        self.later: list[Callable[[], None]] = []  # for when it is known what belongs to whom
        self.lacks = ""  # what it cannot be said without, and the template does not tell

    def say(self, word: str, *parts: Any, span: Span | None = None) -> None:
        """`word: part part`, one more phrase where it is said already.

        Nothing is said where a part of it is missing.
        """
        if any(part is None for part in parts):
            return
        made = self._phrase(parts, span)
        for at, one in enumerate(self.body):
            if isinstance(one, tree.Property) and one.key.text == word:
                self.body[at] = one._replace(phrases=(*one.phrases, made))
                return
        place = span or made.span
        self.body.append(tree.Property(tree.Word(word, place), (made,), None, place))

    def quote(self, item: Item) -> tree.Value:
        """A text that stands in quotes."""
        return quoted(plain(item), item.span)

    def say_list(self, word: str, texts: list[tuple[str, Span]]) -> None:
        """`word: ["text", "text"]`."""
        entries = tuple(tree.Phrase((quoted(text, span),), span) for text, span in texts)
        self.say(word, tree.ListValue(entries, texts[0][1]), span=texts[0][1])

    def says(self, word: str) -> bool:
        """Whether an attribute is said already."""
        said = (one for one in self.body if isinstance(one, (tree.Property, tree.Flag)))
        return any(one.key.text == word for one in said)

    def flag(self, word: str, item: Item | None = None) -> None:
        """A word alone."""
        place = item.span if item is not None else self.span
        self.body.append(tree.Flag(tree.Word(word, place), place))

    def set(self, word: str, entries: list[tuple[str, tree.Value]], span: Span) -> None:
        """`word: { KEY: value }`."""
        pairs = tuple((tree.Word(k, v.span), tree.Phrase((v,), v.span)) for k, v in entries)
        key = tree.Word(word, span)
        self.body.append(tree.Property(key, (), tree.MapValue(pairs, span), span))

    def say_text(self, word: str, item: Item) -> None:
        """`word: "text"`, with whatever stands in it."""
        self.say(word, quoted(str(item.value), item.span))

    def say_structure(self, word: str, *path: str, short: bool = False) -> None:
        """Takes a map of any depth and says it, if the language can.

        `short`, a list of one text is that text.
        """
        item = self.found.peek(*path)
        made = structure(self.found.whole, item) if item is not None else None
        if made is not None:
            self.found.take(*path)
        elif item is not None:
            made = structure(self.found.whole, item, loosely=True)
        if made is not None:
            self.say_map(word, shortened(made) if short else made)

    def say_texts(self, word: str, *path: str) -> None:
        """Takes the texts of a map, which may name values of components.

        What an arrow hands over by itself under the same name is not said again.
        """
        item, whole = self.found.peek(*path), self.found.whole
        entries = []
        for key, entry in item.value.items() if item is not None and item.is_map else ():
            target = whole.policies.found(entry.item)
            cls = whole.kinds.get(target.id) if target is not None else None
            if (
                target is not None
                and cls is not None
                and key in [f"{whole.name(target)}_{hand}".upper() for hand in cls.hands]
            ):
                self.found.take(*path, key)
                continue
            made = interpolated(whole, entry.item)
            if made is not None:
                self.found.take(*path, key)
            else:  # what only AWS knows is not understood, but it is handed over
                made = quoted(flat(entry.item) or "?", entry.item.span)
            pair = tree.Word(key, entry.key), tree.Phrase((made,), entry.item.span)
            entries.append(pair)
        if item is not None and entries:
            self.say_map(word, tree.MapValue(tuple(entries), item.span))

    @staticmethod
    def count_of(amount: int, unit: str, span: Span | None = None) -> str:
        """The same for a number that is worked out."""
        del span
        return f"{amount}{unit}"

    @staticmethod
    def text(text: str, span: Span) -> tree.Value:
        """A text, quoted where it has to be."""
        return quoted(text, span)

    @staticmethod
    def time(text: str, span: Span) -> tree.Value:
        """`cron(…)` or `rate(…)`."""
        return tree.Atom("SCHEDULE", text, span)

    @staticmethod
    def flat(item: Item) -> str:
        """A value as text, with `${…}` for what is known later."""
        return flat(item)

    @staticmethod
    def flat_of(part: Found, *path: str) -> str:
        """The same for a property; empty where there is none."""
        return flat(part.peek(*path))

    @staticmethod
    def words(words: Iterable[str], span: Span) -> tree.Value:
        """A list of words; one stands alone."""
        words = tuple(words)
        if len(words) == 1:
            return term(words[0], span)
        entries = tuple(tree.Phrase((term(word, span),), span) for word in words)
        return tree.ListValue(entries, span)

    def all_of(self, parts: list[Any], span: Span) -> tree.Value:
        """Components and texts as a list; one stands alone."""
        values = [self._value(part, span) for part in parts]
        if len(values) == 1:
            return values[0]
        return tree.ListValue(tuple(tree.Phrase((one,), span) for one in values), span)

    def say_words(self, word: str, words: Iterable[str], span: Span) -> None:
        """`word: [word, word]`."""
        self.say(word, self.words(words, span), span=span)

    def say_texts_of(self, word: str, item: Item) -> bool:
        """`word: ["text", "text"]`; false where something in it is no plain text."""
        texts = [one.value for one in item.entries]
        if not all(isinstance(text, str) for text in texts):
            return False
        entries = tuple(tree.Phrase((quoted(text, item.span),), item.span) for text in texts)
        self.say(word, tree.ListValue(entries, item.span), span=item.span)
        return True

    def unsay(self, *words: str) -> None:
        """Takes back what was said."""
        self.body = [
            one
            for one in self.body
            if not isinstance(one, tree.Property) or one.key.text not in words
        ]

    def say_value(self, word: str, *path: str) -> None:
        """Takes a text that may name values of components."""
        item = self.found.peek(*path)
        made = interpolated(self.found.whole, item) if item is not None else None
        self.unsay(word)
        if made is not None:
            self.found.take(*path)
            self.say(word, made)

    def can_say(self, item: Item) -> bool:
        """Whether every text of a list can be said."""
        return all(interpolated(self.found.whole, one) is not None for one in item.entries)

    def list_of_texts(self, item: Item) -> tree.ListValue:
        """A list of texts, which may name values of components."""
        made = [interpolated(self.found.whole, one) for one in item.entries]
        entries = tuple(tree.Phrase((one,), one.span) for one in made if one is not None)
        return tree.ListValue(entries, item.span)

    @staticmethod
    def is_parameter(item: Item) -> bool:
        """Whether a parameter gives it."""
        return isinstance(item.value, Given)

    def structure_of(self, part: Found, *path: str) -> tree.MapValue | None:
        """Takes a map of a part, also one that is written as JSON."""
        item = part.peek(*path)
        if item is None:
            return None
        whole = self.found.whole
        text = flat(item)
        made = structure_of(whole, text, item.span) if text else structure(whole, item)
        if made is not None and "${" not in text:
            part.take(*path)
        return made

    def read_name(self, path: str, ending: str = "") -> None:
        """A name that archc would make itself is not said."""
        item = self.found.peek(path)
        self.unsay("name")
        if item is None:
            return
        text = flat(item)
        made = f"-{self.name.replace('_', '-')}{ending}", f"-{self.name}{ending}"
        if isinstance(item.value, Text):
            if text.endswith(made):
                self.found.take(path)
        elif isinstance(item.value, Given):
            self.found.take(path)
            self.say("name", item)
        elif plain(item):  # else it is made by another template, or by AWS
            self.found.take(path)
            self.say("name", quoted(text, item.span))

    @staticmethod
    def count(item: Item, unit: str) -> tree.Atom:
        """A number of a unit: `30days`."""
        return number(f"{plain(item)}{unit}", item.span)

    @staticmethod
    def is_value(item: Item | None, text: str) -> bool:
        """Whether a scalar says this."""
        return plain(item) == text

    def place_of(self, *path: str) -> Span:
        """Where a property stands; the resource's own place where it does not."""
        item = self.found.peek(*path)
        return item.span if item is not None else self.span

    def say_map(self, word: str, made: tree.MapValue) -> None:
        """`word: { key: value }`."""
        self.body.append(tree.Property(tree.Word(word, made.span), (), made, made.span))

    def unpermitted(self, what: str, fix: str, span: Span) -> None:
        """Something is there, and what it needs to work is not; an error, once the same."""
        lack = Lack(what, fix, span, self.name)
        if lack not in self.found.whole.lacking:
            self.found.whole.lacking.append(lack)

    def ask(
        self,
        service: str,
        action: str,
        tags: Mapping[str, str],
        arns: Iterable[str],
        span: Span,
    ) -> None:
        """An arrow to a service of AWS, if archc knows the action and it is allowed on all."""
        known = SERVICE_ACTIONS.get(service)
        if known is None or action not in known["actions"]:
            return
        _, _, all_of_them = known["actions"][action].rpartition(":")
        if not any(arn == "*" or arn.endswith(f":{all_of_them}") for arn in arns):
            return
        name = self.found.whole.outsider("aws_service", service, "service", service, span)
        pairs = tuple(
            (tree.Word(key, span), tree.Phrase((quoted(text, span),), span))
            for key, text in tags.items()
        )
        body = {"tagged": tree.MapValue(pairs, span)} if tags else {}
        self.reach(name, action, span=span, body=body)

    def reach(
        self,
        target: Found | str,
        *parts: Any,
        span: Span,
        body: Mapping[str, tree.MapValue] | None = None,
    ) -> None:
        """An arrow to another component, with its phrase and the maps of its block."""
        self._arrow(self.name, _called(target), parts, span, body or {})

    def be_reached(self, source: Found | str, *parts: Any, span: Span) -> None:
        """An arrow from another component."""
        self._arrow(_called(source), self.name, parts, span, {})

    def _arrow(
        self,
        source: str,
        target: str,
        parts: tuple[Any, ...],
        span: Span,
        body: Mapping[str, tree.MapValue],
    ) -> None:
        ends = ((tree.Word(source, span),), (tree.Word(target, span),))
        phrases = (self._phrase(parts, span),) if parts else ()
        last = self.arrows[-1] if self.arrows else None
        alike = last is not None and [w.text for end in last.ends for w in end] == [source, target]
        if last is not None and alike and phrases and last.phrases and not (last.body or body):
            self.arrows[-1] = last._replace(phrases=(*last.phrases, *phrases))
            return
        block = tuple(
            tree.Property(tree.Word(word, made.span), (), made, made.span)
            for word, made in body.items()
        )
        self.arrows.append(tree.Arrow(ends, None, phrases, block, span))

    def _phrase(self, parts: tuple[Any, ...], span: Span | None) -> tree.Phrase:
        first = next((part.span for part in parts if not isinstance(part, str)), self.span)
        values = tuple(self._value(part, span or first) for part in parts)
        return tree.Phrase(values, values[0].span)

    def _value(self, part: Any, span: Span) -> tree.Value:  # noqa: PLR0911  (a case each)
        match part:
            case str():
                return number(part, span) if part[:1].isdigit() else bare(part, span)
            case Found():
                return bare(part.whole.name(part), span)
            case Item() if isinstance(part.value, list):
                entries = tuple(
                    tree.Phrase((self._value(one, one.span),), one.span) for one in part.value
                )
                return tree.ListValue(entries, part.span)
            case Item() if isinstance(part.value, Given):
                self.found.whole.asked.add(part.value.parameter)
                return bare(snake(part.value.parameter), part.span)
            case Item():
                target = self.found.whole.resource_of(part)
                if target is not None:
                    return bare(target.whole.name(target), part.span)
                return term(plain(part), part.span)
        return part  # type: ignore[no-any-return]


def _called(end: Found | str) -> str:
    return end if isinstance(end, str) else end.whole.name(end)
