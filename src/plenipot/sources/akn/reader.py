"""Parse any Akoma Ntoso 3.0 file into the model, without external entities and network access."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from plenipot.sources.akn.model import AknDocument, AknError, AknPart, FrbrDate, FrbrLevel, Identification, Ref

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_NAMESPACES = (NAMESPACE, NAMESPACE + "/WD17", NAMESPACE + "/CSD13")
MAX_BYTES = 64 * 1024 * 1024

COLLECTIONS = frozenset({"documentCollection", "amendmentList", "officialGazette"})
DOCUMENTS = COLLECTIONS | {
    "act",
    "amendment",
    "bill",
    "debate",
    "debateReport",
    "doc",
    "judgment",
    "portion",
    "statement",
}
_BODIES = frozenset(
    {
        "body",
        "mainBody",
        "amendmentBody",
        "debateBody",
        "judgmentBody",
        "collectionBody",
        "portionBody",
    }
)
_REFS = frozenset({"ref", "mref", "rref", "affectedDocument", "relatedDocument"})
# Elements with only text and inline elements: their whole text is one string.
_TEXT = frozenset(
    {
        "p",
        "heading",
        "subheading",
        "num",
        "listIntroduction",
        "listConclusion",
        "docTitle",
        "docNumber",
        "docType",
        "block",
        "span",
        "crossHeading",
        "tocItem",
        "caption",
    }
)


def read_akn(path: Path, max_bytes: int = MAX_BYTES) -> AknDocument:
    """Parse an Akoma Ntoso file.

    Raises:
        AknError: the file is too large, is not well-formed XML, has a DOCTYPE or is not Akoma Ntoso 3.0.
    """
    size = path.stat().st_size
    if size > max_bytes:
        raise AknError(path.name, 0, f"the file has {size} bytes, more than the {max_bytes} allowed")
    return parse_akn(path.read_bytes(), path.name)


def parse_akn(data: bytes, file_name: str = "(input)") -> AknDocument:
    """Parse a document; ``file_name`` names the file in messages.

    Raises:
        AknError: as :func:`read_akn`.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise AknError(file_name, error.lineno or 0, f"not well-formed XML: {error.msg}") from None
    doctype = root.getroottree().docinfo
    if doctype.internalDTD is not None:
        raise AknError(file_name, 1, "a document type declaration is not accepted (it could declare entities)")
    return _Reader(file_name).root(root)


def _line(element: etree._Element) -> int:
    line: object = element.sourceline  # the stubs do not declare its type
    return line if isinstance(line, int) else 0


def _text(element: etree._Element) -> str:
    return " ".join("".join(str(piece) for piece in element.itertext()).split())


def _get(element: etree._Element, attribute: str) -> str:
    return str(element.get(attribute) or "").strip()


