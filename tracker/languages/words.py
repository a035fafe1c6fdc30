"""Word lists by language that several rules share; data only."""

from __future__ import annotations

from typing import Final

LITTLE_WORDS: Final = frozenset(
    """
    a an the of to in on at by for from with as and or any all our your their its is are be this that such we you it
    de la le les des du d l à au aux en et ou un une par pour sur que qui
    der die das den dem und oder zu von im in mit für auf
    el los las del y o por con para su
    het een van op te voor met dat
    """.split()  # noqa: SIM905
)
"""Words so common (English, French, German, Spanish, Dutch) that sharing one or two of them means nothing."""

SHORTENED: Final = frozenset(
    """
    e.g i.e etc no nos art arts sec inc ltd co corp mr mrs ms dr st vs cf al u.s u.k
    bzw z.b d.h ca nr abs ggf inkl usw p.ex n° ej pág sr sra bijv o.a resp
    """.split()  # noqa: SIM905
)
"""Shortened words, without their full stop, that do not end a sentence ("e.g. your name", "Art. 6")."""

NEGATIONS: Final[dict[str, frozenset[str]]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "not no never none nor neither without cannot can't don't doesn't didn't won't isn't aren't wasn't "
        "weren't shouldn't mustn't wouldn't couldn't haven't hasn't unless except",
        "fr": "ne n pas jamais aucun aucune aucuns aucunes sans ni sauf non",
        "de": "nicht nichts kein keine keinen keiner keinem keines nie niemals ohne weder außer",
        "es": "no nunca jamás ningún ninguna ninguno sin ni tampoco salvo",
        "nl": "niet niets geen nooit zonder noch behalve tenzij",
    }.items()
}
"""Words that turn a sentence into its opposite, by language."""

