"""Data of the attacked service: a dense graph, a long chain, and things with hostile names."""

from __future__ import annotations

from plenipot.model.vocabulary import BASE

_NODES = 40
_CHAIN = 1000

SCRIPTS = (
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "<img src=x onerror=alert(3)>",
    "'\\\" onmouseover='alert(4)' x=\\\"",
    "--><svg onload=alert(5)>",
    "{{ 7*7 }}",
)
FORMULAS = (
    '=HYPERLINK(\\"http://192.0.2.1/\\",1)',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "\\t=1+2",
    "\\r=1+2",
    "\\n=1+2",
    "＝1+2",
)


def _hostile() -> str:
    labels = " , ".join(f'"{text}"' for text in (*SCRIPTS, *FORMULAS))
    candidates = "".join(
        f"<candidacy/c{n}> plen:standsIn <election/e> ; plen:candidate <person/p{n}> .\n"
        f"<candidacy/c{n}> prov:wasDerivedFrom <source/s> .\n"
        f'<person/p{n}> a plen:Person ; rdfs:label "{text}" .\n'
        for n, text in enumerate((*FORMULAS, *SCRIPTS))
    )
    return f"""
@base <{BASE}> .
@prefix plen: <{BASE}ontology/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
<state/evil> a plen:State ; rdfs:label "evil <script>alert(0)</script>" ; plen:title {labels} ; plen:remark {labels} ;
  rdfs:seeAlso <javascript:alert(6)> , <data:text/html,%3Cscript%3Ealert(7)%3C/script%3E> , <{BASE}/evil.example/> .
<election/e> plen:electionAt <conference/pp-26> ; plen:electionFor <body/council> .
{candidates}"""


DATA = (
    "".join(
        f"<https://example.org/n/{a}> <https://example.org/p> <https://example.org/n/{b}> .\n"
        for a in range(_NODES)
        for b in range(_NODES)
        if a != b
    )
    + "".join(
        f"<https://example.org/m/{n}> <https://example.org/q> <https://example.org/m/{n + 1}> .\n"
        for n in range(_CHAIN)
    )
    + _hostile()
)
