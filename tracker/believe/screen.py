"""A reading and the one before it -> a reason to doubt that this is the document, or None.

Doubts about the page itself (walls, error pages) last however often they repeat; doubts by comparison (a collapse,
another language) are given up when the text repeats, because documents do shrink and move.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final, NamedTuple

from tracker.model import Reading

_WALL_WORDS: Final = 260  # walls and error pages are short; a longer text that mentions "captcha" is a document
_SHELL_WORDS: Final = 12
_COLLAPSE_WORDS: Final = 0.3  # of the words before: recorded histories hold 168 such falls, nearly all failures
_COLLAPSE_SECTIONS: Final = 0.2
_WORTH_COMPARING: Final = 200
# Thai, Lao, Burmese, Khmer, Japanese and Chinese: "第3条（料金）利用者は" is no single word
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


class WallRule(NamedTuple):
    """One kind of page that is served in a document's place; `example` is a text it was written for."""

    kind: str
    pattern: re.Pattern[str]
    example: str


def _rule(kind: str, example: str, *phrases: str) -> WallRule:
    return WallRule(kind, re.compile("|".join(phrases), re.IGNORECASE), example)


WALL_RULES: Final[tuple[WallRule, ...]] = (
    _rule(
        "challenge",
        "Just a moment... Checking your browser before accessing the site.",
        r"checking (?:if the site connection is secure|your browser)",
        r"verify(?:ing)? (?:that )?you are (?:a )?(?:human|not a robot)",
        r"enable javascript and cookies to continue",
        r"unusual traffic",
        r"are you a robot",
        r"captcha",
        r"incapsula",
        r"pardon our interruption",
        r"ddos protection",
        r"access (?:to this page has been )?denied",
        r"attention required",
        r"request (?:has been )?blocked",
        r"just a moment\.\.\.",
        r"vérifi(?:er|ez) que vous êtes humain",
        r"ich bin kein roboter",
    ),
    _rule(
        "script required",
        "You need to enable JavaScript to run this app.",
        r"(?:enable|activate|turn on|allow) javascript",
        r"javascript (?:is|appears to be) (?:disabled|required|not enabled|turned off)",
        r"requires javascript",
        r"activer? javascript",
        r"javascript (?:aktivieren|ist deaktiviert)",
        r"active javascript",
        r"habilit\w+ javascript",
        r"browser (?:is not|isn['’]t) supported",
        r"unsupported browser",
    ),
    _rule(
        "consent wall",
        "Before you continue: we use cookies. Accept all / Reject all",
        r"before you continue",
        r"(?:accept|reject|allow) all(?: cookies)?\b.*\b(?:accept|reject|manage|decline|settings)",
        r"tout accepter",
        r"alle (?:cookies )?akzeptieren",
        r"alles accepteren",
        r"aceptar todas?",
        r"consent to (?:the use of )?cookies to (?:continue|proceed)",
    ),
    _rule(
        "login wall",
        "Please log in to continue.",
        r"(?:log|sign) in to (?:continue|view|see|access|your account)",
        r"you (?:must|need to) (?:be logged|log|sign|be signed) in",
        r"connectez-vous pour",
        r"melden sie sich an, um",
        r"inicia sesión para",
    ),
    _rule(
        "error page",
        "404. This page isn't available. The link may be broken.",
        r"\b(?:error )?(?:404|403|410|500|502|503)\b",
        r"page (?:you (?:requested|are looking for) )?(?:was |could |can)?(?:not|n['’]t) (?:be )?(?:found|available)",
        r"page (?:isn['’]t|is not|is no longer|not) (?:available|found)",
        r"(?:page|content|document) (?:does not|doesn['’]t|no longer) exists?",
        r"something went wrong",
        r"(?:internal|unexpected) (?:server )?error",
        r"bad gateway",
        r"(?:page|seite) (?:introuvable|nicht (?:gefunden|verfügbar))",
        r"página no (?:encontrada|disponible)",
        r"pagina (?:non trovata|niet gevonden)",
        r"an error (?:has )?occurred",
        r"no such (?:key|bucket|page)",
        r"nosuchkey",
    ),
    _rule(
        "maintenance page",
        "We are down for maintenance and will be back soon.",
        r"(?:under|for|scheduled) maintenance",
        r"(?:be|are) back (?:soon|shortly)",
        r"temporarily unavailable",
        r"service unavailable",
        r"en maintenance",
        r"wartungsarbeiten",
        r"en mantenimiento",
    ),
    _rule(
        "redirect shell",
        "Redirecting to legal.example.org",
        r"^\W*(?:you are being )?redirect(?:ed|ing)\b",
        r"click here if you are not redirected",
        r"redirection en cours",
        r"sie werden weitergeleitet",
    ),
    _rule(
        "region",
        "This content is not available in your country.",
        r"(?:not|n['’]t|un)\s?(?:currently )?available (?:in|for|from) your (?:country|region|location|area)",
        r"pas disponible dans votre (?:pays|région)",
        r"in (?:ihrem|deinem) land nicht verfügbar",
        r"no está disponible en (?:tu|su) (?:país|región)",
    ),
)
_LASTING: Final = frozenset(rule.kind for rule in WALL_RULES) | {"empty shell"}


