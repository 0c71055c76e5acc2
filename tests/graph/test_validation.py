"""Every check reports its mistake, and reports nothing without it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef

from plenipot.graph.checks.validation import (
    Finding,
    Report,
    check_closure,
    check_cycles,
    check_ontology,
    check_profile,
    check_references,
    check_satisfiable,
    check_shapes,
    check_shapes_cover,
    check_use,
    check_values,
    inferred_triples,
    validate_release,
)
from plenipot.graph.reasoning.closure import close_families, close_graph
from plenipot.graph.shacl import TermConverter, add_triples
from plenipot.model import release_files
from plenipot.model.rdf_files import UnreadableData
from plenipot.model.vocabulary import PLEN, RES

HEAD = """
@prefix plen: <https://w3id.org/plenipot/ontology/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/plenipot/> .
"""
HOME = """
    rdfs:label "x"@en ; skos:definition "x"@en ; skos:example "x"@en ;
    rdfs:isDefinedBy <https://w3id.org/plenipot/ontology/> .
"""
ONTOLOGY = f"""
plen:Body a owl:Class ; {HOME}
plen:Person a owl:Class ; owl:disjointWith plen:Body ; {HOME}
plen:partOf a owl:ObjectProperty , owl:TransitiveProperty ; rdfs:domain plen:Body ; rdfs:range plen:Body ; {HOME}
plen:count a owl:DatatypeProperty , owl:FunctionalProperty ; rdfs:range xsd:integer ; plen:noDomainBecause "" ; {HOME}
plen:noDomainBecause a owl:AnnotationProperty ; {HOME}
"""
DATA = "<body/a> a plen:Body ; plen:partOf <body/b> ; plen:count 1 . <body/b> a plen:Body ."
SHAPES = """
<shape/Body> a sh:NodeShape ; sh:targetClass plen:Body ;
    sh:property [ sh:path plen:count ; sh:maxCount 1 ; sh:datatype xsd:integer ; sh:message "One count." ] .