_OBLIGATION: Final[dict[str, str]] = {
    "en": r"may not|must not|shall not|cannot|can not|may|might|must|shall|should|will|would|can|could|(?:is"
    r"|are) (?:required|obliged"
    r"|entitled|permitted|allowed|prohibited) to|agrees? to|reserves? the right|undertakes?|has to|have to"
    r"|prohibited|permitted"
    r"|required|optional|mandatory|entitled",
    "fr": r"peu(?:t|vent|x)|pou(?:vez|vons|rra|rrez|rront|rrons)|doi(?:t|s|vent)|dev(?:ez|ons|ra|rez|ront|rons)"
    r"|est tenue?s? de"
    r"|(?:est|sont) interdite?s?|interdite?s?|obligatoires?|faculta\w+|autorisée?s?|s['’]engage\w*|se réserve\w*",
    "de": r"darf|dürfen|muss|müssen|müsst|soll(?:te|ten|en)?|kann|können|könnte\w*|wird|werden|verpflichtet"
    r"|berechtigt|verboten"
    r"|untersagt|erlaubt|behalten? (?:wir )?uns|behält sich",
    "es": r"puede[ns]?|podr[áa](?:n|s)?|podemos|podremos|debe(?:n|r[áa]n?|mos|s)?|tiene[n]? que|obligatori[oa]s?"
    r"|prohibid[oa]s?"
    r"|permitid[oa]s?|se reservan?|se comprometen?|est[áa]n? obligad[oa]s?",
    "nl": r"mag|mogen|moet(?:en)?|kan|kunnen|kunt|zal|zullen|zult|dient|dienen|verplicht|verboten|toegestaan"
    r"|gerechtigd"
    r"|behoudt? (?:ons|zich)|behouden ons",
}
_CONNECTIVE: Final[dict[str, str]] = {
    "en": r"and/or|and|or|but|if|unless|provided that|except|until|only if|as well as",
    "fr": r"et/ou|et|ou|mais|si|sauf(?: si)?|à moins que|à condition que",
    "de": r"und/oder|und|oder|aber|wenn|falls|sofern|soweit|es sei denn|außer",
    "es": r"y/o|y|e|o|u|pero|si|salvo|excepto|a menos que|siempre que",
    "nl": r"en/of|en|of|maar|als|indien|tenzij|mits|behalve",
}
_SCOPE: Final[dict[str, str]] = {
    "en": r"all|any|each|every|some|certain|only|solely|exclusively|sole|including|excluding|reasonabl[ey]"
    r"|immediately|promptly"
    r"|at any time|without limitation|materially?|substantially|irrevocabl[ey]|perpetual|worldwide|exclusive"
    r"|non-exclusive"
    r"|royalty-free|sublicensable|transferable|at least|at most|up to|no more than|more than|less than|maximum"
    r"|minimum|sole discretion",
    "fr": r"tout(?:e|es)?|tous|chaque|certain(?:e|s|es)?|seul(?:e|s|es)?|uniquement|exclusi\w+|notamment"
    r"|y compris|immédiatement"
    r"|au moins|au plus|maximum|minimum|jusqu['’]à|mondiale?|irrévocable|perpétuelle?|gratuite?",
    "de": r"alle[nrs]?|jede[nrs]?|einige|bestimmte|nur|ausschließlich|einschließlich|insbesondere|unverzüglich"
    r"|sofort|jederzeit"
    r"|mindestens|höchstens|maximal|bis zu|weltweit|unwiderruflich|unbefristet|angemessen\w*",
    "es": r"tod[oa]s?|cada|alg[úu]n(?:[oa]s?)?|ciert[oa]s?|s[óo]lo|solamente|únicamente|exclusiv\w+|incluid[oa]s?"
    r"|incluyendo"
    r"|inmediatamente|al menos|como máximo|como mínimo|hasta|mundial|irrevocable|perpetu[oa]|razonable",
    "nl": r"alle|elke?|ieder(?:e)?|sommige|bepaalde|alleen|uitsluitend|enkel|inclusief|waaronder|onmiddellijk"
    r"|direct|ten minste"
    r"|minimaal|maximaal|tot|wereldwijd|onherroepelijk|redelijk\w*",
}
_CONSENT: Final[dict[str, str]] = {
    "en": r"(?:without|with) (?:your |the )?(?:prior |written |express )*(?:consent|permission|authori[sz]ation)"
    r"|consents?|opt[- ]?(?:out|in)"
    r"|opting (?:out|in)|permission|authori[sz]e[ds]?|authori[sz]ation|withdraw|object to|unsubscribe"
    r"|legitimate interests?",
    "fr": r"(?:sans|avec) (?:votre |le |son )?(?:consentement|accord|autorisation)|consent\w+|opposition|opposer"
    r"|autoris\w+|accord préalable"
    r"|intérêts? légitimes?",
    "de": r"ohne (?:Ihre |deine )?(?:Einwilligung|Zustimmung)|einwillig\w+|zustimm\w+|widerruf\w*|widersprech\w+"
    r"|widerspruch\w*"
    r"|berechtigte[ns]? interesse\w*",
    "es": r"(?:sin|con) (?:su |tu |el )?(?:consentimiento|autorización|permiso)|consent\w+|autoriza\w+|oponer\w*"
    r"|oposición"
    r"|inter[ée]s(?:es)? legítimos?",
    "nl": r"zonder (?:uw |je |jouw )?toestemming|toestemming\w*|instemm\w+|bezwaar\w*|intrekken"
    r"|gerechtvaardigd\w* belang\w*",
}
_NUMBER_WORDS: Final[dict[str, str]] = {
    "en": r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|two|three|four|five|six|seven"
    r"|eight|nine))?|one|two"
    r"|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen"
    r"|hundred|thousand|million|billion|half|third|quarter|once|twice",
    "fr": r"deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente"
    r"|quarante|cinquante"
    r"|soixante|quatre-vingt\w*|cent|mille|million",
    "de": r"zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|dreizehn|vierzehn|fünfzehn|zwanzig|dreißig"
    r"|vierzig|fünfzig"
    r"|sechzig|neunzig|hundert|tausend|million\w*",
    "es": r"dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|veinte|treinta"
    r"|cuarenta|cincuenta|sesenta"
    r"|noventa|cien|ciento|mil|mill[óo]n\w*",
    "nl": r"twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien|twintig|dertig"
    r"|veertig|vijftig|zestig"
    r"|negentig|honderd|duizend|miljoen",
}
_PARTY: Final[dict[str, str]] = {
    "en": r"you|your|yours|we|us|our|ours|it|its|they|them|their|customers?|users?|members?|subscribers?|company"
    r"|providers?|suppliers?"
    r"|sellers?|buyers?|merchants?|licensors?|licensees?|either party|both parties|each party|third part(?:y|ies)"
    r"|affiliates?",
    "fr": r"vous|votre|vos|nous|notre|nos|il|ils|client(?:s|e)?|utilisateurs?|société|vendeurs?|acheteurs?|tiers",
    "de": r"sie|ihr|ihre[nmrs]?|du|dein\w*|wir|uns|unser\w*|kunden?|nutzer\w*|anbieter\w*|verkäufer\w*|käufer\w*"
    r"|dritte[nr]?",
    "es": r"usted(?:es)?|tú|tu|su|sus|nosotros|nuestr[oa]s?|clientes?|usuarios?|empresa|vendedor\w*|comprador\w*"
    r"|terceros",
    "nl": r"u|uw|je|jij|jouw|wij|we|ons|onze|klant(?:en)?|gebruikers?|bedrijf|verkoper\w*|koper\w*|derden",
}

WEIGHTY_WORDS: Final = {
    "obligation": _OBLIGATION,
    "connective": _CONNECTIVE,
    "scope": _SCOPE,
    "consent": _CONSENT,
    "number": _NUMBER_WORDS,
    "party": _PARTY,
}
"""Words whose coming or going changes what is agreed: a pattern of alternatives by kind and language."""