class _Reader:
    def __init__(self, file_name: str) -> None:
        self.file_name = file_name

    def fail(self, element: etree._Element, reason: str) -> AknError:
        return AknError(self.file_name, _line(element), reason)

    def tag(self, element: etree._Element) -> str:
        """Return the local name; empty for an element of another namespace, which is skipped."""
        name = etree.QName(element)
        return name.localname if name.namespace in _NAMESPACES else ""

    def children(self, element: etree._Element) -> list[tuple[str, etree._Element]]:
        pairs = [(self.tag(child), child) for child in element.iterchildren(etree.Element)]
        return [(tag, child) for tag, child in pairs if tag]

    def child(self, element: etree._Element | None, *path: str) -> etree._Element | None:
        for step in path:
            if element is None:
                return None
            element = next((child_element for tag, child_element in self.children(element) if tag == step), None)
        return element

    def root(self, root: etree._Element) -> AknDocument:
        if self.tag(root) != "akomaNtoso":
            raise self.fail(root, f"the root is <{root.tag}>, not <akomaNtoso> of {NAMESPACE}")
        inner = [(tag, child) for tag, child in self.children(root) if tag in DOCUMENTS]
        if len(inner) != 1:
            raise self.fail(root, f"<akomaNtoso> has {len(inner)} documents where one is expected")
        return self.document(*inner[0])

    def document(self, tag: str, element: etree._Element) -> AknDocument:
        meta = self.child(element, "meta")
        if meta is None:
            raise self.fail(element, f"<{tag}> has no <meta>")
        areas = dict(reversed(self.children(element)))
        body = next((areas[name] for name in areas if name in _BODIES), None)
        preface = areas.get("preface")
        front = preface if preface is not None else areas.get("coverPage")
        return AknDocument(
            tag=tag,
            line=_line(element),
            name=_get(element, "name"),
            language=_get(element, "{http://www.w3.org/XML/1998/namespace}lang"),
            identification=self.identification(meta),
            doc_type=self.first_text(front, "docType"),
            doc_number=self.first_text(front, "docNumber"),
            title=self.title(front),
            preface=self.optional(preface),
            preamble=self.optional(areas.get("preamble")),
            body=self.optional(body),
            annexes=tuple(self.annexes(element)),
            documents=tuple(self.inner(element)),
            references=self.references(meta),
        )

    def inner(self, element: etree._Element) -> list[AknDocument]:
        """Return the documents inside: components, attachments and members of a collection, at any depth."""
        documents: list[AknDocument] = []
        for tag, child in self.children(element):
            if tag in DOCUMENTS:
                documents.append(self.document(tag, child))
            elif tag in {"components", "component", "attachments", "attachment", "collectionBody", "interstitial"}:
                documents.extend(self.inner(child))
        return documents

    def annexes(self, element: etree._Element) -> list[AknPart]:
        conclusions = self.child(element, "conclusions")
        return [self.part("conclusions", conclusions)] if conclusions is not None else []

    def first_text(self, front: etree._Element | None, name: str) -> str:
        if front is None:
            return ""
        return next((_text(element) for element in front.iter(f"{{{front.tag[1:].partition('}')[0]}}}{name}")), "")

    def title(self, front: etree._Element | None) -> str:
        """Return the text of docTitle, else of shortTitle, else of a container with the name "title"."""
        if front is None:
            return ""
        for name in ("docTitle", "shortTitle"):
            if text := self.first_text(front, name):
                return text
        for tag, child in self.children(front):
            if tag == "container" and _get(child, "name") == "title":
                return _text(child)
        return ""

    def identification(self, meta: etree._Element) -> Identification | None:
        element = self.child(meta, "identification")
        if element is None:
            return None
        work = self.level(element, "FRBRWork")
        if work is None:
            raise self.fail(element, "<identification> has no <FRBRWork>")
        return Identification(work, self.level(element, "FRBRExpression"), self.level(element, "FRBRManifestation"))

    def level(self, identification: etree._Element, name: str) -> FrbrLevel | None:
        element = self.child(identification, name)
        if element is None:
            return None
        values: dict[str, list[etree._Element]] = {}
        for tag, child in self.children(element):
            values.setdefault(tag, []).append(child)

        def first(tag: str, attribute: str = "value") -> str:
            return _get(values[tag][0], attribute) if tag in values else ""

        if not first("FRBRthis") and not first("FRBRuri"):
            raise self.fail(element, f"<{name}> has neither FRBRthis nor FRBRuri")
        return FrbrLevel(
            uri=first("FRBRuri") or first("FRBRthis"),
            dates=tuple(FrbrDate(_get(e, "date"), _get(e, "name")) for e in values.get("FRBRdate", [])),
            aliases=tuple(_get(e, "value") for e in values.get("FRBRalias", [])),
            numbers=tuple((_get(e, "value"), _get(e, "showAs")) for e in values.get("FRBRnumber", [])),
            names=tuple(_get(e, "value") for e in values.get("FRBRname", [])),
            language=first("FRBRlanguage", "language"),
        )

    def references(self, meta: etree._Element) -> dict[str, str]:
        element = self.child(meta, "references")
        pairs = self.children(element) if element is not None else []
        return {_get(child, "eId") or _get(child, "id"): _get(child, "href") for _, child in pairs}

    def optional(self, element: etree._Element | None) -> AknPart | None:
        return None if element is None else self.part(self.tag(element), element)

    def part(self, tag: str, element: etree._Element) -> AknPart:
        """Convert an element and its descendants, without nested documents."""
        is_text = tag in _TEXT or self.is_inline(element)
        labels = (
            {}
            if is_text
            else {name: _text(child) for name, child in self.children(element) if name in {"num", "heading"}}
        )
        return AknPart(
            tag=tag,
            line=_line(element),
            name=_get(element, "name"),
            eid=_get(element, "eId") or _get(element, "id"),
            wid=_get(element, "wId"),
            num=labels.get("num", ""),
            heading=labels.get("heading", ""),
            text=_text(element) if is_text else "",
            refs=self.refs(element) if is_text else (),
            parts=()
            if is_text
            else tuple(
                self.part(name, child)
                for name, child in self.children(element)
                if name not in DOCUMENTS and name not in {"component", "attachment"}
            ),
        )

    def is_inline(self, element: etree._Element) -> bool:
        """Whether the element has text of its own, which makes its children inline elements."""
        pieces = [element.text, *(child.tail for child in element)]
        return any(piece and piece.strip() for piece in pieces)

    def refs(self, element: etree._Element) -> tuple[Ref, ...]:
        elements = [e for e in element.iter(etree.Element) if self.tag(e) in _REFS]
        return tuple(Ref(_get(e, "href"), _text(e), _line(e)) for e in elements)
