"""What labels of statements say of their rows, in the languages that exports come in: each pattern finds the labels that say it."""

from __future__ import annotations

import re
from typing import Final

TOTAL: Final = re.compile(
    r"\b(?:sub-?|grand )?totals?\b|\b(?:zwischen|end|gesamt)?summe\b|\bsumme[n]?\b|\bgesamt\w*|\binsgesamt\b|\btota(?:al|le|ux)\b|\bsous-total\b|"
    r"\bsum\b|\bsuma\b|\bsomme\b|\brazem\b|\bcelkem\b|合計|小計|総計|(?<!会)計$",
    re.IGNORECASE,
)
"""Calls its row a sum of others."""

RESULT: Final = re.compile(
    r"\b(?:net(?! assets?\b| worth\b| position\b)|excess|surplus|deficit|change|increase|decrease|profit|loss|margin|difference|result|income \(loss\)|balance|"
    r"\w*ergebnis|saldo|\w*überschuss|\w*fehlbetrag|differenz|veränderung|r[ée]sultat|exc[ée]dent|d[ée]ficit|solde|variation|"
    r"resultado|super[áa]vit|variaci[óo]n|risultato|avanzo|resultaat)\b|差額|損益|増減額|収支",
    re.IGNORECASE,
)
"""May call its row a difference or a result; many items have such labels, too."""

BOTTOM_LINE: Final = re.compile(
    r"\b(?:excess|surplus|deficit|(?:change|increase|decrease)(?: \(\w+\))? in net assets|net (?:income|profit|loss|revenue|result|surplus|earnings)|"
    r"jahres\w+|\w*überschuss|\w*fehlbetrag|exc[ée]dent|r[ée]sultat net|resultado neto|avanzo)\b|^\W*net\W*$|増減額|収支差額",
    re.IGNORECASE,
)
"""Names what is left of one sum after another, and hardly anything else."""

LESS: Final = re.compile(r"^\W*(?:less|deduct|minus|abzüglich|abzgl\.?|moins|à déduire|menos|meno|控除)\b", re.IGNORECASE)
"""Says that its amount is taken off."""

OF_WHICH: Final = re.compile(r"^\W*(?:of which|thereof|davon|darunter|dont|de (?:los|las) cuales|うち)\b", re.IGNORECASE)
"""Says that its amount is contained in one above it."""

OPENING: Final = re.compile(
    r"\b(?:beginning|start|opening|anfangs\w*|beginn|anfang|ouverture|d[ée]but|inicial|inicio)\b|期首|前期繰越", re.IGNORECASE
)
"""Names a balance at the beginning."""

CLOSING: Final = re.compile(r"\b(?:end|ending|closing|ende|endbestand|schluss\w*|cl[ôo]ture|fin|final)\b|期末|次期繰越", re.IGNORECASE)
"""Names a balance at the end."""

_FILLING: Final = frozenset(
    "the of for and from in on to a total totals subtotal net der die das für und aus von de la le les du des et".split()
)


def words(label: str) -> frozenset[str]:
    """The words of a label that say what it is about."""
    found = (re.sub(r"s$", "", word) for word in re.findall(r"[^\W_]+", label.casefold()))
    return frozenset(word for word in found if word not in _FILLING)
