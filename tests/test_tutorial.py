"""The tutorial, followed word by word: every command, every change, and what is said to come of them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.support import ROOT

TEXT = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCKS = [(found[2], found[3]) for found in re.finditer(r"^(`{3,})(\w+)\n(.*?)^\1$", TEXT, re.MULTILINE | re.DOTALL)]
"""Language and text of each example."""


class Reader:
    """Somebody in front of a terminal."""

    def __init__(self, home: Path) -> None:
        program = home / "bin" / "sphinx-impact"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sphinx_impact "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        # The starter takes the year before this one: the tutorial was written in 2026.
        self.environment = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}", "SOURCE_DATE_EPOCH": "1780000000"}
        self.folder = home

    def run(self, commands: str) -> str:
        """Run commands as far as they need no network and no browser; return what they print."""
        commands = re.sub(r"^pip install .*$", "true", commands, flags=re.MULTILINE)  # of the wheel: tests of the release
        commands = re.sub(r"^(python3 -m venv .*)$", r"\1 --without-pip", commands, flags=re.MULTILINE)
        commands = re.sub(r"^sphinx-impact serve$", r"\g<0> --help", commands, flags=re.MULTILINE)  # runs until it is ended
        command = ["bash", "-e", "-c", f"{commands}\necho; pwd"]
        done = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}"
        said, _, folder = done.stdout.rstrip("\n").rpartition("\n")
        self.folder = Path(folder)
        return said

    def change(self, name: str, old: str, new: str) -> None:
        """Change a file, in one place."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name}: {old}"
        path.write_text(text.replace(old, new), encoding="utf-8")


def test_it_does_what_it_says(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    commands = iter([text for language, text in BLOCKS if language == "sh"])
    known, added, thanks, listed = (text for language, text in BLOCKS if language == "markdown")
    (figure,) = (text for language, text in BLOCKS if language == "yaml")
    message, _remote = (text for language, text in BLOCKS if language == "text")

    for _ in ("python", "install", "new", "look", "serve"):
        reader.run(next(commands))
    reader.change("data/stats.yaml", figure, figure.replace("1240", "1310"))
    reader.change("letter.md", known.strip(), f"{known.strip()} {added.strip()}")

    check = next(commands)
    reader.change("data/statements/activities.csv", "84200", "82400")
    assert message in reader.run(f"{check.strip()} || true")
    reader.change("data/statements/activities.csv", "82400", "84200")
    assert "\n0 problems, " in reader.run(check)

    (reader.folder / "thanks.md").write_text(thanks, encoding="utf-8")
    reader.change("index.md", listed.replace("thanks\n", ""), listed)
    assert "; 0 problems, " in reader.run(next(commands))
    site = reader.folder / "_build" / "html"
    assert "1,310" in (site / "index.html").read_text(encoding="utf-8")
    assert "94%" in (site / "letter.html").read_text(encoding="utf-8")
    assert "163" in (site / "thanks.html").read_text(encoding="utf-8")
    assert len(list((reader.folder / "_build" / "epub").glob("*.epub"))) == 1

    reader.run(next(commands))
    assert "_build" not in reader.run("git ls-files")
    assert next(commands, None) is None, "a command that no test tries"
