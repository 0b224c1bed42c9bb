"""The names by which authors call components on a page: directives and roles. Each is imported when a page is read."""

from __future__ import annotations

from sphinx_impact.late import Late

DIRECTIVES = {
    "stat-card": Late("components.stat:StatCard"),
    "stat-grid": Late("components.stat:StatGrid"),
    "sponsor-list": Late("components.sponsors:SponsorList"),
    "financial-table": Late("components.statement:FinancialTable"),
    "filing-reconciliation": Late("components.filings:FilingReconciliation"),
    "grant-list": Late("components.grants:GrantList"),
    "report-cover": Late("components.letter_cover_action:ReportCover"),
    "chapter-opener": Late("components.opener:ChapterOpener"),
    "page-band": Late("components.letter_cover_action:PageBand"),
    "signed-letter": Late("components.letter_cover_action:SignedLetter"),
    "people-grid": Late("components.people:PeopleGrid"),
    "call-to-action": Late("components.letter_cover_action:CallToAction"),
    "source-list": Late("components.sources:SourceList"),
    "exhibit-list": Late("components.exhibits:ExhibitList"),
    "figure-list": Late("components.all_figures:FigureList"),
    "photo-gallery": Late("components.galleries:PhotoGallery"),
    "milestone-list": Late("components.galleries:MilestoneList"),
    "recording": Late("components.recordings:Recording"),
    "previous-reports": Late("components.galleries:PreviousReports"),
    "year-archive": Late("components.year_archive:YearArchive"),
    "errata-list": Late("components.errata:ErrataList"),
    "standards-index": Late("components.standards:StandardsIndex"),
    "data-chart": Late("components.chart:DataChart"),
    "data-map": Late("components.chart:DataMap"),
    "data-table": Late("components.data_table:DataTable"),
}

ROLES = {"stat": Late("components.stat:StatRole"), "literal-number": Late("components.typed_numbers:LiteralNumberRole")}
"""They may stand in labels, which are also read when a page is written."""
