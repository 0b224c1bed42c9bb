"""Which codes of problems a run of the tests saw; a run of all tests fails where one was never raised.

A pytest plugin. Codes are taken from the problems that the package makes and from the warnings that its builds print, in every
worker; they are held against ``Code`` at the end.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any, Final

import pytest

from sphinx_impact.messages import OUTPUT_CODES
from sphinx_impact.model.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

ALL: Final = frozenset({*OUTPUT_CODES, *(code.value for code in Code)})

_KEY: Final = pytest.StashKey[set[str]]()
_seen: set[str] = set()


def note(warnings: Iterable[str]) -> None:
    """Note the codes in what a build printed."""
    for warning in warnings:
        _seen.update(re.findall(r"\[impact\.([\w-]+)\]", warning))


def is_whole(config: pytest.Config) -> bool:
    """Whether a run has all tests: no folder, name or mark was asked for."""
    option = config.option
    chosen = (option.keyword, option.markexpr, option.deselect, option.ignore, option.ignore_glob)
    last = (getattr(option, name, False) for name in ("lf", "stepwise", "collectonly"))
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not any(chosen) and not any(last)


def faults(seen: set[str] | frozenset[str]) -> list[str]:
    """Say which codes no test raised, and which were raised that nothing lists."""
    return [
        *(f"no test raised impact.{code}" for code in sorted(ALL - seen)),
        *(f"impact.{code} was raised, but it is neither in Code nor in tests/raising.py" for code in sorted(seen - ALL)),
    ]


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_KEY] = set()
    made = Problem.__init__

    def noting(self: Problem, *arguments: Any, **named: Any) -> None:
        made(self, *arguments, **named)
        if sys._getframe(1).f_globals["__name__"].startswith("sphinx_impact."):  # and not made by a test
            _seen.add(str(self.code))

    Problem.__init__ = noting  # type: ignore[method-assign]
    config.add_cleanup(lambda: setattr(Problem, "__init__", made))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a worker saw."""
    node.config.stash[_KEY].update(getattr(node, "workeroutput", {}).get("raised", ()))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["raised"] = sorted(_seen)
        return
    session.config.stash[_KEY].update(_seen)
    if session.exitstatus == pytest.ExitCode.OK and is_whole(session.config) and faults(session.config.stash[_KEY]):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if is_whole(config) and (said := faults(config.stash[_KEY] | _seen)):
        terminalreporter.section("codes of problems")
        for fault in said:
            terminalreporter.line(fault)
