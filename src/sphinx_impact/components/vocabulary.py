"""The names by which authors call components on a page: directives and roles. What imports this imports all components."""

from __future__ import annotations

from sphinx_impact.components.all_figures import FigureList
from sphinx_impact.components.chart import DataChart, DataMap
from sphinx_impact.components.data_table import DataTable
from sphinx_impact.components.errata import ErrataList
from sphinx_impact.components.exhibits import ExhibitList
from sphinx_impact.components.filings import FilingReconciliation
from sphinx_impact.components.galleries import MilestoneList, PhotoGallery, PreviousReports
from sphinx_impact.components.grants import GrantList
from sphinx_impact.components.letter_cover_action import CallToAction, PageBand, ReportCover, SignedLetter
from sphinx_impact.components.opener import ChapterOpener
from sphinx_impact.components.people import PeopleGrid
from sphinx_impact.components.recordings import Recording
from sphinx_impact.components.sources import SourceList
from sphinx_impact.components.sponsors import SponsorList
from sphinx_impact.components.standards import StandardsIndex
from sphinx_impact.components.stat import StatCard, StatGrid, StatRole
from sphinx_impact.components.statement import FinancialTable
from sphinx_impact.components.typed_numbers import LiteralNumberRole
from sphinx_impact.components.year_archive import YearArchive

DIRECTIVES = {
    "stat-card": StatCard,
    "stat-grid": StatGrid,
    "sponsor-list": SponsorList,
    "financial-table": FinancialTable,
    "filing-reconciliation": FilingReconciliation,
    "grant-list": GrantList,
    "report-cover": ReportCover,
    "chapter-opener": ChapterOpener,
    "page-band": PageBand,
    "signed-letter": SignedLetter,
    "people-grid": PeopleGrid,
    "call-to-action": CallToAction,
    "source-list": SourceList,
    "exhibit-list": ExhibitList,
    "figure-list": FigureList,
    "photo-gallery": PhotoGallery,
    "milestone-list": MilestoneList,
    "recording": Recording,
    "previous-reports": PreviousReports,
    "year-archive": YearArchive,
    "errata-list": ErrataList,
    "standards-index": StandardsIndex,
    "data-chart": DataChart,
    "data-map": DataMap,
    "data-table": DataTable,
}

ROLES = {"stat": StatRole(), "literal-number": LiteralNumberRole()}
