"""The keys a language file may have -> what each means. A key that nobody reads has no place here."""

from __future__ import annotations

from typing import Final

KEYS: Final[dict[str, str]] = {
    # --- [text]: how text is written ---
    "text.little": "words so common that sharing one or two of them means nothing",
    "text.shortened": "shortened words, without their full stop, that do not end a sentence: e.g, art",
    # --- [duty]: words whose coming or going changes what is agreed ---
    "duty.negation": "words that turn a sentence into its opposite",
    "duty.obligation": "what somebody must, may or will do",
    "duty.connective": "what joins or conditions: and, or, unless",
    "duty.scope": "how far something reaches: all, only, at least",
    "duty.consent": "agreeing and refusing: consent, opt out",
    "duty.number": "numbers spelt out",
    "duty.party": "who is meant: you, we, the customer",
}
