"""The keys a language file may have -> what each means. A key that nobody reads has no place here."""

from __future__ import annotations

from typing import Final

KEYS: Final[dict[str, str]] = {
    # --- [text]: how text is written ---
    "text.little": "words so common that sharing one or two of them means nothing",
    "text.months": "the months, a place each, in every form that is printed in a date: januari, Jan",
    "text.months_short": "shortened months that mean something else too (set, gen): read only where a year follows",
    "text.date_words": "what stands between the day, month and year of a date: of, de",
    "text.day_suffixes": "what is printed right after the figure of a day: 1st, 1er",
    "text.before_month": "what stands before the figure of a month: tháng 5",
    "text.before_year": "what stands before a year: năm 2024",
    "text.after_year": "the sign after the figure of a year: 年",
    "text.after_month": "the sign after the figure of a month: 月",
    "text.after_day": "the sign after the figure of a day: 日",
    "text.units": "units that a figure is printed with: days, per cent",
    "text.currencies": "currencies spelt out, and their codes: euros, EUR",
    "text.shortened": "shortened words, without their full stop, that do not end a sentence: e.g, art",
    # --- [detect]: which language a text is written in ---
    "detect.function_words": "the commonest words of the language, where its script does not tell it",
    "detect.letters": "a letter of a script that tells the language, or this and a few others",
    "detect.own_letters": "a letter that no other language of the script has",
    # --- [duty]: words whose coming or going changes what is agreed ---
    "duty.negation": "words that turn a sentence into its opposite",
    "duty.obligation": "what somebody must, may or will do",
    "duty.connective": "what joins or conditions: and, or, unless",
    "duty.scope": "how far something reaches: all, only, at least",
    "duty.consent": "agreeing and refusing: consent, opt out",
    "duty.number": "numbers spelt out",
    "duty.party": "who is meant: you, we, the customer",
    # --- [documents]: how a document speaks, beside a page that is served in its place ---
    "documents.names": "what a document is called; words or their beginnings: privacy, datenschutz",
    "documents.duties": "what binds, grants, promises or limits; words or their beginnings: refund, liab",
    "documents.conditions": "words that make of a statement a case: if, when, unless",
    # --- [walls]: what a page says of itself that is served in a document's place ---
    "walls.challenge": "are you a human; checking your browser",
    "walls.refused": "access denied; you have been blocked",
    "walls.too_many": "too many requests; unusual traffic; a queue; a proxy was found",
    "walls.script": "please enable JavaScript",
    "walls.cookies": "your browser takes no cookies",
    "walls.browser": "your browser is too old",
    "walls.consent": "before you go on: we and our partners use cookies",
    "walls.login": "log in to continue; forgot your password?",
    "walls.age": "are you old enough to enter",
    "walls.not_found": "this page does not exist",
    "walls.failed": "something went wrong",
    "walls.error": "the word for error, as it stands alone or before a number: Fehler 404",
    "walls.oops": "what a page says for sorry, alone in its line: oops",
    "walls.code_label": "what else stands before the number of an error: status, code",
    "walls.code_phrase": "how the line goes on that begins with the number of an error: 404 not found",
    "walls.try_again": "try again later; reload the page",
    "walls.search": "use the search; the link is broken",
    "walls.home": "back to the home page",
    "walls.maintenance": "down for maintenance; back soon",
    "walls.not_yet": "coming soon; under construction",
    "walls.no_more": "this domain is for sale; this account is suspended",
    "walls.redirect": "you are being redirected",
    "walls.region": "not available in your country",
    # --- [marks]: what only machines print, whatever the language of the page ---
    "marks.challenge": "numbers and names under the refusal of a firewall: Ray ID",
    "marks.error_page": "what a server prints that failed: Guru Meditation",
    "marks.placeholder": "the page a server or a shop shows that was never set up",
}

SERIES: Final = frozenset({"text.months", "text.months_short"})
"""The keys that hold a series: a list whose places count, each with its names, parted by commas."""
