"""Changes in a YAML file that leave every other character of it, comments included, as somebody wrote it."""

from __future__ import annotations

import dataclasses
from typing import Final

import yaml

from sphinx_impact.importing.cells import RefusedError
from sphinx_impact.model.limits import FILE_BYTES

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
        self.splices.append((node.start_mark.index, node.end_mark.index, text))

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
