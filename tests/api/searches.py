"""Search queries, each with its expected first hit."""

from __future__ import annotations

FIRST = [
    # numbers and revision marks of texts
    ("res 102", "resolution/pp/102"),
    ("Resolution 102", "resolution/pp/102"),
    ("res102", "resolution/pp/102"),
    ("resolution 102 rev dubai", "resolution/pp/102/dubai-2018"),
    ("Resolution 102 (Rev. Dubai, 2018)", "resolution/pp/102/dubai-2018"),
    ("wtsa 64", "resolution/wtsa/64"),
    ("council resolution 1305", "resolution/council/1305"),
    ("dec 482", "decision/council/482"),
    ("art 10", "provision/cs/art-10"),
    ("X.509", "recommendation/itu-t/x.509"),
    ("x509", "recommendation/itu-t/x.509"),
    ("E.164", "recommendation/itu-t/e.164"),
    # conferences, bodies, offices and topics by acronym
    ("PP-18", "conference/pp-18"),
    ("pp18", "conference/pp-18"),
    ("pp 18", "conference/pp-18"),
    ("WCIT-12", "conference/wcit-12"),
    ("plenipotentiary dubai", "conference/pp-18"),
    ("ITU", "body/itu"),
    ("RRB", "body/rrb"),
    ("sg17", "body/itu-t/sg17"),
    ("study group 17", "body/itu-t/sg17"),
    ("CWG-Internet", "body/cwg-internet"),
    ("APT", "organization/apt"),
    ("CITEL", "organization/citel"),
    ("secretary general", "office/secretary-general"),
    ("IPv6", "topic/ipv6"),
    ("internet public policy", "topic/internet-public-policy"),
    ("wsis c5", "text/wsis/action-line-c5"),
    # states in the six languages
    ("Switzerland", "state/che"),
    ("Suisse", "state/che"),
    ("Suiza", "state/che"),
    ("Швейцария", "state/che"),
    ("瑞士", "state/che"),
    ("سويسرا", "state/che"),
    ("Allemagne", "state/deu"),
    ("Alemania", "state/deu"),
    ("германия", "state/deu"),
    ("德国", "state/deu"),
    ("المانيا", "state/deu"),
    ("cote d'ivoire", "state/civ"),
    ("Côte d’Ivoire", "state/civ"),
    # acronyms and short names of States and groups
    *((text, "state/gbr") for text in ("UK", "U.K.", "u. k.", "GB", "Great Britain", "United Kingdom")),
    *(
        (text, "state/usa")
        for text in ("USA", "U.S.A.", "US", "U.S.", "États-Unis", "EE.UU.", "США", "U. S. of America")
    ),
    *(
        (text, "state/cod")
        for text in ("DRC", "D.R.C.", "DR Congo", "D.R. of the Congo", "Dem. Rep. of the Congo", "RDC")
    ),
    *(
        (text, "state/kor")
        for text in ("ROK", "R.O.K.", "Rep. of Korea", "Korea, Republic of", "South Korea", "S. Korea")
    ),
    *((text, "state/prk") for text in ("DPRK", "D.P.R.K.", "DPR Korea", "North Korea", "КНДР")),
    *((text, "state/lao") for text in ("Lao PDR", "Lao P.D.R.", "LPDR", "Laos")),
    *((text, "state/sau") for text in ("KSA", "Kingdom of Saudi Arabia")),
    *((text, "state/chn") for text in ("PRC", "P.R. China", "PR of China", "People’s Republic of China")),
    *((text, "state/are") for text in ("UAE", "U.A.E.", "ОАЭ")),
    *((text, "state/irn") for text in ("I.R. of Iran", "IR Iran")),
    ("PNG", "state/png"),
    ("RSA", "state/zaf"),
    ("UR Tanzania", "state/tza"),
    ("St. Lucia", "state/lca"),
    ("Trinidad & Tobago", "state/tto"),
    ("Vietnam", "state/vnm"),
    ("Russia", "state/rus"),
    ("USSR", "state/union-of-soviet-socialist-republics"),
    ("ASEAN", "group/asean"),
    ("A.S.E.A.N.", "group/asean"),
    ("EU", "group/eu"),
    ("Economic Community of West African States", "organization/ecowas"),
    ("AI", "topic/artificial-intelligence"),
    ("UIT", "body/itu"),
    ("the Council", "body/council"),
    ("International Telecommunications Union", "body/itu"),
    ("telecommunication standardisation bureau", "body/tsb"),
    ("region D", "region/d"),
    # people with initials and honorifics, or without
    *(
        (text, "person/hamadoun-toure")
        for text in ("Hamadoun I. Touré", "H. Toure", "Dr Hamadoun Touré", "TOURÉ, H.I.")
    ),
    *((text, "person/pekka-tarjanne") for text in ("Pekka J. Tarjanne", "P. Tarjanne", "M. Pekka Tarjanne")),
    *(
        (text, "person/houlin-zhao")
        for text in ("Mr Houlin Zhao", "H.E. Mr. ZHAO Houlin", "Houlin Zhao先生", "Sr. Zhao")
    ),
    *(
        (text, "person/doreen-bogdan-martin")
        for text in ("D. Bogdan-Martin", "Ms. Doreen Bogdan", "Sra. Bogdan Martin")
    ),
    ("Richard Butler", "person/richard-e-butler"),
    # numbers, kinds of texts, bodies and cities as they are written in other languages
    *(
        (text, "resolution/pp/102")
        for text in (
            *("Resolution No. 102", "Resolution number 102", "RES. 102", "Résolution n° 102", "Resolución Nº 102"),
            *("резолюция 102", "Резолюции № 102", "决议 102", "第102号决议", "القرار 102", "القرار ١٠٢"),
        )
    ),
    *((text, "conference/pp-02") for text in ("Marrakech 2002", "Марракеш 2002", "马拉喀什 2002", "مراكش 2002")),
    *((text, "conference/app-92") for text in ("Genève 1992", "Ginebra 1992", "日内瓦 1992")),
    ("Resolution 102 (Rev. Marrakech, 2002)", "resolution/pp/102/marrakesh-2002"),
    ("Recommandation UIT-T X.509", "recommendation/itu-t/x.509"),
    ("Рекомендация МСЭ-Т X.509", "recommendation/itu-t/x.509"),
    ("Conferencia de Plenipotenciarios 2018", "conference/pp-18"),
    ("commission d'études 17", "body/itu-t/sg17"),
    ("理事会", "body/council"),
    ("интернет", "topic/internet"),
    # words joined and separated
    ("IPv 6", "topic/ipv6"),
    ("ip v6", "topic/ipv6"),
    ("cyber security", "topic/cybersecurity"),
    ("newzealand", "state/nzl"),
    # unfinished words
    ("keny", "state/ken"),
    ("doree", "person/doreen-bogdan-martin"),
    # the language of the index is only text
    ('"kenya"', "state/ken"),
    ("kenya*", "state/ken"),
    ("-kenya", "state/ken"),
    ("^kenya", "state/ken"),
    ("{kenya}", "state/ken"),
    ("(res) + 102", "resolution/pp/102"),
]
