"""The text of a document -> the language it is written in, checked against what the page declares.

European languages are told by their function words, others by their script: no model, no download, no import time.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

_LOOKED_AT: Final = 20_000  # characters: enough words to tell any language, and the cost stays small
_LEAST_HITS: Final = 4  # function words below which a text says nothing
_CLEAR: Final = 1.15  # how far the best profile must lead for the declared language to be overruled

_FUNCTION_WORDS: Final[dict[str, frozenset[str]]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to in you your we our or is are that this with for by be may will any not as on it from",
        "fr": "le la les des et de du un une vous votre nous notre est sont que qui pour par dans sur au aux ou ne pas",
        "de": "der die das und den dem des ein eine einer sie ihre wir ist sind dass für von mit auf nicht oder zu",
        "es": "el la los las y de del un una usted su nosotros nuestro es son que para por con en al o no se como",
        "it": "il la le gli e di del della dei un una voi tuo noi nostro è sono che per con in al o non si come i",
        "pt": "o a os as e de do da dos das um uma você seu nós nosso é são que para por com em ao ou não se como",
        "nl": "de het een en van u uw wij onze is zijn dat voor door met op te niet of bij aan die als kunnen",
        "sv": "och att det som en är på för av med du din vi vår inte eller den till kan har om ett",
        "da": "og at det som en er på for af med du din vi vores ikke eller den til kan har om et hvis",
        "nb": "og at det som en er på for av med du din vi vår ikke eller den til kan har om et hvis",
        "fi": "ja on että se ei tai jos joka ovat voi sekä kun mukaan tämä sen niiden kuin myös meidän sinun",
        "pl": "i w z na do nie się że jest oraz lub dla przez od po które jak są o za może być",
        "cs": "a v na se že je s z do nebo pro které jsou o k jako by může být za od při",
        "hu": "a az és hogy nem is egy vagy meg ha ez mint de csak van el szolgáltatás által amely",
        "ro": "și de la în a cu pe nu sau care este un o din pentru prin să sunt dacă noastre dumneavoastră",
        "tr": "ve bir bu için ile veya olarak da de tarafından olan her ya ki gibi kadar sonra hizmet",
        "id": "dan yang di untuk dengan atau kami anda ini dari tidak dapat pada akan adalah dalam ke oleh",
    }.items()
}
_SCRIPTS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("uk", re.compile("[іїєґ]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)
_SAME_SCRIPT: Final = {"ru": ("bg", "sr", "mk", "be", "kk"), "ar": ("fa", "ur"), "hi": ("mr", "ne")}
_PROFILED_AS: Final = {"no": "nb", "nn": "nb", "ms": "id", "sk": "cs"}  # told by the words of a close relative
_WORD = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"[a-zA-Z]{2,3}")


def tell_language(text: str, declared: str | None) -> str | None:
    """The language of `text` as a two-letter code, None where neither text nor declaration says.

    `declared` is what the page says of itself ("en-US"); it stands unless the words speak clearly for another.
    """
    claimed = _CODE.match(declared or "")
    code = claimed[0].lower() if claimed else None
    sample = text[:_LOOKED_AT]
    told = _tell_by_script(sample, code)
    if told:
        return told
    words = Counter(_WORD.findall(sample.lower()))
    hits = {language: sum(words[word] for word in profile) for language, profile in _FUNCTION_WORDS.items()}
    best = max(hits, key=lambda language: hits[language])
    if hits[best] < _LEAST_HITS or hits[best] < 0.06 * words.total():
        return code
    if code is None:
        return best
    return best if hits[best] > _CLEAR * hits.get(_PROFILED_AS.get(code, code), 0) else code


def _tell_by_script(sample: str, code: str | None) -> str | None:
    """The language that a script alone tells; Japanese before Chinese, whose characters it shares."""
    letters = sum(character.isalpha() for character in sample)
    for language, pattern in _SCRIPTS:
        share = 0.02 if language in ("ja", "uk") else 0.3
        if letters and len(pattern.findall(sample)) > share * letters:
            if language == "uk" and len(re.findall("[\u0400-\u04ff]", sample)) < 0.3 * letters:
                continue
            return code if code in _SAME_SCRIPT.get(language, ()) else language
    return None
