"""Changes in a YAML file that leave every other character of it, comments included, as somebody wrote it."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Final

import yaml

from sphinx_impact.importing.cells import RefusedError
from sphinx_impact.model.limits import FILE_BYTES

if TYPE_CHECKING:
    from collections.abc import Collection

_BROKEN: Final = "the file that is there cannot be read as YAML: run sphinx-impact check, and mend it first"


@dataclasses.dataclass(slots=True)
class Editing:
    """A file that is being changed."""

    text: str
    splices: list[tuple[int, int, str]] = dataclasses.field(default_factory=list)

    def root(self) -> yaml.MappingNode:
        """The mapping that the file is.

        Raises:
            RefusedError: It is none.
        """
        try:
            node = yaml.compose(self.text, Loader=yaml.SafeLoader) if len(self.text) <= FILE_BYTES else None
        except (yaml.YAMLError, RecursionError):
            raise RefusedError(_BROKEN) from None
        if not isinstance(node, yaml.MappingNode):
            raise RefusedError(_BROKEN)
        return node

    def replace(self, node: yaml.Node, text: str) -> None:
        """Put another scalar in the place of one."""
        self.splices.append((node.start_mark.index, self._end(node), text))

    def written(self, node: yaml.Node) -> str:
        """What stands there for a scalar, with its quotation marks."""
        return self.text[node.start_mark.index : self._end(node)]

    def _end(self, node: yaml.Node) -> int:
        """Where the last of a node ends, comments behind it left out."""
        while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            node = last[1] if isinstance(last, tuple) else last
        return len(self.text[: node.end_mark.index].rstrip())

    def _row_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return end if end >= 0 else len(self.text)

    def clear(self, node: yaml.MappingNode, name: str, of: str) -> None:
        """Take a value away, and leave it as a comment: what it was `of`."""
        value = entries(node)[name]
        at, was = self._end(value), " ".join(self.written(value).split())
        behind = self.text[at : self._row_end(at)]
        comment = re.match(r"\s*#\s*(.*)", behind)
        note = f" # {of}: {was}{f'; {comment[1]}' if comment else ''}"
        if node.flow_style:
            self.splices += [(value.start_mark.index, at, ""), (self._row_end(at), self._row_end(at), f" {note}")]
        elif was:
            self.splices.append((value.start_mark.index, self._row_end(at), note))

    def put_beside(self, node: yaml.MappingNode, name: str, entry: str, *, before: bool = False) -> None:
        """Put an entry of a mapping behind another one, or before it."""
        key, value = next(pair for pair in node.value if pair[0].value == name)
        margin = " " * key.start_mark.column
        if node.flow_style:
            at = key.start_mark.index if before else self._end(value)
            self.splices.append((at, at, f"{entry} , " if before else f", {entry}"))
        elif before:
            at = key.start_mark.index - key.start_mark.column
            self.splices.append((at, at, f"{margin}{entry}\n"))
        else:
            at = self._row_end(self._end(value))
            self.splices.append((at, at, f"\n{margin}" + f"\n{margin}".join(entry.split("\n"))))

    def drop(self, node: yaml.MappingNode, names: Collection[str]) -> None:
        """Leave entries out."""
        kept = -1  # where the last one ends that stays
        for number, (key, value) in enumerate(node.value):
            start, end = key.start_mark.index, self._end(value)
            if key.value not in names:
                kept = end
            elif not node.flow_style:
                self.splices.append((start - key.start_mark.column, self._row_end(end) + 1, ""))
            elif kept >= 0:
                self.splices.append((kept, end, ""))
                kept = end
            else:
                after = node.value[number + 1][0].start_mark.index if number + 1 < len(node.value) else end
                self.splices.append((start, after, ""))

    def append(self, node: yaml.CollectionNode, entry: str) -> None:
        """Add an entry to a list or a mapping; of one with rows of its own each row is indented."""
        if node.flow_style:
            at = node.end_mark.index - 1
            at = len(self.text[:at].rstrip())
            self.splices.append((at, at, f"{', ' if node.value else ''}{entry}"))
            return
        at = len(self.text[: node.end_mark.index].rstrip())
        margin = " " * node.start_mark.column
        dash = "- " if isinstance(node, yaml.SequenceNode) else ""
        first, *rest = entry.split("\n")
        rows = [f"{margin}{dash}{first}", *(f"{margin}{' ' * len(dash)}{row}" for row in rest)]
        self.splices.append((at, at, "\n" + "\n".join(rows)))

    def done(self) -> str:
        """The text with all changes."""
        text = self.text
        for _, (start, end, new) in sorted(enumerate(self.splices), key=lambda pair: (pair[1][0], pair[0]), reverse=True):
            text = text[:start] + new + text[end:]
        return text


def entries(node: yaml.Node | None) -> dict[str, yaml.Node]:
    """The entries of a mapping by key; none of anything else."""
    return {str(key.value): value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def items(node: yaml.Node | None) -> list[yaml.Node]:
    """The items of a list; none of anything else."""
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def words(node: yaml.Node | None) -> str:
    """The text of a scalar; empty for anything else."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""
