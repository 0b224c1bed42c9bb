"""The names by which authors call components on a page: directives and roles. Each is imported when a page calls it."""

from __future__ import annotations

from sphinx_impact.late import Late, late_directive

DIRECTIVES = {
    "stat-card": late_directive("components.stat:StatCard"),
    "stat-grid": late_directive("components.stat:StatGrid"),
    "sponsor-list": late_directive("components.sponsors:SponsorList"),
    "financial-table": late_directive("components.statement:FinancialTable"),
    "filing-reconciliation": late_directive("components.filings:FilingReconciliation"),
    "grant-list": late_directive("components.grants:GrantList"),
    "report-cover": late_directive("components.letter_cover_action:ReportCover"),
    "chapter-opener": late_directive("components.opener:ChapterOpener"),
    "page-band": late_directive("components.letter_cover_action:PageBand"),
    "signed-letter": late_directive("components.letter_cover_action:SignedLetter"),
    "people-grid": late_directive("components.people:PeopleGrid"),
    "call-to-action": late_directive("components.letter_cover_action:CallToAction"),
    "source-list": late_directive("components.sources:SourceList"),
    "exhibit-list": late_directive("components.exhibits:ExhibitList"),
    "figure-list": late_directive("components.all_figures:FigureList"),
    "photo-gallery": late_directive("components.galleries:PhotoGallery"),
    "milestone-list": late_directive("components.galleries:MilestoneList"),
    "recording": late_directive("components.recordings:Recording"),
    "previous-reports": late_directive("components.galleries:PreviousReports"),
    "year-archive": late_directive("components.year_archive:YearArchive"),
    "errata-list": late_directive("components.errata:ErrataList"),
    "standards-index": late_directive("components.standards:StandardsIndex"),
    "data-chart": late_directive("components.chart:DataChart"),
    "data-map": late_directive("components.chart:DataMap"),
    "data-table": late_directive("components.data_table:DataTable"),
}

ROLES = {"stat": Late("components.stat:StatRole"), "literal-number": Late("components.typed_numbers:LiteralNumberRole")}
"""They may stand in labels, which are also read when a page is written."""
