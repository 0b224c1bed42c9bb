"""``recording``: sound and film, as a file that is played in the page, or as a link; with its length, and in words."""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinx_impact.components.base import ImpactDirective, texts
from sphinx_impact.components.nodes import impact_box, impact_player, impact_transcript, paragraph
from sphinx_impact.messages import _
from sphinx_impact.model.problems import Code, quoted

if TYPE_CHECKING:
    from sphinx.util.typing import OptionSpec

SOUND = {".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".opus": "audio/ogg; codecs=opus"}
"""Sounds that every reading system plays."""

FILM = {".mp4": "video/mp4", ".webm": "video/webm"}

_LENGTH = re.compile(r"(\d+:)?\d?\d:[0-5]\d")


class Recording(ImpactDirective):
    """Sound or film that a reader may play, with its length and a transcript.

    Argument: The file, beside the page: ``.mp3``, ``.m4a``, ``.opus``, ``.mp4``, ``.webm``; or a web address, which is linked.

    Content: The transcript: what is said, and of a film what can be seen.

    Options:
        title (text): What it is.
        length (``3:24``, ``1:02:30``): How long it takes.
        kind (``sound``, ``film``): What it is, where an address does not tell. Default: by the ending.
        captions (path): The words of a film as WebVTT, shown while it plays.
        picture (path): What a film shows before it is played.
        transcript (web address): Where the transcript stands, if it is not the content.
    """

    required_arguments = 1
    option_spec: ClassVar[OptionSpec] = texts("title length kind captions picture transcript")

    def build(self) -> list[nodes.Node]:
        """Return the box with its player, its words and its transcript."""
        source = self.arguments[0].strip()
        remote = "://" in source
        ending = posixpath.splitext(re.split("[?#]", source)[0])[1].lower()
        film = self.choice("kind", ("sound", "film"), "film" if ending in FILM else "sound") == "film"
        if not remote and ending not in SOUND and ending not in FILM:
            self.warn(Code.FILE, f"{quoted(source)} is no sound or film that browsers play; use {', '.join([*SOUND, *FILM])}")
            return []
        self.options["file"] = source
        if not (self.link("file") if remote else self.picture("file")):  # which say what is wrong with it
            return []
        box = impact_box("", classes=["impact-recording", "impact-film" if film else "impact-sound"])
        self.set_source_info(box)
        title = self.option("title")
        if title:
            box += self.text(nodes.paragraph, title, classes=["impact-recording-title"])
        else:
            self.warn(Code.MISSING, "recording has no title; say what it is in :title:")
        words = self._words(source, ending, film=film, remote=remote)
        if remote:
            player: nodes.Node = nodes.reference("", words, refuri=source)
        else:
            player = self._player(ending, words, title, film=film)
        box += paragraph(player, classes="impact-recording-file")
        box += self._transcript()
        return [box]

    def _words(self, source: str, ending: str, *, film: bool, remote: bool) -> str:
        """Return what a reader should know before playing: kind, length, format and size."""
        length = self.option("length")
        if not length:
            self.warn(Code.MISSING, "recording has no length; say in :length: how long it takes, such as 3:24")
        elif not _LENGTH.fullmatch(length):
            self.warn(
                Code.VALUE, f"{quoted(length)} is no length; write minutes and seconds, such as 3:24", line=self._option_line("length")
            )
        details = [length, ending.removeprefix(".").upper()]
        if not remote:
            _relative, path = self.env.relfn2path(source, self.env.docname)
            details.append(self.formats.size(os.path.getsize(path)))  # noqa: PTH202 - never a name that pathlib refuses
        kind = _("Film") if film else _("Sound")
        return f"{kind} ({', '.join(filter(None, details))})"

    def _player(self, ending: str, words: str, title: str, *, film: bool) -> impact_player:
        if film and not self.option("captions"):
            self.warn(Code.MISSING, "a film needs captions for those who do not hear it; name a file with them in :captions:")
        player = impact_player(words, words, label=title or words, mime={**SOUND, **FILM}[ending], film=film)
        for name, option in (("file", "file"), ("captions", "captions"), ("picture", "picture")):
            path = self.picture(option) if option in self.options else ""
            if path:
                relative, _path = self.env.relfn2path(path, self.env.docname)
                player[name] = Path(self.env.dlfiles.add_file(self.env.docname, relative)).as_posix()
        return player

    def _transcript(self) -> list[nodes.Node]:
        elsewhere = self.link("transcript")
        if elsewhere:
            return [paragraph(nodes.reference("", str(_("Transcript")), refuri=elsewhere), classes="impact-recording-file")]
        if not self.content:
            self.warn(Code.MISSING, "recording has no transcript; write as its content what is said, and of a film what can be seen")
            return []
        lead = paragraph(nodes.strong("", str(_("Transcript"))), classes="impact-transcript-name")
        return [impact_transcript("", lead, *self.parse_content_to_nodes(), classes=["impact-transcript"])]
