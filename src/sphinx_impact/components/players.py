"""Sound and film in outputs that play none, or only some: linked, or brought along."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_impact.components.nodes import impact_player
from sphinx_impact.domain import WEB, app_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class LinkRecordings(SphinxPostTransform):
    """Links files where they cannot be played to where the website has them, if its address is known; else what is said of them stays."""

    default_priority = 200  # before the website's own downloads are

    def run(self, **_kwargs: object) -> None:
        """Link them."""
        builder = app_of(self.env).builder
        for player in list(self.document.findall(impact_player)):
            if builder.name in WEB:
                continue
            if builder.name == "epub" and not player["film"]:
                self._copy(player["file"])
                continue
            base, words = self.config.html_baseurl, player.astext()
            address = f"{base.rstrip('/')}/_downloads/{quote(player['file'])}"
            player.replace_self(nodes.reference("", words, refuri=address) if base else nodes.Text(words))

    def _copy(self, file: str) -> None:
        """Bring a sound into the book: Sphinx copies no downloads there."""
        source = next((name for name, (_pages, made) in self.env.dlfiles.items() if Path(made).as_posix() == file), "")
        target = Path(app_of(self.env).outdir, "_downloads", file)
        if source and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(self.env.srcdir, source), target)


def setup(app: Sphinx) -> None:
    """Register what links them."""
    app.add_post_transform(LinkRecordings)
