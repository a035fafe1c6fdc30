"""Bytes become the text a browser would show."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import EmptyDocumentError
from tracker.read.document import read_document
from tracker.read.encoding import decode_body, find_codec
from tracker.read.unlabelled import detect_codec

PRICE = "Gebühr: 5 € – „fällig“"


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        (PRICE.encode(), None, PRICE),
        (PRICE.encode(), "utf8", PRICE),
        (PRICE.encode("cp1252"), None, PRICE),
        (PRICE.encode("cp1252"), "ISO-8859-1", PRICE),  # browsers read Latin-1 as windows-1252
        (codecs.BOM_UTF8 + PRICE.encode(), "iso-8859-1", PRICE),  # a byte order mark beats the header
        (codecs.BOM_UTF16_LE + PRICE.encode("utf-16-le"), None, PRICE),
        (codecs.BOM_UTF16_BE + PRICE.encode("utf-16-be"), "utf-8", PRICE),
        (b'<meta charset="windows-1251">' + "договор".encode("cp1251"), None, '<meta charset="windows-1251">договор'),
        (b"<meta charset=windows-1251>\xe4", "utf-8", "<meta charset=windows-1251>\ufffd"),  # header beats meta
        (  # but not the default of a server over a page that is what it says
            '<meta charset="utf-8">für 40 €'.encode(),
            "iso-8859-1",
            '<meta charset="utf-8">für 40 €',
        ),
        (b'<meta charset="utf-8">f\xfcr', "iso-8859-1", '<meta charset="utf-8">für'),
        (b"<!-- <meta charset=cp1251> -->\xe4", None, "<!-- <meta charset=cp1251> -->ä"),
        (
            b'<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">' + "規約".encode("cp932"),
            None,
            None,
        ),
        (b'<meta charset="utf-16">' + "é".encode(), None, '<meta charset="utf-16">é'),
        ("規約".encode("gb18030"), "gb2312", "規約"),
        ("規約".encode("gb18030"), "GBK", "規約"),
        ("規約①".encode("cp932"), "x-sjis", "規約①"),
        ("약관".encode("cp949"), "ks_c_5601-1987", "약관"),
        (b"price \x80 5", "x-user-defined", "price € 5"),
        (b"\x1b$)C\x0e>`@Z", "iso-2022-kr", "\x1b$)C\x0e>`@Z"),  # a label of attacks says nothing
        (b'<?xml version="1.0" encoding="windows-1251"?>' + "договор".encode("cp1251"), None, None),
        (PRICE.encode("cp1252"), "no-such-charset", PRICE),
        (b"", None, ""),
    ],
)
def test_evidence_is_weighed_as_a_browser_does(body: bytes, charset: str | None, text: str | None):
    decoded = decode_body(body, charset=charset)
    assert decoded == text if text is not None else decoded.endswith(("規約", "договор"))


def test_one_bad_byte_does_not_garble_the_accents_of_a_page():
    body = ("é" * 10).encode() + b"\xe9" + "ü".encode()
    assert decode_body(body, charset=None) == "é" * 10 + "\ufffd" + "ü"


@pytest.mark.parametrize("codec", ["cp1251", "koi8_r", "cp932", "gb18030", "cp949", "cp1253"])
def test_a_label_that_the_bytes_belie_is_not_believed(codec: str):
    text = next(text for codecs_, text in UNLABELLED.items() if codec in codecs_.split())
    page = f"<html><head><meta charset={codec.replace('cp932', 'shift_jis')}></head><body><p>{text}</p></body></html>"
    assert decode_body(page.encode(), charset=None) == page
    assert decode_body(text.encode(), charset="iso-8859-1", is_html=False) == text
    assert decode_body(page.encode(codec), charset="utf-8").endswith(f"<p>{text}</p></body></html>")
    assert decode_body(text.encode(codec), charset="utf-8", is_html=False) == text


def test_of_few_letters_none_of_which_is_what_the_server_says_the_page_tells():
    page = "<meta charset=iso-8859-1><p>It costs 5 € – “net”.</p>"
    assert decode_body(page.encode("cp1252"), charset="utf-8") == page
    assert "\ufffd" in decode_body(page.encode("cp1252") + "é".encode(), charset="utf-8")


def test_a_page_in_utf8_with_damage_stays_what_it_says():
    body = ("é" * 30).encode() + b"\xe9" * 20
    assert decode_body(body, charset="utf-8") == "é" * 30 + "\ufffd" * 20


@pytest.mark.parametrize("charset", [None, "utf-8"])
def test_signs_of_damage_that_are_written_in_utf8_are_no_damage(charset: str | None):
    text = "\ufffd" * 30 + " for f\u00fcr"
    assert decode_body(text.encode(), charset=charset, is_html=False) == text


def test_meta_is_not_looked_for_in_plain_text():
    assert decode_body(b"<meta charset=cp1251>\xe4", charset=None, is_html=False).endswith("ä")


@pytest.mark.parametrize("label", ["utf-7", "rot13", "hex", "idna", "x\0y", "", None, "unicode_escape", "cp932"])
def test_labels_that_are_no_page_encoding_are_ignored(label: str | None):
    assert find_codec(label) is None


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "latin1", "utf-16", "big5", "euc-kr", "x-sjis", "?"]))
def test_decoding_never_fails(body: bytes, charset: str | None):
    assert isinstance(decode_body(body, charset=charset), str)


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=100).filter(lambda text: not text.startswith("\ufeff"))
)
def test_utf8_is_read_as_it_is(text: str):
    assert decode_body(text.encode(), charset=None, is_html=False) == text


# --- pages that say nothing of their encoding ---------------------------------------------------------------

# A few sentences each: how a contract speaks.
UNLABELLED = {
    "cp1251 koi8_r cp866 iso8859_5": (
        "Настоящие правила действуют для всех покупателей. Заказчик обязан хранить пароль в тайне и не переда"
        "вать его другим лицам. Исполнитель вправе изменить правила, предупредив об этом за тридцать дней."
    ),
    "koi8_u": (
        "Ці правила діють для всіх покупців. Замовник зобов'язаний зберігати пароль у таємниці та не передава"
        "ти його іншим особам. Виконавець має право змінити правила, попередивши про це за тридцять днів."
    ),
    "cp1253": (
        "Οι όροι αυτοί ισχύουν για όλους τους πελάτες. Ο πελάτης οφείλει να φυλάσσει τον κωδικό του και να μη"
        "ν τον δίνει σε άλλους. Η εταιρεία μπορεί να αλλάξει τους όρους με προειδοποίηση τριάντα ημερών."
    ),
    "cp1255": (
        "התנאים האלה חלים על כל הלקוחות. הלקוח חייב לשמור את הסיסמה שלו בסוד ולא למסור אותה לאחרים. החברה רשא"
        "ית לשנות את התנאים בהודעה של שלושים יום מראש."
    ),
    "cp1256": (
        "تسري هذه الشروط على جميع العملاء. يجب على العميل أن يحفظ كلمة المرور ولا يسلمها إلى غيره. يحق للشركة"
        " أن تغير الشروط بعد إشعار مدته ثلاثون يوما."
    ),
    "cp874": ("ข้อตกลงนี้ใช้กับลูกค้าทุกคน ลูกค้าต้องเก็บรหัสผ่านเป็นความลับและไม่ให้ผู้อื่น บริษัทอาจแก้ไขข้อตกลงได้โดยแจ้งล่วงหน้าสามสิบวัน"),
    "cp932 euc_jp iso2022_jp": (
        "この規約はすべてのお客様に適用されます。お客様は暗証番号を秘密にし、他人に渡してはなりません。当社は"
        "三十日前に通知することで、規約を変更することができます。"
    ),
    "gb18030": ("本规则适用于所有客户。客户必须对密码保密，不得交给他人。公司可以在提前三十天通知后修改规则。"),
    "big5hkscs": ("本規則適用於所有客戶。客戶必須對密碼保密，不得交給他人。公司可以在提前三十天通知後修改規則。"),
    "cp949": (
        "이 규칙은 모든 고객에게 적용됩니다. 고객은 비밀번호를 비밀로 하고 다른 사람에게 주어서는 안 됩니다. "
        "회사는 삼십 일 전에 알리고 규칙을 바꿀 수 있습니다."
    ),
    "cp1252": (
        "Diese Regeln gelten für alle Käufer. Wer den Schlüssel verliert, muss das sofort melden – höchstens "
        "„drei Tage“ später. Wir können die Regeln ändern und geben dafür dreißig Tage Zeit, à conto."
    ),
    "cp1250 iso8859_2": (
        "Te zasady są dla wszystkich. Klient nie może dać hasła innym osobom i musi je mieć w tajemnicy. Firm"
        "a może zmienić zasady po trzydziestu dniach od dnia, w którym o tym powie, jak również przez stronę,"
        " które są za to. "
    ),
    "cp1254": (
        "Bu kurallar bütün müşteriler için geçerlidir ve bir sözleşme olarak kabul edilir. Müşteri şifresini "
        "gizli tutmak ile yükümlüdür, bu nedenle kimseye vermez. Şirket bu kuralları değiştirebilir veya ipta"
        "l edebilir."
    ),
}
PAGES = [(codec, text) for codecs_, text in UNLABELLED.items() for codec in codecs_.split()]


@pytest.mark.parametrize(("codec", "text"), PAGES)
def test_a_page_without_a_label_is_read_in_the_encoding_it_was_written_in(codec: str, text: str):
    page = f"<html><head><title>Shop</title></head><body><h1>Terms</h1><p>{text}</p><p>{text}</p></body></html>"
    assert decode_body(page.encode(codec), charset=None) == page
    assert decode_body((text * 2).encode(codec), charset=None, is_html=False) == text * 2


@pytest.mark.parametrize(("codec", "text"), PAGES)
def test_one_word_less_or_one_more_reads_no_page_otherwise(codec: str, text: str):
    sentences = text * 2
    told = detect_codec(sentences.encode(codec))
    words = sentences.split(" ") if " " in sentences else list(sentences)
    glue = " " if " " in sentences else ""
    for at in range(len(words)):
        for others in ([], ["ACME® “Plus” 2024"]):
            changed = glue.join([*words[:at], *others, *words[at + 1 :]]).encode(codec, "ignore")
            assert detect_codec(changed) == told, words[at]


def test_a_bad_byte_in_a_long_page_changes_nothing_else():
    lines = [f"{n}. {UNLABELLED['cp949']}" for n in range(60)]
    body = "\n".join(lines).encode("cp949")
    assert decode_body(body + b"\xff\xff", charset=None, is_html=False).startswith("\n".join(lines))


@pytest.mark.parametrize(
    "text", ["Prices are in € – “all in”. ©®™ Example", "•••••••• Café ········", "«\xa0Prix\xa0» §§ ½¼¾"]
)
def test_a_few_signs_are_western(text: str):
    assert decode_body(text.encode("cp1252"), charset=None, is_html=False) == text


@given(st.binary(max_size=400))
def test_any_bytes_are_told_the_same_way_twice(body: bytes):
    assert detect_codec(body) == detect_codec(bytes(body))


@pytest.mark.parametrize(("codec", "charset"), [("utf-16-le", "utf-16"), ("utf-16-be", "UTF-16BE"), ("utf-16", None)])
def test_a_page_of_two_bytes_a_sign_is_text(codec: str, charset: str | None):
    markup = "<html><body><h1>Oars</h1><p>Each boat has two oars, which cost 4 € a day.</p></body></html>"
    reading = read_document(markup.encode(codec), media_type="text/html", charset=charset)
    assert [section.text for section in reading.sections] == ["Each boat has two oars, which cost 4 € a day."]


def test_two_bytes_a_sign_that_nobody_told_of_are_no_text():
    with pytest.raises(EmptyDocumentError):
        read_document("Each boat has two oars.".encode("utf-16-le"))
