"""The table of classes whose members can be searched, have a page or are linked to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from plenipot.model.vocabulary import PLEN

DEFAULT_PAGE = "thing"
"""The page of things whose class has no page of its own."""


@dataclass(frozen=True)
class ThingClass:
    """A class of the ontology: the English names of its members, their page and their weight in the search."""

    name: str
    """The local name of the class."""
    singular: str
    plural: str
    short: str = ""
    """A shorter singular where the context is clear, as in a drawing; empty: ``singular`` is used."""
    short_plural: str = ""
    schema_org: str = "Thing"
    """The schema.org type in the JSON-LD of the page."""
    weight: int | None = None
    """Rank in the search: of two hits that match equally well, the higher weight comes first. None: not searched."""
    page: str = DEFAULT_PAGE
    """The name of the page of members, a :class:`plenipot.pages.kinds.page_kind.PageKind`."""
    subclass_pages: Mapping[str, str] = field(default_factory=dict)
    """Pages of subclasses that differ from ``page``, by the local name of the subclass."""
    parameter: str = ""
    """The parameter name under which saved questions accept a member."""

    @property
    def iri(self) -> str:
        """The IRI of the class."""
        return str(PLEN[self.name])

    @property
    def brief(self) -> str:
        """The short singular, or the singular."""
        return self.short or self.singular

    @property
    def brief_plural(self) -> str:
        """The short plural, or the plural."""
        return self.short_plural or (f"{self.short}s" if self.short else self.plural)


CLASSES: tuple[ThingClass, ...] = (
    ThingClass("State", "State", "States", schema_org="Country", weight=10, page="state", parameter="state"),
    ThingClass("Office", "office", "offices", weight=9, page="office", parameter="office"),
    ThingClass("StudyGroup", "study group", "study groups", schema_org="Organization", weight=8, page="study group"),
    ThingClass(
        "Conference",
        "conference",
        "conferences",
        schema_org="Event",
        weight=10,
        page="conference",
        subclass_pages={"PlenipotentiaryConference": "plenipotentiary", "CouncilSession": "session"},
        parameter="conference",
    ),
    ThingClass("Meeting", "preparatory meeting", "preparatory meetings", "meeting", schema_org="Event", weight=4),
    ThingClass(
        "Publication",
        "publication of a Sector",
        "publications of the Sectors",
        "publication",
        schema_org="Legislation",
        weight=3,
        page="publication",
    ),
    ThingClass(
        "Instrument",
        "resolution, decision or Recommendation",
        "resolutions, decisions, Recommendations",
        "text",
        schema_org="Legislation",
        weight=9,
        page="text",
        subclass_pages={"Recommendation": "publication"},
    ),
    ThingClass("Version", "version of a text", "versions of texts", schema_org="Legislation", weight=4, page="version"),
    ThingClass("Person", "person", "people", schema_org="Person", weight=8, page="person", parameter="person"),
    ThingClass("Treaty", "treaty", "treaties", schema_org="Legislation", weight=8, page="treaty", parameter="treaty"),
    ThingClass("Article", "article of a treaty", "articles of treaties", "article", weight=5, page="article"),
    ThingClass("Division", "part of a treaty", "parts of treaties", page="article"),
    ThingClass("Provision", "provision of a treaty", "provisions of treaties", "provision", weight=3, page="provision"),
    ThingClass(
        "RegionalOrganization",
        "regional organization",
        "regional organizations",
        schema_org="Organization",
        weight=8,
        page="regional organization",
    ),
    ThingClass(
        "Body",
        "body of the Union",
        "bodies of the Union",
        "body",
        "bodies",
        schema_org="Organization",
        weight=8,
        page="body",
        subclass_pages={"StudyGroupPeriod": "study group"},
    ),
    ThingClass("Topic", "topic", "topics", schema_org="DefinedTerm", weight=9, page="topic", parameter="topic"),
    ThingClass("CouncilTerm", "term of the Council", "terms of the Council", weight=6, page="term", parameter="term"),
    ThingClass("Election", "election", "elections", weight=4, page="election"),
    ThingClass("Proposal", "proposal", "proposals", weight=2),
    ThingClass("Document", "reference document", "reference documents", "document", weight=3),
    ThingClass("Edition", "edition", "editions", weight=1, page="edition"),
    ThingClass("Claim", "claim", "claims", page="claim"),
    ThingClass("WsisActionLine", "WSIS action line", "WSIS action lines", weight=7, page="outside text"),
    ThingClass("ExternalText", "text of another organization", "texts of other organizations", page="outside text"),
    ThingClass(
        "Stakeholder",
        "organization in the debate",
        "organizations in the debate",
        "organization",
        weight=5,
        page="organization",
    ),
    ThingClass("ExternalOrganization", "organization", "organizations", weight=4, page="organization"),
    ThingClass("AdministrativeRegion", "administrative region", "administrative regions", weight=7, page="region"),
    ThingClass("StateGroup", "group of States", "groups of States", weight=7, page="group"),
    ThingClass("GlossaryTerm", "term of a glossary", "terms of a glossary", weight=3),
    ThingClass("Source", "source", "sources", schema_org="CreativeWork", weight=1, page="source", parameter="source"),
    ThingClass("KnownGap", "known gap", "known gaps", page="gap"),
    ThingClass("CoverageSet", "set of the coverage", "sets of the coverage", page="set"),
)
"""The classes. The first match in this order names a thing of several classes."""

BY_NAME: Mapping[str, ThingClass] = {item.name: item for item in CLASSES}
SEARCHED: Mapping[str, ThingClass] = {item.name: item for item in CLASSES if item.weight is not None}
"""The searchable classes."""
BY_PARAMETER: Mapping[str, ThingClass] = {item.parameter: item for item in CLASSES if item.parameter}


def class_of(names: Collection[str]) -> ThingClass | None:
    """Choose the class that names a thing.

    Args:
        names: local names of all classes of the thing.

    >>> thing_class = class_of({"Body", "StudyGroup"})
    >>> thing_class.singular if thing_class else None
    'study group'
    """
    return next((item for item in CLASSES if item.name in names), None)


def page_of(names: Collection[str]) -> str:
    """Choose the page of a thing.

    Args:
        names: local names of all classes of the thing.

    >>> page_of({"Conference", "CouncilSession"}), page_of({"Instrument"}), page_of({"Proposal"}), page_of(())
    ('session', 'text', 'thing', 'thing')
    """
    thing_class = class_of(names)
    if thing_class is None:
        return DEFAULT_PAGE
    return next((page for name, page in thing_class.subclass_pages.items() if name in names), thing_class.page)
