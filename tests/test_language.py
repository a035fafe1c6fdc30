"""Telling the language of a text, also against what the page declares."""

from __future__ import annotations

import pytest

from tracker.languages import load_languages
from tracker.text.language import detect_language, is_same_language

TEXTS = {
    "en": "You may use the service only if you agree to these terms, and we will not be liable for any loss.",
    "fr": "Vous pouvez utiliser le service si vous acceptez les conditions, et nous ne sommes pas responsables.",
    "de": "Sie dürfen den Dienst nur nutzen, wenn Sie die Bedingungen annehmen, und wir haften nicht für den Verlust.",
    "es": "Usted puede usar el servicio si acepta los términos, y no somos responsables de la pérdida de los datos.",
    "it": "Puoi usare il servizio se accetti i termini, e noi non siamo responsabili della perdita di dati.",
    "pt": "Você pode usar o serviço se aceitar os termos, e não somos responsáveis pela perda dos dados que são seus.",
    "nl": "U mag de dienst gebruiken als u de voorwaarden aanvaardt, en wij zijn niet aansprakelijk voor verlies.",
    "sv": "Du får använda tjänsten om du godkänner villkoren och vi är inte ansvariga för den förlust som kan ske.",
    "pl": "Możesz korzystać z usługi, jeśli akceptujesz warunki, i nie jesteśmy odpowiedzialni za utratę, która jest.",
    "ja": "利用者は本規約に同意した場合に限り、本サービスを利用することができます。",
    "zh": "用户同意本条款后方可使用本服务。我们对任何损失不承担责任。",
    "ko": "이용자는 본 약관에 동의한 경우에만 서비스를 이용할 수 있습니다.",
    "ru": "Вы можете использовать сервис, только если вы согласны с условиями.",
    "el": "Μπορείτε να χρησιμοποιήσετε την υπηρεσία μόνο εάν αποδεχτείτε τους όρους.",
    "ar": "يمكنك استخدام الخدمة فقط إذا وافقت على هذه الشروط.",
    "cs": "Službu můžete používat jen tehdy, když s podmínkami souhlasíte a za ztrátu, která by vznikla, neručíme.",
    "da": "Du kan kun bruge tjenesten, hvis du accepterer vilkårene, og vi er ikke ansvarlige for tab af data.",
    "nb": "Du kan bare bruke tjenesten hvis du godtar vilkårene, og vi er ikke ansvarlige for tap av data etter dette.",
    "fi": "Voit käyttää palvelua vain, jos hyväksyt ehdot, ja me emme vastaa siitä, että tiedot katoavat.",
    "hu": "A szolgáltatást csak akkor használhatja, ha elfogadja a feltételeket, és az adatokért nem felelünk.",
    "ro": "Puteți folosi serviciul numai dacă sunteți de acord cu termenii, iar noi nu răspundem de pierderea datelor.",
    "tr": "Hizmeti ancak bu şartları kabul ederseniz kullanabilirsiniz ve veri kaybı için sorumlu değiliz.",
    "vi": "Bạn chỉ được sử dụng dịch vụ khi đồng ý với các điều khoản này và chúng tôi không chịu trách nhiệm.",
    "id": "Anda hanya dapat memakai layanan ini jika setuju dengan ketentuan dan kami tidak menanggung data itu.",
    "uk": "Ви можете користуватися сервісом, лише якщо погоджуєтеся з умовами, і ми не відповідаємо за втрату даних.",
    "he": "מותר להשתמש בשירות רק אם מסכימים לתנאים האלה, ואיננו אחראים לאובדן של מידע.",
    "bg": "Можете да използвате услугата само ако сте съгласни с условията и ние не отговаряме за загубата на данни.",
    "ca": "Podeu fer servir el servei si accepteu les condicions, i no som responsables de la pèrdua de les dades.",
    "et": "Teenust võite kasutada ainult siis, kui nõustute tingimustega, ja me ei vastuta selle eest, mis kaob.",
    "lt": "Paslauga galite naudotis tik tada, kai sutinkate su sąlygomis, ir mes neatsakome už nuostolius ar žalą.",
    "lv": "Pakalpojumu var izmantot tikai tad, ja piekrītat noteikumiem, un mēs neatbildam par zaudējumiem, kas rodas.",
    "fa": "فقط در صورتی می‌توانید از این خدمات استفاده کنید که این شرایط را بپذیرید.",
    "hi": "आप सेवा का उपयोग केवल तभी कर सकते हैं जब आप इन शर्तों से सहमत हों।",
    "hr": "Uslugu možete koristiti samo ako prihvaćate uvjete, a mi ne odgovaramo za gubitak koji bi zbog toga nastao.",
    "sk": "Službu môžete používať iba vtedy, keď súhlasíte s podmienkami, a za stratu, ktorú by ste mali, neručíme.",
    "sl": "Storitev lahko uporabljate le, če se strinjate s pogoji, in mi ne odgovarjamo za izgubo, ki bi nastala.",
    "sr": "Услугу можете користити само ако прихватате услове који су објављени, и њено коришћење је тада дозвољено.",
    "th": "ท่านใช้บริการได้ต่อเมื่อยอมรับข้อกำหนดนี้ และเราไม่รับผิดชอบต่อความสูญหายของข้อมูล",
}