<shape/Person> a sh:NodeShape ; sh:targetClass plen:Person .
"""


def graph(*parts: str) -> Graph:
    return Graph().parse(data=HEAD + "\n".join(parts), format="turtle")


def said(findings: list[Finding], severity: str = "error") -> list[str]:
    return sorted(f"{finding.where}: {finding.message}" for finding in findings if finding.severity == severity)


def test_a_clean_release_has_no_findings() -> None:
    ontology, data, shapes = graph(ONTOLOGY), graph(DATA), graph(SHAPES)
    assert check_ontology(ontology) == []
    assert check_satisfiable(ontology) == []
    assert check_use(ontology, data) == []
    assert check_use(ontology, shapes, name="shapes") == []
    assert check_values(ontology, data) == []
    assert check_references(data) == []
    assert check_shapes_cover(ontology, shapes) == []
    assert check_shapes(data + ontology, shapes, "asserted") == []
    assert check_cycles(ontology, data) == []


def test_a_warning_does_not_fail_a_report() -> None:
    warning = Finding("profile", "plen:p", "worth knowing", "warning")
    assert Report([warning]).ok
    assert str(warning) == "warning: profile: plen:p: worth knowing"
    assert not Report([warning, Finding("terms", "plen:p", "wrong")]).ok


@pytest.mark.parametrize(
    ("predicate", "message"),
    [
        (RDFS.label, "no label in English"),
        (SKOS.definition, "no definition in English"),
        (SKOS.example, "no example"),
        (RDFS.isDefinedBy, "no isDefinedBy"),
        (RDFS.domain, "no domain"),
        (RDFS.range, "no range"),
    ],
)
def test_what_a_term_lacks_is_named(predicate: URIRef, message: str) -> None:
    ontology = graph(ONTOLOGY)
    ontology.remove((PLEN.partOf, predicate, None))
    assert said(check_ontology(ontology)) == [f"plen:partOf: {message}"]


def test_a_label_in_another_language_is_not_enough() -> None:
    ontology = graph(ONTOLOGY)
    ontology.set((PLEN.partOf, RDFS.label, Literal("partie de", lang="fr")))
    assert said(check_ontology(ontology)) == ["plen:partOf: no label in English"]


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        ("plen:Body a owl:ObjectProperty .", "plen:Body: is of several kinds: owl:Class, owl:ObjectProperty"),
        (
            "plen:partOf a owl:DatatypeProperty .",
            "plen:partOf: is of several kinds: owl:ObjectProperty, owl:DatatypeProperty",
        ),
        ("plen:count a owl:SymmetricProperty .", "plen:count: a datatype property cannot be owl:SymmetricProperty"),
        ("plen:Body rdfs:subClassOf plen:Lost .", "plen:Lost: is used as a class and not declared as one"),
        (
            "plen:Body rdfs:subClassOf <http://www.w3.org/ns/org#Organization> .",
            "org:Organization: is used as a class and not declared as one",
        ),
        ("plen:partOf rdfs:subPropertyOf plen:lost .", "plen:lost: is used as a property and not declared as one"),
        ("plen:partOf rdfs:domain plen:Lost .", "plen:Lost: is used as a class and not declared as one"),
        ("plen:partOf rdfs:range plen:Lost .", "plen:Lost: is used as a class and not declared as one"),
        ("plen:partOf rdfs:range xsd:string .", "plen:partOf: an object property has the datatype xsd:string as range"),
        ("plen:count rdfs:range plen:Body .", "plen:count: a datatype property has plen:Body as range"),
        (
            "plen:count rdfs:subPropertyOf plen:partOf .",
            "plen:count: rdfs:subPropertyOf between an object property and a datatype property",
        ),
        (
            "plen:partOf a owl:FunctionalProperty .",
            "plen:partOf: owl:FunctionalProperty, and transitive, made by a chain or above one that is: not OWL 2 DL",
        ),
        (
            "plen:whole a owl:ObjectProperty , owl:AsymmetricProperty ; owl:inverseOf plen:partOf .",
            "plen:whole: owl:AsymmetricProperty, and transitive, made by a chain or above one that is: not OWL 2 DL",
        ),
        (
            "plen:in a owl:ObjectProperty , owl:IrreflexiveProperty . plen:partOf rdfs:subPropertyOf plen:in .",
            "plen:in: owl:IrreflexiveProperty, and transitive, made by a chain or above one that is: not OWL 2 DL",
        ),
        (
            "plen:p a owl:ObjectProperty ; owl:propertyDisjointWith plen:partOf .",
            "plen:partOf: disjoint with a property, and transitive or made by a chain: not OWL 2 DL",
        ),
        (
            """plen:p a owl:ObjectProperty ; owl:propertyChainAxiom ( plen:q plen:r ) . plen:r a owl:ObjectProperty .
               plen:q a owl:ObjectProperty ; owl:propertyChainAxiom ( plen:r plen:p ) .""",
            "plen:p: its chains run in a circle through plen:q: not OWL 2 DL",
        ),
        (
            """plen:p a owl:ObjectProperty ; owl:propertyChainAxiom ( plen:r plen:q ) ; rdfs:subPropertyOf plen:q .
               plen:q a owl:ObjectProperty . plen:r a owl:ObjectProperty .""",
            "plen:p: its chains run in a circle through plen:q: not OWL 2 DL",
        ),
        (
            """plen:p a owl:ObjectProperty ; owl:propertyChainAxiom ( plen:q plen:p plen:q ) .
               plen:q a owl:ObjectProperty ; owl:inverseOf plen:p .""",
            "plen:p: its chains run in a circle through plen:p: not OWL 2 DL",
        ),
        (
            "plen:Body owl:equivalentClass [ owl:unionOf ( plen:Body plen:Person ) ] .",
            "https://w3id.org/plenipot/ontology/Body: no rule for owl:unionOf",
        ),
    ],
    ids=lambda text: text.split(" .")[0][:60] if text.startswith("plen:") and " ." in text else "",
)
def test_what_is_outside_the_profile_is_named(turtle: str, message: str) -> None:
    assert message in said(check_profile(graph(ONTOLOGY, turtle)))


@pytest.mark.parametrize(
    "turtle",
    [
        "plen:p a owl:ObjectProperty ; owl:propertyChainAxiom ( plen:p plen:q ) . plen:q a owl:ObjectProperty .",
        "plen:p a owl:ObjectProperty ; owl:propertyChainAxiom ( plen:q plen:p ) . plen:q a owl:ObjectProperty .",
        "plen:p a owl:ObjectProperty ; owl:propertyChainAxiom ( plen:p plen:p ) .",
        """plen:p a owl:ObjectProperty ; owl:propertyChainAxiom ( plen:q plen:r ) .
           plen:q a owl:ObjectProperty , owl:FunctionalProperty ; rdfs:subPropertyOf plen:p .
           plen:r a owl:ObjectProperty , owl:AsymmetricProperty .""",
        "plen:Body rdfs:subClassOf owl:Thing .",
    ],
)
def test_what_the_profile_allows_is_let_be(turtle: str) -> None:
    assert check_profile(graph(ONTOLOGY, turtle)) == []


def test_dates_as_ranges_are_a_warning() -> None:
    ontology = graph(ONTOLOGY)
    ontology.set((PLEN["count"], RDFS.range, XSD.date))
    assert said(check_profile(ontology)) == []
    assert said(check_profile(ontology), "warning") == ["plen:count: range xsd:date is not a datatype of OWL 2"]


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        (
            "plen:Both a owl:Class ; rdfs:subClassOf plen:Body , plen:Person .",
            "nothing is both plen:Body and plen:Person",
        ),
        ("plen:Void a owl:Class ; rdfs:subClassOf owl:Nothing .", "nothing is a plen:Void"),
        (
            """plen:Held a owl:Class ; rdfs:subClassOf plen:Person ,
               [ a owl:Restriction ; owl:onProperty plen:partOf ; owl:hasValue <body/b> ] .""",
            "nothing is both plen:Body and plen:Person",
        ),
    ],
)
def test_a_class_without_possible_members_is_named(turtle: str, message: str) -> None:
    findings = check_satisfiable(graph(ONTOLOGY, turtle))
    assert all("can have no member" in finding.message for finding in findings)
    assert any(message in finding.message for finding in findings)


@pytest.mark.parametrize(
    ("turtle", "term"),
    [
        ("<body/a> plen:lost <body/b> .", "plen:lost"),
        ("<body/a> a plen:Lost .", "plen:Lost"),
        ("<body/a> plen:partOf plen:Lost .", "plen:Lost"),
    ],
)
def test_terms_that_are_not_declared_are_found_in_data(turtle: str, term: str) -> None:
    assert said(check_use(graph(ONTOLOGY), graph(DATA, turtle))) == [f"data: {term} is not declared"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { ?x plen:lost ?y }", ["q.rq: plen:lost is not declared"]),
        ("SELECT * { ?x plen:partOf/plen:lost+ ?y }", ["q.rq: plen:lost is not declared"]),
        ("SELECT * { ?x <https://w3id.org/plenipot/ontology/lost> ?y }", ["q.rq: plen:lost is not declared"]),
        ("SELECT * { ?x plen:part-of ?y }", ["q.rq: plen:part-of is not declared"]),
        ("# plen:lost\nPREFIX plen: <https://w3id.org/plenipot/ontology/>\nSELECT * { ?x plen:partOf+ ?y }", []),
    ],
)
def test_terms_that_are_not_declared_are_found_in_queries(query: str, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text(query, encoding="utf-8")
    assert said(check_use(graph(ONTOLOGY), graph(DATA), [tmp_path / "q.rq"])) == expected


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        ('<body/a> plen:partOf "b" .', "plen:partOf: an object property has a literal as value, 1 times"),
        ("<body/a> plen:count <body/b> .", "plen:count: a datatype property has a thing as value, 1 times"),
        ('<body/a> plen:count "1" .', "plen:count: a value is xsd:string, the range is xsd:integer, 1 times"),
        ('<body/a> plen:count "un"@fr .', "plen:count: a value is rdf:langString, the range is xsd:integer, 1 times"),
        ('<body/a> plen:count "x"^^xsd:integer .', "plen:count: a value is no xsd:integer, 1 times"),
    ],
)
def test_values_of_the_wrong_kind_are_named(turtle: str, message: str) -> None:
    assert said(check_values(graph(ONTOLOGY), graph(DATA, turtle))) == [message]


def test_a_narrower_datatype_is_within_the_range() -> None:
    assert check_values(graph(ONTOLOGY), graph('<body/a> plen:count "2"^^xsd:positiveInteger .')) == []


def test_what_points_nowhere_is_named() -> None:
    findings = check_references(graph(DATA, "<body/b> plen:partOf <body/lost> ."))
    assert said(findings) == ["body/b: partOf: nothing describes https://w3id.org/plenipot/body/lost"]


def test_a_circle_is_named_once() -> None:
    ontology = graph(ONTOLOGY)
    data = graph(DATA, "<body/b> plen:partOf <body/c> . <body/c> plen:partOf <body/a> .")
    assert check_cycles(ontology, graph(DATA)) == []
    closed = graph(DATA) + data
    closure = close_graph(ontology, [data.serialize(format="turtle").encode()])
    add_triples(closed, inferred_triples(closure, TermConverter()))
    assert len(check_cycles(ontology, closed)) == 3
    assert "body/a: partOf leads to https://w3id.org/plenipot/body/b and back" in said(check_cycles(ontology, closed))


def test_shapes_are_run_and_their_findings_readable() -> None:
    data = graph(ONTOLOGY, DATA, '<body/a> plen:count 2 , "x" .')
    assert said(check_shapes(data, graph(SHAPES), "asserted")) == [
        "body/a: plen:count: One count.",
        "body/a: plen:count: One count. (value: x)",
    ]


def test_the_severity_of_a_shape_is_kept() -> None:
    shapes = graph(SHAPES.replace('sh:message "One', 'sh:severity sh:Warning ; sh:message "One'))
    findings = check_shapes(graph(ONTOLOGY, DATA, "<body/a> plen:count 2 ."), shapes, "asserted")
    assert said(findings) == []
    assert said(findings, "warning") == ["body/a: plen:count: One count."]


def test_a_class_without_a_shape_is_named() -> None:
    ontology = graph(ONTOLOGY, f"plen:Organ a owl:Class ; rdfs:subClassOf plen:Body ; {HOME}")
    assert check_shapes_cover(ontology, graph(SHAPES)) == []
    ontology.add((PLEN.Thing, RDF.type, URIRef("http://www.w3.org/2002/07/owl#Class")))
    assert said(check_shapes_cover(ontology, graph(SHAPES))) == ["plen:Thing: no shape"]


def test_contradictions_and_a_stale_closure_are_named(tmp_path: Path) -> None:
    file = tmp_path / "inferred.trig"
    data = graph(DATA, "<body/a> a plen:Person ; plen:count 2 .").serialize(format="turtle").encode()
    closure = close_graph(graph(ONTOLOGY), [data])
    assert len(closure.violations) == 2
    file.write_bytes(closure.trig())
    assert [finding.check for finding in check_closure(closure, file)] == ["contradiction", "contradiction"]
    assert f"<{RES['body/a']}>" in str(closure.violations[0])
    data = graph(DATA, "<body/b> plen:partOf <body/c> .").serialize(format="turtle").encode()
    consistent = close_graph(graph(ONTOLOGY), [data])
    file.write_bytes(consistent.trig())
    assert check_closure(consistent, file) == []
    file.write_bytes(b"")
    assert said(check_closure(consistent, file)) == ["inferred.trig: is not what the data give: run `plenipot build`"]


EDITIONS = "<body/e> a plen:Body ; plen:partOf <body/a> ; plen:count 1 ."


def small_release(root: Path, data: str = DATA, editions: str = EDITIONS, shapes: str = SHAPES) -> Path:
    """A release in a folder: ontology, shapes, data, an optional family, closures and a query."""
    for folder in ("ontology/shapes", "data/graph/editions", "queries"):
        (root / folder).mkdir(parents=True)
    (root / "ontology" / "o.ttl").write_text(HEAD + ONTOLOGY, encoding="utf-8")
    (root / "ontology" / "shapes" / "o.ttl").write_text(HEAD + shapes, encoding="utf-8")
    (root / "data" / "graph" / "bodies.ttl").write_text(HEAD + data, encoding="utf-8")
    (root / "queries" / "parts.rq").write_text("SELECT * { ?x plen:partOf ?y }", encoding="utf-8")
    (root / "data" / "graph" / "editions" / "2024.ttl").write_text(HEAD + editions, encoding="utf-8")
    families = {None: ["bodies.ttl"], "editions": ["editions/2024.ttl"]}
    graphs = {
        name: {Path(file): (root / "data/graph" / file).read_bytes() for file in files}
        for name, files in families.items()
    }
    for name, closure in close_families(release_files.ontology_files(root), graphs).items():
        release_files.closure_file(root, name).write_bytes(closure.trig())
    return root


def test_a_small_release_is_validated_as_a_whole(tmp_path: Path) -> None:
    assert validate_release(small_release(tmp_path)).findings == []


@pytest.mark.parametrize(
    ("file", "turtle", "check"),
    [
        ("ontology/o.ttl", "plen:Void a owl:Class .", "terms"),
        ("ontology/o.ttl", "plen:partOf a owl:FunctionalProperty .", "profile"),
        ("ontology/o.ttl", "plen:Body rdfs:subClassOf [ owl:complementOf plen:Person ] .", "profile"),
        ("ontology/o.ttl", "plen:Body rdfs:subClassOf plen:Person .", "satisfiable"),
        ("ontology/shapes/o.ttl", "<shape/x> sh:targetClass plen:Lost .", "use"),
        ("data/graph/bodies.ttl", "<body/a> plen:lost 1 .", "use"),
        ("data/graph/bodies.ttl", '<body/a> plen:partOf "b" .', "values"),
        ("data/graph/bodies.ttl", "<body/a> plen:partOf <body/lost> .", "references"),
        ("data/graph/bodies.ttl", "<body/a> a plen:Person .", "contradiction"),
        ("data/graph/bodies.ttl", "<body/b> plen:partOf <body/a> .", "cycles"),
        ("data/graph/bodies.ttl", "<body/b> plen:partOf <body/c> . <body/c> a plen:Body .", "closure"),
        ("data/graph/bodies.ttl", "<body/a> plen:count 2 .", "shacl, asserted"),
        ("data/graph/inferred.trig", "<x> <y> <z> .", "closure"),
        ("data/graph/editions/2024.ttl", "<body/e> plen:lost 1 .", "use"),
        ("data/graph/editions/2024.ttl", '<body/e> plen:count "x" .', "values"),
        ("data/graph/editions/2024.ttl", "<body/e> plen:partOf <body/lost> .", "references"),
        ("data/graph/editions/2024.ttl", "<body/e> plen:count 2 .", "shacl, closed"),
        ("data/graph/bodies.ttl", "<body/a> plen:partOf <body/e> .", "references"),
        (
            "ontology/shapes/o.ttl",
            "<shape/Body> sh:property [ sh:path plen:count ; sh:minCount 'x' ] .",
            "shacl, closed",
        ),
        ("queries/parts.rq", "SELECT * { ?x plen:lost ?y }", "use"),
    ],
)
def test_a_mistake_anywhere_in_a_release_is_found(file: str, turtle: str, check: str, tmp_path: Path) -> None:
    path = small_release(tmp_path) / file
    path.write_text(path.read_text(encoding="utf-8") + "\n" + turtle, encoding="utf-8")
    report = validate_release(tmp_path)
    assert check in {finding.check for finding in report.findings}
    assert not report.ok


def test_what_a_family_that_can_be_left_out_breaks_is_named_with_property_and_value(tmp_path: Path) -> None:
    editions = EDITIONS + ' <body/f> a plen:Body ; plen:count "many"^^xsd:integer .'
    findings = [str(finding) for finding in validate_release(small_release(tmp_path, editions=editions)).findings]
    assert findings == [
        "shacl, closed: body/f: plen:count: One count. (value: many)",
        "values: plen:count: a value is no xsd:integer, 1 times",
    ]


@pytest.mark.parametrize("file", ["data/graph/bodies.ttl", "data/graph/editions/2024.ttl", "ontology/o.ttl"])
def test_a_file_that_is_no_turtle_is_named_by_line(file: str, tmp_path: Path) -> None:
    root = small_release(tmp_path)
    (root / file).write_text(HEAD + "<body/e> a plen:Body ;\n plen:count .", encoding="utf-8")
    with pytest.raises(UnreadableData, match=rf"{Path(file).name}: .* line 10 "):
        validate_release(root)


def test_what_only_the_closure_shows_fails_its_shape(tmp_path: Path) -> None:
    shapes = SHAPES + (
        "<shape/Whole> a sh:NodeShape ; sh:targetClass plen:Body ;"
        ' sh:property [ sh:path plen:partOf ; sh:maxCount 1 ; sh:message "One whole." ] .'
    )
    root = small_release(tmp_path, DATA + " <body/b> plen:partOf <body/c> . <body/c> a plen:Body .", "", shapes)
    (finding,) = validate_release(root).findings
    assert str(finding) == "shacl, closed: body/a: plen:partOf: One whole."
