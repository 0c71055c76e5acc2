"""Pages of bodies: the Union, its Sectors, organs, groups and secretariats, and former bodies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from plenipot.pages.drawings import organization_chart
from plenipot.pages.kinds.disagreements import DISAGREEMENTS
from plenipot.pages.kinds.page_kind import PageKind
from plenipot.pages.sections import Section

_FACTS = (
    "abbreviation",
    "start",
    "end",
    "formerBody",
    "studyPeriod",
    "sector",
    "periodOf",
    "officeIn",
    "establishedBy",
    "remark",
)

_PLACE = Section(
    "place",
    "Place in the organization",
    "organization-chart",
    shape="organization",
    draw=organization_chart.organization,
)
_MANDATE = Section(
    "mandate",
    "Mandate, article by article",
    "mandate-of-a-body-by-article",
    "body",
    shape="mandate",
    draw=organization_chart.articles,
    columns={"provision": "provision", "how": "how", "what": "what it lays down"},
    node="node",
    note="From the Constitution (CS) and the Convention (CV) as amended through 2022, in our own short words.",
    empty="No provision of the Constitution or the Convention that names it is known to the graph.",
    max_rows=400,
)
_OFFICES = Section(
    "offices",
    "Offices and who held them",
    "who-held-the-offices-of-a-body",
    "body",
    columns={"office": "office", "person": "holder", "start": "from", "end": "to", "electedAt": "elected at"},
    node="tenure",
)
_ROLES = Section(
    "chairs",
    "Chairs, vice-chairs and other roles",
    "who-led-a-group",
    "group",
    columns={
        "role": "role",
        "holder": "who",
        "state": "State",
        "start": "from",
        "end": "to",
        "period": "study period",
        "seenOn": "as a list of this day shows",
    },
    node="node",
)
_REPORTS = Section(
    "reports",
    "Who reports to whom",
    "who-reports-to-whom-around-a-body",
    "body",
    columns={"reporter": "reports", "receiver": "to", "provision": "under"},
    node="mandate",
)
_ELECTS = Section(
    "elects",
    "Whom it elects",
    "whom-the-plenipotentiary-elects",
    "body",
    columns={"elected": "office or body", "provision": "under"},
    names={"elected": "name"},
    node="elected",
)
_MEETINGS = Section(
    "meetings",
    "Meetings",
    "meetings-of-a-body",
    "body",
    columns={"meeting": "meeting", "start": "from", "end": "to", "city": "place"},
    node="meeting",
)
_CONSULTATIONS = Section(
    "consultations",
    "Open consultations",
    "open-consultations-of-a-working-group",
    "group",
    columns={"consultation": "consultation", "date": "date", "subject": "about"},
    names={"consultation": "title"},
    node="consultation",
)
_HISTORY = Section(
    "before",
    "What came before and after",
    "what-came-before-and-after-a-body",
    "body",
    columns={"other": "body", "relation": "stands", "start": "from", "end": "to"},
    node="other",
)
_ASKED = Section(
    "asked",
    "What resolutions ask of it",
    "what-texts-ask-of-a-body",
    "body",
    columns={
        "instrument": "text",
        "how": "how",
        "headings": "where",
        "versionOf": "latest version that does",
        "title": "title",
    },
    node="node",
)
_TEXTS = Section(
    "texts",
    "Its texts in force",
    "texts-in-force-of-a-body",
    "body",
    columns={"instrument": "text", "title": "title", "version": "last known version", "status": "status"},
    node="version",
    max_rows=60,
)
_PERIODS = Section(
    "periods",
    "Study periods",
    "periods-of-a-study-group",
    "group",
    columns={"years": "years", "period": "title in that period", "remark": "remark"},
    node="period",
)
_BY_YEAR = Section(
    "publications",
    "Publications by year",
    "publications-of-a-study-group-by-year",
    "group",
    shape="years",
    draw=organization_chart.years,
    columns={
        "year": "year",
        "editions": "editions",
        "ofRecommendations": "of Recommendations",
        "ofAdditions": "of what amends them",
        "newWorks": "works that are new",
    },
    note="What the catalogue lists under the group that is responsible today; some of it another group wrote before.",
    empty="The catalogue that the graph was made from names no publication of this group.",
)
_SERIES = Section(
    "series",
    "Works in force by series",
    "series-of-a-study-group",
    "group",
    columns={"kind": "kind", "series": "series", "works": "works"},
)
_WORKS = Section(
    "works",
    "Works in force",
    "works-of-a-study-group",
    "group",
    columns={"work": "work", "title": "title", "kind": "kind", "edition": "edition in force"},
    node="edition",
    max_rows=50,
)

KINDS: Sequence[PageKind] = (
    PageKind(
        "study group",
        _FACTS,
        (
            _PLACE,
            replace(_ROLES, empty="No chair or vice-chair of this group was found so far."),
            _BY_YEAR,
            _SERIES,
            _WORKS,
            _PERIODS,
            _ASKED,
            _MANDATE,
            _HISTORY,
            DISAGREEMENTS,
        ),
        "body.html",
        timely=True,
    ),
    PageKind(
        "body",
        _FACTS,
        (
            _PLACE,
            _OFFICES,
            _ROLES,
            _REPORTS,
            _ELECTS,
            _MANDATE,
            _ASKED,
            _TEXTS,
            _MEETINGS,
            _CONSULTATIONS,
            _HISTORY,
            DISAGREEMENTS,
        ),
        "body.html",
        timely=True,
    ),
)
