"""A stretch of text -> the topics it speaks of, from one table by language.

A topic is a subject that readers of policies ask to be told about; subscriptions name them by these words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple


class Topic(NamedTuple):
    """One topic: its name in reasons and subscriptions, a pattern by language, two examples in our own words."""

    name: str
    patterns: dict[str, str]
    examples: tuple[str, str]


TOPICS: Final[tuple[Topic, ...]] = (
    Topic(
        "AI training",
        {
            "en": r"\b(?:train|training|fine-?tun\w+|improv\w+|develop\w*)\b[^.]{0,80}\b(?:AI"
            r"|artificial intelligence|machine"
            r"[- ]learning|models?|algorithms?)\b|\b(?:AI|artificial intelligence|machine[- ]learning"
            r"|(?:large )?language model)s?\b",
            "fr": r"\bintelligence artificielle|\bapprentissage automatique|\bentra[iî]n\w+[^.]{0,60}\bmodèles?\b"
            r"|\bl['’]IA\b",
            "de": r"\bkünstliche\w* Intelligenz|\bKI\b|\bKI-|\bmaschinelle\w* Lernen|\bSprachmodell",
            "es": r"\binteligencia artificial|\baprendizaje automático|\bIA\b",
            "nl": r"\bkunstmatige intelligentie|\bmachinaal leren|\bAI\b|\bAI-",
        },
        ("We may use your files to train our models.", "Outputs of artificial intelligence can be wrong."),
    ),
    Topic(
        "arbitration",
        {
            "en": r"\barbitrat\w+",
            "fr": r"\barbitrage|\barbitral\w*|\bmédiat(?:ion|eur)",
            "de": r"\bSchieds(?:verfahren|gericht|stelle|klausel)\w*|\bSchlichtung\w*",
            "es": r"\barbitraje|\barbitral\w*",
            "nl": r"\barbitrage|\bgeschillencommissie",
        },
        ("Disputes are settled by binding arbitration.", "The arbitrator decides alone."),
    ),
    Topic(
        "class action",
        {
            "en": r"\bclass[- ](?:actions?|wide|arbitrations?|members?)|\brepresentative (?:actions?"
            r"|proceedings?)|\bjury trial",
            "fr": r"\bactions? (?:de groupe|collectives?)|\brecours collectifs?",
            "de": r"\bSammelklage\w*|\bVerbandsklage\w*",
            "es": r"\b(?:acci[oó]n|acciones|demandas?) colectivas?",
            "nl": r"\bcollectieve (?:acties?|vordering\w*)|\bmassaclaim\w*",
        },
        ("You waive any class action.", "There is no right to a jury trial."),
    ),
    Topic(
        "liability cap",
        {
            "en": r"\b(?:aggregate|maximum|total|limit\w*|limitation|cap\w*|exclu\w+|exceed)\b[^.]{0,60}\bliab\w+"
            r"|\bliab\w+[^.]{0,60}"
            r"\b(?:limit\w*|exceed|cap(?:ped)?|exclu\w+)\b|\bliable\b|\bLIABILITY\b",
            "fr": r"\bresponsabilit[ée]\b|\bresponsable\b[^.]{0,40}\b(?:dommages?|pertes?)",
            "de": r"\bHaftung\w*|\bhafte[nt]\b|\bhaftbar",
            "es": r"\bresponsabilidad(?:es)?\b",
            "nl": r"\baansprakelijk\w*",
        },
        ("Our total liability does not exceed the fees you paid.", "We are not liable for lost profits."),
    ),
    Topic(
        "governing law",
        {
            "en": r"\bgoverned by\b[^.]{0,40}\blaws?\b|\bgoverning law|\bapplicable law\b"
            r"|\blaws of (?:the )?[A-Z]|\bchoice of law",
            "fr": r"\bdroit applicable|\bloi applicable|\bdroit (?:français|belge|suisse)|\b(?:régi"
            r"|soumis)\w* (?:par|au|à)\b[^.]{0,30}\b(?:droit|loi)",
            "de": r"\banwendbares Recht|\bRechtswahl|\b(?:deutsche[sm]?|österreichische[sm]?|schweizer\w*) Recht"
            r"|\bes gilt das Recht",
            "es": r"\bley(?:es)? aplicables?|\blegislación (?:aplicable|española)|\bse reg(?:ir[áa]n?|ulan) por",
            "nl": r"\btoepasselijk recht|\bNederlands recht|\bBelgisch recht",
        },
        ("These terms are governed by the laws of Norway.", "Governing law: Ireland."),
    ),
    Topic(
        "jurisdiction",
        {
            "en": r"\bjurisdiction\b|\b(?:exclusive )?venue\b|\bcourts? (?:of|in|located)\b|\bcompetent courts?",
            "fr": r"\btribuna(?:l|ux)\b|\bjuridictions?\b",
            "de": r"\bGerichtsstand\w*|\bGericht(?:e|en|s)?\b",
            "es": r"\btribunal(?:es)?\b|\bjurisdicci[oó]n|\bjuzgados?\b",
            "nl": r"\brechtbank\w*|\bbevoegde rechter",
        },
        ("The courts of Oslo have jurisdiction.", "Venue lies in the county of the seat."),
    ),
    Topic(
        "data sharing and sale",
        {
            "en": r"\b(?:shar(?:e[ds]?|ing)|s(?:ell|ells|old|elling|ale)|disclos\w+"
            r"|transfer\w*)\b[^.]{0,80}\b(?:data|information|third"
            r"[- ]part\w+|partners?|advertisers?|personal)\b|\bthird[- ]part\w+\b[^.]{0,60}\b(?:data"
            r"|information)\b|\bsub-?processors?\b|\b(?:what|how|when|why|with whom) we (?:share|disclose|sell)\b",
            "fr": r"\b(?:partag\w+|vend\w*|vente|divulgu\w+|transf[ée]r\w+|communiqu\w+)\b[^.]{0,80}\b(?:données"
            r"|informations|tiers|partenaires)"
            r"|\bsous-traitants?\b",
            "de": r"\b(?:verkauf\w*|teilen|übermitteln|geben)\b[^.]{0,60}\bDaten\b"
            r"|\bDaten\b[^.]{0,80}\b(?:weiter(?:ge)?geben|teilen|verkauf\w*|übermittel\w+|Dritte[nr]?)\b"
            r"|\b(?:Weitergabe|Übermittlung)\b"
            r"|\bAuftragsverarbeiter\w*",
            "es": r"\b(?:compart\w+|vend\w+|venta|ced\w+|divulg\w+|transfer\w+)\b[^.]{0,80}\b(?:datos|información"
            r"|terceros)|\bencargados? del tratamiento",
            "nl": r"\b(?:del\w+|gedeeld|verkop\w+|verkocht|verstrek\w+|doorgeven)\b[^.]{0,80}\b(?:gegevens"
            r"|informatie|derden)"
            r"|\bgegevens\b[^.]{0,60}\b(?:delen|derden|verkopen|verstrek\w+|doorge\w+)|\bverwerkers?\b",
        },
        ("We share your information with advertisers.", "We never sell personal data."),
    ),
    Topic(
        "retention",
        {
            "en": r"\bret(?:ain\w*|ention)\b|\b(?:keep|kept|store[ds]?|hold)\b[^.]{0,60}\b(?:for|until|as long as"
            r"|days?|months?|years?)\b"
            r"|\bdelet(?:e[ds]?|ion|ing)\b",
            "fr": r"\bconserv\w+|\bdurée de conservation|\bsupprim\w+|\bsuppression",
            "de": r"\bSpeicherdauer|\bAufbewahr\w+|\baufbewahr\w+|\bgespeichert\b|\bgelöscht|\bLöschung",
            "es": r"\bconserv\w+|\bretención|\bplazo de conservación|\beliminar(?:emos)?\b|\bsupresión",
            "nl": r"\bbewaar\w*|\bbewaren|\bbewaartermijn\w*|\bverwijder\w*",
        },
        ("We retain logs for 90 days.", "Backups are kept until you close the account."),
    ),
    Topic(
        "children",
        {
            "en": r"\bchild(?:ren)?\b|\bminors?\b|\bunder (?:the age of )?1[3-8]\b"
            r"|\bparent(?:al)?s? (?:or guardian|consent)|\bteen(?:ager)?s?\b",
            "fr": r"\benfants?\b|\bmineurs?\b|\bmoins de 1[3-8] ans",
            "de": r"\bKind(?:er|ern|es)?\b|\bMinderjährig\w*|\bErziehungsberechtigt\w*|\bunter 1[3-8] Jahren",
            "es": r"\bmenor(?:es)? de (?:edad|1[3-8])|\bniñ[oa]s?\b|\bmenores\b",
            "nl": r"\bkind(?:eren)?\b|\bminderjarig\w*|\bjonger dan 1[3-8]",
        },
        ("The service is not for children under 13.", "A minor needs consent of a parent."),
    ),
    Topic(
        "termination",
        {
            "en": r"\bterminat\w+|\bsuspen(?:d\w*|sion\w*)\b|\b(?:clos|disabl"
            r"|deactivat)\w+\b[^.]{0,30}\baccounts?\b|\bcancel\w*",
            "fr": r"\brésili\w+|\bsuspen(?:d\w*|sion)\b|\bannul\w+|\brupture\b",
            "de": r"\bKündig\w+|\bkündig\w+|\bgekündigt|\bSperrung|\bsperren\b|\bBeendigung",
            "es": r"\brescisi[oó]n|\brescindir\w*|\bterminaci[oó]n|\bsuspen(?:der|sión)\w*|\bcancel\w+",
            "nl": r"\bopzeg\w*|\bopschort\w*|\bbeëindig\w*|\bontbind\w*",
        },
        ("We may suspend or terminate your account.", "You can cancel whenever you like."),
    ),
    Topic(
        "unilateral change",
        {
            "en": r"\b(?:modify|change|amend|update|revise|alter)\b[^.]{0,60}\b(?:terms|rules|agreement|policy"
            r"|polic(?:y|ies)|conditions|services?|features"
            r"|prices?|fees)\b|\bwithout (?:prior |any )?notice\b|\bat any time\b|\bcontinued use\b",
            "fr": r"\bmodifi\w+\b[^.]{0,60}\b(?:conditions|contrat|politique|services?|tarifs?|prix)"
            r"|\bsans préavis|\bà tout moment",
            "de": r"\b(?:änder\w+|Änderung(?:en)?|anpass\w+)\b[^.]{0,60}\b(?:Bedingungen|AGB|Vertrag\w*"
            r"|Richtlinie\w*|Preise?n?)|\bjederzeit"
            r"|\b(?:Bedingungen|AGB|Richtlinie|Vertrag)\b[^.]{0,60}\b(?:änder\w+|anzupassen|anpassen)"
            r"|\bohne Vorankündigung",
            "es": r"\b(?:modific\w+|cambi\w+|actualiz\w+)\b[^.]{0,60}\b(?:términos|condiciones|contrato|política"
            r"|servicios?|precios?)|\bsin (?:previo )?aviso"
            r"|\ben cualquier momento",
            "nl": r"\b(?:wijzig\w+|aanpass\w+)\b[^.]{0,60}\b(?:voorwaarden|overeenkomst|beleid|diensten?|prijs"
            r"|prijzen)|\bop elk moment"
            r"|\b(?:voorwaarden|overeenkomst|beleid)\b[^.]{0,60}\b(?:wijzig\w+|aan te passen)"
            r"|\bzonder (?:voorafgaande )?kennisgeving",
        },
        ("We may amend these terms whenever we wish.", "Features may change without notice."),
    ),
    Topic(
        "price",
        {
            "en": r"\b(?:price[ds]?|pricing|fees?|charges?|surcharges?|refunds?\w*|payments?|subscription (?:cost"
            r"|plan)s?|tax(?:es)?)\b|[$€£¥]\s?\d",
            "fr": r"\b(?:prix|tarifs?|frais|remboursements?|paiements?)\b|\d\s?€",
            "de": r"\b(?:Preis\w*|Gebühr(?:en)?|Kosten|Entgelt\w*|Erstattung\w*|Zahlung(?:en)?)\b|\d\s?€",
            "es": r"\b(?:precios?|tarifas?|cargos?|reembolsos?|pagos?|comisi[oó]n(?:es)?)\b|\d\s?€",
            "nl": r"\b(?:prijs|prijzen|tarie(?:f|ven)|kosten|terugbetaling\w*|betaling(?:en)?)\b|€\s?\d",
        },
        ("The fee rises to $12.", "Prices include all taxes."),
    ),
    Topic(
        "auto-renewal",
        {
            "en": r"\b(?:auto(?:matic(?:ally)?)?[- ]?)?renew(?:s|ed|al|als|ing)?\b|\bfree trials?\b",
            "fr": r"\brenouvel\w+|\breconduction|\breconduit\w*|\bessai gratuit",
            "de": r"\bverlänger\w+|\bVerlängerung\w*|\bProbezeit|\bTestphase",
            "es": r"\brenov\w+|\bprórroga|\bprueba gratuita",
            "nl": r"\bverleng\w+|\bproefperiode",
        },
        ("The plan renews each month by itself.", "Automatic renewal can be switched off."),
    ),
)
TOPIC_NAMES: Final = tuple(topic.name for topic in TOPICS)


def find_topics(text: str, language: str | None) -> tuple[str, ...]:
    """The names of the topics a text speaks of, in the table's order; `language` None looks in every language."""
    return tuple(name for name, pattern in _compile(language and language[:2]) if pattern.search(text))


@lru_cache(maxsize=16)
def _compile(language: str | None) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each topic with the pattern of one language; English words are looked for in every text."""
    return tuple(
        (
            topic.name,
            re.compile(
                "|".join(p for name, p in topic.patterns.items() if language in (None, name) or name == "en"),
                re.IGNORECASE if topic.name != "AI training" else re.NOFLAG,
            ),
        )
        for topic in TOPICS
    )
