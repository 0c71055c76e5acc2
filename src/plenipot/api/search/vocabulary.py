"""Search vocabulary in the languages of the Union: abbreviations, translations, honorifics and number words."""

from __future__ import annotations

from collections.abc import Mapping

from plenipot.api.search.words import words

ABBREVIATIONS: Mapping[str, str] = {
    "resolution": "res",
    "decision": "dec",
    "recommendation": "rec",
    "opinion": "op",
    "article": "art",
    "conference": "conf",
    "plenipotentiary": "pp",
}
"""Common abbreviations of words in labels."""
EXPANSIONS: Mapping[str, str] = {abbreviation: word for word, abbreviation in ABBREVIATIONS.items()}

_TRANSLATIONS: Mapping[str, str] = {
    "resolution": "resolutions, résolutions, resolución, resoluciones, резолюция, резолюции, резолюцию, резолюций, "
    "决议, 決議, القرار, قرار, القرارات, قرارات",
    "decision": "decisions, décisions, decisión, decisiones, решение, решения, решений, 决定, 決定, "
    "المقرر, مقرر, المقررات",
    "recommendation": "recommendations, recommandation, recommandations, recomendación, recomendaciones, рекомендация, "
    "рекомендации, рекомендацию, 建议书, 建議書, 建议, التوصية, توصية, التوصيات, توصيات",
    "opinion": "opinions, avis, opinión, opiniones, мнение, мнения, 意见, 意見, الرأي, رأي, الآراء, آراء",
    "article": "articles, artículo, artículos, статья, статьи, статью, 条, 條, المادة, مادة",
    "constitution": "constitución, устав, устава, 组织法, 組織法, الدستور, دستور",
    "convention": "convenio, конвенция, конвенции, конвенцию, 公约, 公約, الاتفاقية, اتفاقية",
    "regulations": "règlement, règlements, reglamento, reglamentos, регламент, регламента, 规则, 規則, لوائح, اللوائح",
    "plenipotentiary conference": "conférence de plénipotentiaires, conferencia de plenipotenciarios, "
    "полномочная конференция, полномочной конференции, полномочную конференцию, 全权代表大会, 全權代表大會, "
    "مؤتمر المندوبين المفوضين",
    "plenipotentiary": "plenipotentiaries, plénipotentiaire, plénipotentiaires, plenipotenciario, plenipotenciarios, "
    "全权代表, المندوبين المفوضين",
    "conference": "conferences, conférences, conferencia, conferencias, конференция, конференции, конференцию, 大会, "
    "大會, 会议, المؤتمر, مؤتمر",
    "assembly": "assemblée, asamblea, ассамблея, ассамблеи, ассамблею, 全会, 全會, الجمعية, جمعية",
    "council": "conseil, consejo, совет, совета, 理事会, 理事會, المجلس, مجلس",
    "study group": "study groups, commission d'études, commissions d'études, comisión de estudio, "
    "comisiones de estudio, исследовательская комиссия, исследовательской комиссии, 研究组, 研究組, "
    "لجنة الدراسات, لجنة دراسات",
    "working group": "groupe de travail, grupo de trabajo, рабочая группа, рабочей группы, 工作组, 工作組, فريق العمل, "
    "فريق عمل",
    "secretary general": "secrétaire général, secrétaire générale, secretario general, secretaria general, "
    "генеральный секретарь, генерального секретаря, 秘书长, 秘書長, الأمين العام, الأمينة العامة",
    "director": "directeur, directrice, directora, директор, директора, 主任, المدير, مدير",
    "treaty": "traité, traités, tratado, tratados, договор, договора, 条约, 條約, المعاهدة, معاهدة",
    "proposal": "proposals, proposition, propositions, propuesta, propuestas, предложение, предложения, 提案, مقترح, "
    "المقترح, مقترحات",
    "election": "elections, élections, elección, elecciones, выборы, выборов, 选举, 選舉, انتخاب, الانتخاب, انتخابات",
    "internet": "интернет, интернета, интернете, 互联网, 因特网, 網際網路, الإنترنت, إنترنت, الانترنت",
    "saint": "st, ste, sainte, san, santa, сент, سانت, 圣",
    "t": "т",
    "rev": "révisée, rév, revisada, пересм, 修订版, مراجعة, المراجعة",
}
"""Words of our English labels, each with plurals, inflected forms and translations."""

TRANSLATIONS: Mapping[tuple[str, ...], str] = {
    tuple(words(translation)): word
    for word, translations in _TRANSLATIONS.items()
    for translation in translations.split(", ")
}
"""The English word of each translation, which is split into words."""

_HONORIFICS = (
    "mr, mrs, ms, miss, mx, mister, dr, prof, professor, sir, dame, madam, hon, honourable, honorable, the honourable, "
    "the hon, h e, he, his excellency, her excellency, excellency, amb, ambassador, minister, eng",
    "mme, mlle, madame, monsieur, mademoiselle, s e, s e m, s e mme, se, s exc, son excellence, ambassadeur, "
    "ambassadrice",
    "sr, sra, srta, señor, señora, señorita, doña, dra, ing, lic, excmo, excma, su excelencia, embajador, embajadora",
    "г н, г жа, господин, госпожа, д р, проф, посол, его превосходительство, ее превосходительство",
    "السيد, السيدة, سعادة, معالي, الدكتور, الدكتورة, السفير",
    "先生, 女士, 小姐, 博士, 阁下, 教授",
)
HONORIFICS = frozenset(tuple(words(honorific)) for language in _HONORIFICS for honorific in language.split(", "))
"""Titles before or after the name of a person, which the search ignores."""

NUMBER_WORDS = frozenset({"no", "nos", "nr", "num", "number", "numero", "numeros", "nombre", "номер", "رقم", "第"})
"""Words for "number" between the type of a text and its number; ``n`` is one only with a degree sign (n°)."""
NUMBER_SUFFIXES = frozenset({"号", "號"})
"""Chinese characters after the number of a text."""