def screen_reading(
    reading: Reading, before: Reading | None, *, language: str | None = None, status: int | None = None
) -> str | None:
    """Why a reading is doubted ("error page: this page isn't available"), None when it passes.

    `before` is the last accepted reading of the policy, `language` what the policy says it is in, `status` the
    HTTP status it came with. Growth is never doubtful.
    """
    lines = [line for section in reading.sections for line in (section.heading or "", section.text) if line]
    text = "\n".join([reading.title or "", *lines])
    count = _count(text)
    if status is not None and status >= 400:
        return f"error page: HTTP status {status}"
    if count < _WALL_WORDS and (wall := _find_wall(text, count, before)):
        return wall
    return _doubt_by_comparison(reading, before, count, language) or _doubt_repetition(reading)


def is_lasting_doubt(reason: str) -> bool:
    """Whether a doubt stays however often the text repeats: an error page seen ten times is no document."""
    return reason.partition(":")[0] in _LASTING


def _find_wall(text: str, count: int, before: Reading | None) -> str | None:
    if count < _SHELL_WORDS and (before is None or _count_words(before) >= 2 * _SHELL_WORDS):
        return f"empty shell: {count} words"
    if before is not None and 0.5 * _count_words(before) <= count:
        return None  # a document that is short by nature may speak of errors and cookies
    for rule in WALL_RULES:
        if found := rule.pattern.search(text):
            return f"{rule.kind}: {found[0].strip()[:60]}"
    return None


def _doubt_by_comparison(reading: Reading, before: Reading | None, count: int, language: str | None) -> str | None:
    if language and reading.language and reading.language[:2] != language[:2]:
        return f"language: {reading.language} instead of {language}"
    if before is None or (words_before := _count_words(before)) < _WORTH_COMPARING:
        return None
    if count < _COLLAPSE_WORDS * words_before:
        return f"collapse: {count} words after {words_before}"
    if (
        len(before.sections) >= 20
        and len(reading.sections) < _COLLAPSE_SECTIONS * len(before.sections)
        and count < 0.6 * words_before
    ):
        return f"collapse: {len(reading.sections)} sections after {len(before.sections)}"
    return None


def _doubt_repetition(reading: Reading) -> str | None:
    """A page that repeats itself: two thirds of its long paragraphs stand there exactly twice."""
    blocks = Counter(block.text for section in reading.sections for block in section.blocks if len(block.text) > 80)
    if len(blocks) >= 5 and sum(count == 2 for count in blocks.values()) * 3 > 2 * len(blocks):
        return "repeats itself: most paragraphs stand there twice"
    return None


def _count_words(reading: Reading) -> int:
    return sum(_count(section.heading or "") + _count(section.text) for section in reading.sections)


def _count(text: str) -> int:
    """Words; in scripts that do not part them by spaces, two characters for one."""
    return len(text.split()) + len(_UNSPACED.findall(text)) // 2
