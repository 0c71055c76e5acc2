"""Compare the results of all saved questions between the embedded engine and other backends.

``python -m benchmarks.backends [FOLDER]`` pushes the release to the Oxigraph server, and to Fuseki if a folder for its
jars is named (they are fetched there), starts ``plenipot serve --backend`` in front of each, and compares the rows.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import httpx

from benchmarks.peers.servers import Peer, fetch_fuseki, fuseki, oxigraph, plenipot
from plenipot.model import release_files
from plenipot.model.questions import Question, read_catalogue
from plenipot.release.push import push

Rows = list[str]
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_SEPARATOR = re.compile(r"SEPARATOR\s*=\s*[\"']([^\"']*)[\"']", re.IGNORECASE)


def ask(service: Peer, question: Question) -> Rows | str:
    """Run a question; return its rows as texts, or the error.

    The names of blank nodes are no part of an answer, nor is the order in which GROUP_CONCAT takes its members
    (SPARQL 1.1, section 18.5.1.7): the parts of its texts are sorted.
    """
    base = service.endpoint.removesuffix("/sparql")
    answer = httpx.get(f"{base}/query/{question.name}.json", timeout=120, trust_env=False)
    if answer.status_code != 200:
        return f"{answer.status_code} {answer.json().get('title')}"
    rows = answer.json()["results"]["bindings"]
    separators = set(_SEPARATOR.findall(question.text))
    return [json.dumps({key: _term(term, separators) for key, term in row.items()}, sort_keys=True) for row in rows]


def _term(term: dict[str, str], separators: set[str]) -> list[str]:
    if term["type"] == "bnode":
        return ["bnode"]
    # xsd:string may be written or not.
    kind = term.get("xml:lang", "").lower() or term.get("datatype", "").removeprefix(_STRING)
    value = term["value"]
    if term["type"] == "literal" and not kind:
        for separator in separators:
            value = separator.join(sorted(value.split(separator)))
    return [term["type"], value, kind]


def difference(ours: Rows | str, theirs: Rows | str) -> str | None:
    """Describe the difference of two results as bags; None if they are equal.

    >>> difference(["a", "b"], ["b", "a"])
    >>> difference(["a", "a"], ["a"])
    "2 rows, 1 there; only here ['a']; only there []"
    """
    if isinstance(ours, str) or isinstance(theirs, str):
        return None if ours == theirs else f"{ours if isinstance(ours, str) else 'rows'}; there {str(theirs)[:200]}"
    here, there = Counter(ours), Counter(theirs)
    if here == there:
        return None
    return (
        f"{len(ours)} rows, {len(theirs)} there; only here {list((here - there).elements())[:2]}; "
        f"only there {list((there - here).elements())[:2]}"
    )


def main() -> None:
    """Print the result for each backend; exit with 1 if one differs."""
    root = release_files.root()
    questions = read_catalogue(root / "queries")
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    different = 0
    with ExitStack() as stack:
        embedded = stack.enter_context(plenipot())
        ours = {each.name: ask(embedded, each) for each in questions}
        for start in ("oxigraph", "fuseki") if folder else ("oxigraph",):
            with ExitStack() as inner:
                peer = inner.enter_context(fuseki(fetch_fuseki(folder)) if start == "fuseki" and folder else oxigraph())
                pushed = list(push(peer.store, release_files.dataset(root)))
                service = inner.enter_context(plenipot(["--backend", peer.endpoint, "--timeout", "60"]))
                found = {each.name: difference(ours[each.name], ask(service, each)) for each in questions}
                same = sum(1 for each in found.values() if each is None)
                print(
                    f"{peer.name}: {len(pushed)} graphs pushed, {same} of {len(questions)} questions answered the same"
                )
                for name, what in found.items():
                    if what:
                        different += 1
                        print(f"  {name}: {what}")
                sys.stdout.flush()
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
