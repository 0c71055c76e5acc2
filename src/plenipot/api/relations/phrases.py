"""The relations of the questions about connections, with a phrase for each direction.

A relation is either a property between two things, or a node that refers to two things: a seat refers to a State and
to a term of the Council.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from plenipot.model.vocabulary import PREFIXES

DIRECT: Mapping[str, tuple[str, str]] = {
    "abrogatedAt": ("was abrogated at", "abrogated"),
    "actingChair": ("had as acting chair", "was acting chair of"),
    "adoptedAt": ("was adopted at", "adopted"),
    "adoptedAtConference": ("was adopted at", "adopted"),
    "adoptedBy": ("is a text of", "adopted as a body"),
    "amendedAt": ("was amended at", "amended"),
    "amends": ("amends", "is amended by"),
    "annexTo": ("is annexed to", "has the annex"),
    "broader": ("is part of the topic", "has the narrower topic"),
    "calledForConference": ("called for", "was called for by"),
    "chair": ("was chaired by", "chaired"),
    "citesInstrument": ("cites in one of its versions", "is cited in a version of"),
    "concernsConference": ("is about", "is the subject of"),
    "concernsEdition": ("belongs to the edition", "has beside it"),
    "concernsOrganization": ("is about", "is the subject of"),
    "concernsWork": ("is about", "has beside it"),
    "conferenceOf": ("is a conference of", "held the conference"),
    "conferenceSector": ("is a conference of the Sector", "has the conference"),
    "consultationOf": ("is a consultation of", "held the consultation"),
    "consultationTopic": ("asks about", "is the topic of the consultation"),
    "dealtWithAt": ("was dealt with at", "dealt with"),
    "decidedAt": ("was decided at", "decided"),
    "definedInProvision": ("is defined in", "defines"),
    "depositary": ("is deposited with", "is the depositary of"),
    "designatedChair": ("has as designated chair", "is designated to chair"),
    "draftFor": ("is a draft for", "has the draft"),
    "draftOf": ("is a draft of", "has the draft"),
    "editionOf": ("is an edition of", "has the edition"),
    "electedMembersOf": ("elected the members of", "had its members elected at"),
    "electionAt": ("took place at", "had the election"),
    "electionFor": ("was an election for", "was filled by the election"),
    "establishedBody": ("established", "was established at"),
    "establishedBy": ("rests on", "is the basis of"),
    "figureOf": ("is a figure about", "has the figure"),
    "firstAdoptedAt": ("was first adopted at", "first adopted"),
    "forConference": ("is a deadline for", "has the deadline"),
    "groupPrepares": ("prepares", "is prepared by the group"),
    "heldIn": ("was held in", "hosted"),
    "inArticle": ("stands in", "has the provision"),
    "inGroup": ("belongs to the group", "has in the group"),
    "inTreaty": ("stands in", "has the part"),
    "inferredRegion": ("is inferred to belong to the region", "is inferred to include"),
    "inferredResult": ("is inferred to have led to", "is inferred to come from the proposal"),
    "marksUp": ("marks up", "is marked up in"),
    "meansTopic": ("means the topic", "is printed as"),
    "measuredBy": ("is measured by", "measures"),
    "namesAddressee": ("means", "is addressed as"),
    "namesBody": ("names", "is named in"),
    "nationality": ("is a national of", "has as a national"),
    "officeIn": ("has its office in", "is the place of"),
    "officeOf": ("is an office of", "has the office"),
    "onBehalfOf": ("was made on behalf of", "is represented in"),
    "organizer": ("was organized by", "organized"),
    "outcomeOf": ("is an outcome of", "came to"),
    "outcomeTreaty": ("led to the treaty", "is an outcome of"),
    "partOf": ("is part of", "has as a part"),
    "partOfActionLine": ("is part of the action line", "has as a part"),
    "partOfGroup": ("is part of the group", "has as a part"),
    "periodOf": ("is a study period of", "has the study period"),
    "precededBy": ("came after", "came before"),
    "preparatoryGroupOf": ("is a group of", "prepares through"),
    "prepares": ("prepares", "is prepared by"),
    "proponent": ("was proposed by", "proposed"),
    "proposalTarget": ("asks to change", "is to be changed by"),
    "proposedAt": ("was put to", "received"),
    "proposesThrough": ("proposes through", "proposes for"),
    "publishedBy": ("was published by", "published"),
    "refersTo": ("refers to", "is referred to in"),
    "region": ("belongs to the region", "has the Member State"),
    "replaces": ("replaces", "is replaced by"),
    "representedBy": ("is represented by", "speaks at conferences for"),
    "responsibleGroup": ("is the work of", "is responsible for"),
    "resultedIn": ("led to", "came of"),
    "revises": ("revises", "was revised by"),
    "seatState": ("has its seat in", "is the seat of"),
    "sector": ("belongs to the Sector", "includes"),
    "sectorMemberIn": ("is a member of the Sector", "has as a Sector Member"),
    "setOutIn": ("is set out in", "sets out"),
    "subject": ("is a claim about", "is disputed in"),
    "successor": ("was succeeded by", "succeeded"),
    "successorState": ("was succeeded by", "succeeded"),
    "targetBecame": ("had its text changed to", "came after the proposal"),
    "titleAmendedAt": ("had its title amended at", "amended the title of"),
    "underProvision": ("is set by", "sets"),
    "versionOf": ("is a version of", "has the version"),
    "viceChair": ("had as vice-chair", "was vice-chair of"),
}
"""Properties by local name: the phrase from the subject to the object, and the phrase back."""

JOINS: Sequence[tuple[str, str, str, str]] = (
    ("abrogates", "atConference", "was abrogated by an act of", "abrogated by an act"),
    ("actionAt", "adopts", "adopted the treaty", "was adopted by"),
    ("actionAt", "amendsTreaty", "amended the treaty", "was amended by"),
    ("actionAt", "callsFor", "called for", "was called for by"),
    ("actionAt", "convenes", "convened", "was convened by"),
    ("actionAt", "replacesTreaty", "replaced the treaty", "was replaced by"),
    ("actionAt", "revisesTreaty", "revised the treaty", "was revised by"),
    ("assignedInstrument", "assignedPrintedTopic", "is grouped under", "groups"),
    ("assignedInstrument", "assignedTopic", "touches the topic", "is touched by"),
    ("candidate", "candidateFor", "stood for", "had as a candidate"),
    ("candidate", "nominatedBy", "was nominated by", "nominated"),
    ("candidate", "standsIn", "stood in", "had as a candidate"),
    ("candidateState", "standsIn", "stood for the Council in", "had as a candidate"),
    ("chairshipState", "chairshipOf", "gave a chair to", "had a chair from"),
    ("chairState", "chairmanshipHolder", "gave as a chair", "chaired for"),
    ("citing", "cited", "cites", "is cited by"),
    ("declarant", "declaredAt", "made a declaration at", "has the declaration of"),
    ("electsMandateOf", "mandateObject", "elects", "is elected by"),
    ("facilitator", "facilitatedLine", "facilitates the action line", "is facilitated by"),
    ("followUpOf", "followUpBy", "is followed up by", "follows up"),
    ("goalReferenceIn", "referredGoal", "refers to the goal", "is referred to in"),
    ("groupMentionIn", "mentionedGroup", "names the group", "is named in"),
    ("holder", "chairshipOf", "led", "was led by"),
    ("holder", "electedAt", "was elected at", "elected"),
    ("holder", "office", "held the office", "was held by"),
    ("holder", "onBoard", "sat on", "had as a member"),
    ("inferredHolder", "onBoard", "is inferred to have sat on", "is inferred to have had as a member"),
    ("implementer", "implementedText", "carries out", "is carried out by"),
    ("inferredSeatHolder", "inTerm", "is inferred to have sat on the Council in", "is inferred to have had"),
    ("instructionOf", "addressee", "instructs", "is instructed by"),
    ("invitationOf", "addressee", "invites", "is invited by"),
    ("laidDownIn", "bearer", "binds", "is bound by"),
    ("laidDownIn", "involves", "lays down a duty that involves", "is involved in a duty of"),
    ("lineReferenceIn", "referredLine", "refers to the action line", "is referred to in"),
    ("listedInstrument", "listedAfter", "stands in the list after", "left in its list"),
    ("listedOrganization", "listedAs", "is listed as", "lists"),
    ("listedOrganization", "listedInSector", "is listed in the Sector", "lists as a member"),
    ("listedOrganization", "listedState", "is from", "is the country of"),
    ("mandatedBody", "basedOn", "has a mandate from", "gives a mandate to"),
    ("mandatedBody", "mandateObject", "has a mandate towards", "is in the mandate of"),
    ("member", "organization", "is or was a member of", "has or had as a member"),
    ("mentionedIn", "mentionedTopic", "mentions the topic", "is mentioned in"),
    ("positionHolder", "positionAbout", "took a position on", "was the object of a position of"),
    ("positionHolder", "positionAt", "took a position at", "heard a position of"),
    ("relationFrom", "relationTo", "has a stated relation to", "is in a stated relation with"),
    ("reportsMandateOf", "mandateObject", "reports to", "receives reports from"),
    ("roleOffice", "roleIn", "has a role in", "has in a role"),
    ("rolePerson", "roleIn", "has a role in", "has in a role"),
    ("roleState", "roleIn", "is represented in", "has in a role"),
    ("seatHolder", "electedAt", "was elected to the Council at", "elected to the Council"),
    ("seatHolder", "inTerm", "sat on the Council in", "had on the Council"),
    ("signedBy", "signedAt", "signed at", "was signed by"),
    ("spellMember", "spellIn", "was counted a member of", "had counted as a member"),
    ("statusOf", "grantedAt", "was given a special status at", "gave a special status to"),
    ("withheldBy", "signedAt", "did not sign at", "was not signed by"),
)
"""Nodes: the property to the one end, the property to the other end, and the phrases in both directions."""
_BY_ROLES = {
    pair: words for one, two, there, back in JOINS for pair, words in (((one, two), there), ((two, one), back))
}
_PLEN, _SKOS = PREFIXES["plen"], PREFIXES["skos"]
_TOPICS = ("broader",)


def property_iri(name: str) -> str:
    """The IRI of a property of these tables.

    >>> property_iri("partOf"), property_iri("broader")
    ('https://w3id.org/plenipot/ontology/partOf', 'http://www.w3.org/2004/02/skos/core#broader')
    """
    return (_SKOS if name in _TOPICS else _PLEN) + name


def relation_phrase(side: str, name: str, role: str = "") -> str:
    """Describe a relation from one end; see :class:`plenipot.api.relations.connections.Relation` for the arguments.

    >>> relation_phrase("from", "adoptedAt"), relation_phrase("through", "seatHolder", "inTerm")
    ('adopted', 'sat on the Council in')
    >>> relation_phrase("to", "seatHolder")
    'seat holder'
    """
    if side == "through":
        return _BY_ROLES.get((name, role), "is joined with")
    if name in DIRECT:
        return DIRECT[name][side == "from"]
    return re.sub("[A-Z]", lambda match: f" {match[0].lower()}", name)


def is_relation(side: str, name: str, role: str = "") -> bool:
    """Whether these tables have a relation."""
    return (name, role) in _BY_ROLES if side == "through" else side in ("to", "from") and not role and name in NAMES


_NODES = {
    "assignedInstrument": "assignment of a topic",
    "citing": "citation",
    "mentionedIn": "mentions in the text",
    "followUpOf": "follow-up",
    "goalReferenceIn": "reference to a goal",
    "groupMentionIn": "mention of the group",
    "implementer": "implementation",
    "lineReferenceIn": "reference to an action line",
    "relationFrom": "stated relation",
}
_IDENTIFIER = re.compile(r"\b[a-z]+/[a-z0-9.-]+(/|\b)")


def node_phrase(label: str, name: str, role: str) -> str:
    """Name a node: by its label, or by its kind if the label contains identifiers.

    >>> node_phrase("resolution/pp/101 concerns spam", "assignedTopic", "assignedInstrument")
    'assignment of a topic'
    >>> node_phrase("Switzerland, Council 2019-2022", "seatHolder", "inTerm")
    'Switzerland, Council 2019-2022'
    """
    return _NODES.get(name) or _NODES.get(role) or label if _IDENTIFIER.search(label) else label


NAMES = frozenset(DIRECT) | {role for pair in _BY_ROLES for role in pair}
"""The local names of all properties of these tables."""