def test_every_language_that_has_a_file_is_told() -> None:
    assert set(TEXTS) == set(load_languages()) - {"any"}


@pytest.mark.parametrize("language", TEXTS)
def test_language_is_told_without_help(language: str) -> None:
    assert detect_language(TEXTS[language] * 2, None) == language


@pytest.mark.parametrize("language", TEXTS)
def test_a_wrong_declaration_is_overruled(language: str) -> None:
    declared = "de-DE" if language == "en" else "en-US"
    assert detect_language(TEXTS[language] * 3, declared) == language


def test_a_declaration_stands_where_the_text_says_nothing() -> None:
    assert detect_language("Acme 2024", "fr-CA") == "fr"
    assert detect_language("", None) is None
    assert detect_language("12 34", "") is None


def test_what_a_person_expects_stands_where_the_text_says_nothing() -> None:
    assert detect_language("Acme 2024", "fr-CA", "de") == "de"
    assert detect_language(TEXTS["en"] * 3, None, "de") == "en"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [("pt-BR", "pt", True), ("no", "nb", True), ("xx-YY", "xx", True), ("en", "de", False), ("xx", "en", False)],
)
def test_codes_of_one_language(one: str, other: str, *, is_same: bool) -> None:
    assert is_same_language(one, other) == is_same


def test_close_sisters_keep_what_is_declared() -> None:
    assert (
        detect_language(
            "Du kan bruke tjenesten og vi er ikke ansvarlige for det som skjer med den på nettet til deg.", "no"
        )
        == "no"
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "is",
            "Þú mátt aðeins nota þjónustuna ef þú samþykkir skilmálana og við berum ekki ábyrgð á tjóni sem verður.",
        ),
        (
            "ga",
            "Ní féidir leat an tseirbhís a úsáid ach amháin má ghlacann tú leis na téarmaí agus níl muid freagrach.",
        ),
        (
            "cy",
            "Dim ond os ydych yn derbyn y telerau y cewch ddefnyddio'r gwasanaeth, ac nid ydym yn gyfrifol.",
        ),
        ("fil", "Magagamit mo lamang ang serbisyo kung sumasang-ayon ka sa mga tuntunin at hindi kami mananagot."),
    ],
)
def test_a_declared_language_without_a_file_is_not_overruled_by_a_few_words_of_others(language: str, text: str) -> None:
    assert detect_language(text * 4, language) == language
    assert detect_language(TEXTS["en"] * 3, language) == "en"
    assert detect_language(TEXTS["cs"] * 3, language) == "cs"
