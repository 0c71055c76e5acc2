"""Table of the kinds of pages, for the tests of this folder, the screenshots and the benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of page, with an example."""

    name: str
    path: str
    heading: str
    """Start of the text of the first heading."""
    has: Sequence[str] = ()
    """Texts that the page must contain: headings of its sections, and facts about the thing."""
    status: int = 200

    def __str__(self) -> str:
        return self.name.replace(" ", "-")

    def at(self, **choices: str) -> str:
        """Return the address with query parameters.

        >>> Kind("why", "/why?thing=state/che", "Why").at(lang="ar")
        '/why?thing=state/che&lang=ar'
        """
        added = "&".join(f"{name}={value}" for name, value in choices.items())
        return f"{self.path}{'&' if '?' in self.path else '?'}{added}" if added else self.path


_TAKE = "Take it with you"

KINDS: Sequence[Kind] = (
    Kind("start", "/", "How the ITU is governed", ("Ways in", "What the graph holds", "(Doha, 2026)")),
    Kind("council", "/council", "The Council", ("States and terms since 1947", "Seats over time", "Kenya", _TAKE)),
    Kind("map", "/map", "The administrative regions of the Union", ("The same as a table", "Kenya", _TAKE)),
    Kind("timeline", "/timeline", "The Union since 1865", ("The same by year", "Paris", _TAKE)),
    Kind(
        "relations",
        "/relations?thing=resolution/pp/102",
        "What PP Resolution 102 is connected with",
        ("Picture", "has the version", "Dubai, 2018"),
    ),
    Kind(
        "way between two things",
        "/relations?thing=resolution/pp/102&other=state/ken",
        "From PP Resolution 102 to Kenya",
        ("Picture", "3 steps"),
    ),
    Kind("coverage", "/coverage", "Coverage and conflicts", ("Where sources disagree", "Member States")),
    Kind("why", "/why?thing=resolution/pp/102/dubai-2018", "Why is this believed?", ("It is stated", "Sources of")),
    Kind(
        "why of what is inferred",
        "/why?thing=resolution/pp/102&property=ontology/citedByInstrument&value=resolution/pp/101",
        "Why is this believed?",
        ("It follows", "inferred"),
    ),
    Kind(
        "resolution",
        "/resolution/pp/102",
        "PP Resolution 102",
        (
            "management of Internet resources",
            "Versions",
            "Bucharest, 2022",
            "Citations",
            "Proposals to change it",
            _TAKE,
        ),
    ),
    Kind("decision", "/decision/pp/5", "PP Decision 5", ("Versions", "Citations", _TAKE)),
    Kind("opinion", "/opinion/wtpf-13/1", "WTPF-13 Opinion 1", ("Internet exchange", "Topics, and who says so", _TAKE)),
    Kind("recommendation", "/recommendation/itu-t/e.164", "ITU-T Recommendation E.164", ("Editions", _TAKE)),
    Kind(
        "version",
        "/resolution/pp/102/dubai-2018",
        "PP Resolution 102 (Rev. Dubai, 2018)",
        ("Among the versions of the text", "Plenipotentiary Conference (Dubai, 2018)", _TAKE),
    ),
    Kind(
        "conference",
        "/conference/pp-18",
        "Plenipotentiary Conference (Dubai, 2018)",
        ("What it adopted, revised and abrogated", "Whom it elected", "Who signed, and who did not", _TAKE),
    ),
    Kind(
        "conference to come",
        "/conference/pp-26",
        "Plenipotentiary Conference (Doha, 2026)",
        ("Posts whose terms end with it", "Preparatory meetings", _TAKE),
    ),
    Kind("state", "/state/ken", "Kenya", ("On the Council", "Regional organizations", "Proposals", _TAKE)),
    Kind("former state", "/state/austria-hungary", "Austria-Hungary", ("Membership of the Union", _TAKE)),
    Kind(
        "person",
        "/person/doreen-bogdan-martin",
        "Doreen Bogdan-Martin",
        ("Offices, seats, chairs", "Candidacies", _TAKE),
    ),
    Kind("office", "/office/secretary-general", "Secretary-General", ("Holders", "Houlin Zhao", "Elections", _TAKE)),
    Kind("body", "/body/itu-t", "Telecommunication Standardization Sector", ("Place in the organization", _TAKE)),
    Kind("study group", "/body/itu-t/sg17", "ITU-T SG 17: Security", ("Works in force", "Study periods", _TAKE)),
    Kind("topic", "/topic/ipv6", "IPv6", ("Broader and narrower topics", "Texts that touch it", _TAKE)),
    Kind(
        "treaty",
        "/treaty/itr-2012",
        "International Telecommunication Regulations",
        ("Who signed", "Articles and annexes", _TAKE),
    ),
    Kind("provision", "/provision/cs/art-10", "Article 10: The Council", ("Texts that cite it", _TAKE)),
    Kind("source", "/source/itu-legal-list", "List of Plenipotentiary resolutions", ("What rests on it", _TAKE)),
    Kind("thing of no kind of its own", "/membership/apt/afg", "", (_TAKE,)),
    Kind("questions", "/questions", "Questions", ("Which resolutions touch Internet policy?",)),
    Kind("question", "/query/council-on-a-day.html", "Which States sat in the Council on a day?", ("Kenya", "CSV")),
    Kind("search", "/search?q=kenya", "Search", ("Kenya",)),
    Kind("workbench", "/workbench", "Workbench", ("Query", "Run")),
    Kind(
        "answer in the workbench",
        "/workbench?query=SELECT%20%3Fs%20%3Fp%20%7B%20%3Fs%20%3Fp%20%3Chttps%3A%2F%2Fw3id.org%2Fplenipot%2Fstate%2Fken%3E%20%7D%20LIMIT%2020",
        "",
        ("Answer", "20 rows", "CSV"),
    ),
    Kind("addresses", "/docs", "Addresses of the service", ("/openapi.json",)),
    Kind("endpoint", "/sparql", "The SPARQL endpoint", ("text/turtle", "seconds")),
    Kind("dataset", "/dataset.html", "", (_TAKE,)),
    Kind("ontology", "/ontology.html", "", ()),
    Kind("no such thing", "/state/zzz", "Unknown identifier", ("Start page",), status=404),
    Kind("given up", "/person/bigi", "", ("Go to",), status=410),
    Kind("wrong choice", "/state/ken.html?as_of=yesterday", "Not a day", ("YYYY-MM-DD",), status=400),
)


def kind(name: str) -> Kind:
    """Find a kind by name."""
    return next(each for each in KINDS if each.name == name)
