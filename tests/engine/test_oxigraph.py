"""Loading of files: named graphs, and their merge in the default graph."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from plenipot.engine.interface import Request
from plenipot.engine.oxigraph import graph_sizes, load, load_stores
from plenipot.model.rdf_files import UnreadableData

TRIPLE = "<https://example.org/s> <https://example.org/p> <https://example.org/o>"
SELECT = "SELECT * { ?s ?p ?o }"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_triple_of_two_graphs_is_one_solution(tmp_path: Path) -> None:
    files: list[tuple[Path, str | None]] = [
        (written(tmp_path, f"{name}.ttl", f"{TRIPLE} ."), f"https://example.org/{name}") for name in ("a", "b")
    ]
    store = load(files)
    assert len(list(store.query(SELECT))) == 1  # type: ignore[arg-type]
    assert graph_sizes(store) == {"https://example.org/a": 1, "https://example.org/b": 1}
    assert len(store) - sum(graph_sizes(store).values()) == 1


def test_the_union_of_oxigraph_does_not_merge() -> None:
    # The reason why ``load`` fills the default graph. If this test fails, Oxigraph merges itself: delete the copy.
    term = ox.NamedNode("https://example.org/x")
    store = ox.Store()
    store.extend(ox.Quad(term, term, term, ox.NamedNode(f"https://example.org/{name}")) for name in ("a", "b"))
    assert len(list(store.query(SELECT, use_default_graph_as_union=True))) == 2  # type: ignore[arg-type]


def test_trig_keeps_its_graphs(tmp_path: Path) -> None:
    path = written(tmp_path, "x.trig", f"<https://example.org/g> {{ {TRIPLE} }}")
    store = load([(path, None)])
    assert list(store.named_graphs()) == [ox.NamedNode("https://example.org/g")]
    assert len(store) - sum(graph_sizes(store).values()) == 1


def test_the_merge_alone_has_the_same_triples(tmp_path: Path) -> None:
    trig = f"<https://example.org/g> {{ {TRIPLE} }} <https://example.org/h> {{ {TRIPLE}, 'h' }}"
    stores = load_stores(
        [
            (written(tmp_path, "a.ttl", f"{TRIPLE}, 'a' ."), "https://example.org/a"),
            (written(tmp_path, "x.trig", trig), None),
        ]
    )
    merged, graphs = (
        {str(row) for row in store.query(SELECT)}  # type: ignore[union-attr]
        for store in (stores.merged, stores.graphs)
    )
    assert merged == graphs
    assert len(stores.merged) == 3
    assert not list(stores.merged.named_graphs())


@pytest.mark.parametrize(
    ("request_", "merged"),
    [
        (Request(SELECT, "json"), True),
        (Request("SELECT ?from { ?graph prov:wasDerivedFrom $Graph }", "json"), True),
        (Request("PREFIX from: <urn:x:> SELECT * FROM<urn:g>FROM NAMED from:g { ?s ?p ?o }", "json"), False),
        (Request("SELECT * { GRAPH:g{ ?s ?p ?o } }", "json"), False),
        (Request("ASKFROM:g{ ?s ?p ?o }", "json"), False),
        (Request("SELECT * { grAPH ?g { ?s ?p ?o } }", "json"), False),
        (Request("SELECT * From <https://example.org/a> { ?s ?p ?o }", "json"), False),
        (Request("SELECT * { GR\\u0041PH ?g { ?s ?p ?o } }", "json"), False),
        (Request(SELECT, "json", default_graphs=("https://example.org/a",)), False),
        (Request(SELECT, "json", named_graphs=("https://example.org/a",)), False),
    ],
)
def test_who_names_a_graph_asks_where_they_are(tmp_path: Path, request_: Request, merged: bool) -> None:
    stores = load_stores([(written(tmp_path, "a.ttl", f"{TRIPLE} ."), "https://example.org/a")])
    assert (stores.select(request_) is stores.merged) == merged


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.txt", "", "unknown suffix"),
        ("x.ttl", "<https://example.org/s> .", "x.ttl: "),
        ("gone.ttl", None, "gone.ttl"),
    ],
)
def test_what_cannot_be_read_is_named_without_its_folder(
    tmp_path: Path, name: str, text: str | None, said: str
) -> None:
    path = written(tmp_path, name, text) if text is not None else tmp_path / name
    with pytest.raises(UnreadableData) as caught:
        load([(path, "https://example.org/g")])
    assert said in str(caught.value)
    assert str(tmp_path) not in str(caught.value)
