"""One sentence that changed, per language and kind of reason -> the reason in the words of that language."""

from __future__ import annotations

import pytest
from test_significance_rules import make_change

from tracker.compare.weigh.significance import rate_change
from tracker.compare.weigh.topics import TOPIC_NAMES, find_topics, list_deaf_topics
from tracker.languages import ANY, load_languages
from tracker.model import Significance

# language, old, new, and the reason that is given for the change
OBLIGATIONS = [
    ("en", "The guest may pay.", "The guest must pay.", "obligation: may -> must"),
    ("de", "Der Gast kann zahlen.", "Der Gast muss zahlen.", "obligation: kann -> muss"),
    ("fr", "Le client peut payer.", "Le client doit payer.", "obligation: peut -> doit"),
    ("es", "El cliente puede pagar.", "El cliente debe pagar.", "obligation: puede -> debe"),
    ("it", "Il cliente può pagare.", "Il cliente deve pagare.", "obligation: può -> deve"),
    ("pt", "O cliente pode pagar.", "O cliente deve pagar.", "obligation: pode -> deve"),
    ("nl", "De gast kan betalen.", "De gast moet betalen.", "obligation: kan -> moet"),
    ("pl", "Klient może zapłacić.", "Klient musi zapłacić.", "obligation: może -> musi"),
    ("cs", "Host může zaplatit.", "Host musí zaplatit.", "obligation: může -> musí"),
    ("sv", "Gästen kan betala.", "Gästen måste betala.", "obligation: kan -> måste"),
    ("da", "Gæsten kan betale.", "Gæsten skal betale.", "obligation: kan -> skal"),
    ("nb", "Gjesten kan betale.", "Gjesten må betale.", "obligation: kan -> må"),
    ("fi", "Vieras voi maksaa.", "Vieraan pitää maksaa.", "obligation: voi -> pitää"),
    ("hu", "A vendég fizethet.", "A vendég köteles fizetni.", "obligation: fizethet -> köteles"),
    ("ro", "Clientul poate plăti.", "Clientul trebuie să plătească.", "obligation: poate -> trebuie"),
    ("el", "Ο πελάτης μπορεί να πληρώσει.", "Ο πελάτης πρέπει να πληρώσει.", "obligation: μπορεί -> πρέπει"),
    ("ru", "Гость может платить.", "Гость должен платить.", "obligation: может -> должен"),
    ("uk", "Гість може платити.", "Гість повинен платити.", "obligation: може -> повинен"),
    ("tr", "Misafir ödeyebilir.", "Misafir ödemelidir.", "obligation: ödeyebilir -> ödemelidir"),
    ("ar", "يجوز للعميل الدفع.", "يجب على العميل الدفع.", "obligation: يجوز -> يجب"),
    ("he", "הלקוח רשאי לשלם.", "הלקוח חייב לשלם.", "obligation: רשאי -> חייב"),
    ("ja", "支払うことができます。", "支払う必要があります。", "obligation: できます -> 必要があります"),
    (
        "ko",
        "납부할 수 있습니다.",
        "납부하여야 합니다.",
        "obligation: 납부할 수 있습니다 -> 납부하여야 합니다",
    ),
    ("zh", "客人可以付款。", "客人必须付款。", "obligation: 可以 -> 必须"),
    ("vi", "Khách có thể trả tiền.", "Khách phải trả tiền.", "obligation: có thể -> phải"),
    ("th", "แขกอาจชำระเงิน", "แขกต้องชำระเงิน", "obligation: อาจ -> ต้อง"),
    ("id", "Tamu dapat membayar.", "Tamu harus membayar.", "obligation: dapat -> harus"),
]
NEGATIONS = [
    ("en", "We sell boats.", "We do not sell boats.", 'negation: added "not"'),
    ("de", "Wir haften.", "Wir haften nicht.", 'negation: added "nicht"'),
    ("fr", "Nous ne vendons pas vos listes.", "Nous vendons vos listes.", 'negation: removed "pas"'),
    ("es", "Vendemos barcos.", "No vendemos barcos.", 'negation: added "no"'),
    ("it", "Vendiamo le barche.", "Non vendiamo le barche.", 'negation: added "non"'),
    ("pt", "Vendemos barcos.", "Não vendemos barcos.", 'negation: added "não"'),
    ("nl", "Wij verkopen boten.", "Wij verkopen geen boten.", 'negation: added "geen"'),
    ("pl", "Sprzedajemy łodzie.", "Nie sprzedajemy łodzi.", 'negation: added "nie"'),
    ("cs", "Host má nárok.", "Host nemá nárok.", 'negation: added "nemá"'),
    ("sv", "Vi säljer båtar.", "Vi säljer inte båtar.", 'negation: added "inte"'),
    ("da", "Vi sælger både.", "Vi sælger ikke både.", 'negation: added "ikke"'),
    ("nb", "Vi selger båter.", "Vi selger ikke båter.", 'negation: added "ikke"'),
    ("fi", "Seura myy veneitä.", "Seura ei myy veneitä.", 'negation: added "ei"'),
    ("hu", "Eladjuk a csónakot.", "Nem adjuk el a csónakot.", 'negation: added "nem"'),
    ("ro", "Vindem bărci.", "Nu vindem bărci.", 'negation: added "nu"'),
    ("el", "Πουλάμε βάρκες.", "Δεν πουλάμε βάρκες.", 'negation: added "δεν"'),
    ("ru", "Мы продаём лодки.", "Мы не продаём лодки.", 'negation: added "не"'),
    ("uk", "Ми продаємо човни.", "Ми не продаємо човни.", 'negation: added "не"'),
    ("tr", "Kulüp sorumludur.", "Kulüp sorumlu değildir.", 'negation: added "değildir"'),
    ("ar", "نبيع القوارب.", "لا نبيع القوارب.", 'negation: added "لا"'),
    ("he", "אנו מוכרים סירות.", "אנו לא מוכרים סירות.", 'negation: added "לא"'),
    ("ja", "船を売ります。", "船を売りません。", 'negation: added "ません"'),
    ("ko", "배를 팝니다.", "배를 팔지 않습니다.", 'negation: added "않습니다"'),
    ("zh", "我们出售船只。", "我们不出售船只。", 'negation: added "不"'),
    ("vi", "Chúng tôi bán thuyền.", "Chúng tôi không bán thuyền.", 'negation: added "không"'),
    ("th", "เราขายเรือ", "เราไม่ขายเรือ", 'negation: added "ไม่"'),
    ("id", "Kami menjual perahu.", "Kami tidak menjual perahu.", 'negation: added "tidak"'),
]
CONSENTS = [
    ("en", "We film you.", "We film you without your consent.", "consent"),
    ("de", "Wir filmen Sie.", "Wir filmen Sie ohne Ihre Einwilligung.", "consent"),
    ("fr", "Nous vous filmons.", "Nous vous filmons sans votre consentement.", "consent"),
    ("es", "Filmamos al cliente.", "Filmamos al cliente sin su consentimiento.", "consent"),
    ("it", "Filmiamo il cliente.", "Filmiamo il cliente senza il suo consenso.", "consent"),
    ("pt", "Filmamos o cliente.", "Filmamos o cliente sem o seu consentimento.", "consent"),
    ("nl", "Wij filmen u.", "Wij filmen u zonder toestemming.", "consent"),
    ("pl", "Filmujemy klienta.", "Filmujemy klienta bez zgody.", "consent"),
    ("cs", "Natáčíme hosta.", "Natáčíme hosta bez souhlasu.", "consent"),
    ("sv", "Vi filmar gästen.", "Vi filmar gästen utan samtycke.", "consent"),
    ("da", "Vi filmer gæsten.", "Vi filmer gæsten uden samtykke.", "consent"),
    ("nb", "Vi filmer gjesten.", "Vi filmer gjesten uten samtykke.", "consent"),
    ("fi", "Kuvaamme vierasta.", "Kuvaamme vierasta ilman suostumusta.", "consent"),
    ("hu", "Filmezzük a vendéget.", "Filmezzük a vendéget hozzájárulás nélkül.", "consent"),
    ("ro", "Filmăm clientul.", "Filmăm clientul fără acordul lui.", "consent"),
    ("el", "Κινηματογραφούμε τον πελάτη.", "Κινηματογραφούμε τον πελάτη χωρίς τη συγκατάθεσή του.", "consent"),
    ("ru", "Мы снимаем гостя.", "Мы снимаем гостя без согласия.", "consent"),
    ("uk", "Ми знімаємо гостя.", "Ми знімаємо гостя без згоди.", "consent"),
    ("tr", "Misafiri filme alırız.", "Misafiri rızası olmadan filme alırız.", "consent"),
    ("ar", "نصور العميل.", "نصور العميل دون موافقة.", "consent"),
    ("he", "אנו מצלמים את הלקוח.", "אנו מצלמים את הלקוח ללא הסכמה.", "consent"),
    ("ja", "お客様を撮影します。", "同意なくお客様を撮影します。", "consent"),
    ("ko", "고객을 촬영합니다.", "동의 없이 고객을 촬영합니다.", "consent"),
    ("zh", "我们拍摄客人。", "我们未经同意拍摄客人。", "consent"),
    ("vi", "Chúng tôi quay phim khách.", "Chúng tôi quay phim khách khi có sự đồng ý.", "consent"),
    ("th", "เราถ่ายภาพแขก", "เราถ่ายภาพแขกเมื่อได้รับความยินยอม", "consent"),
    ("id", "Kami merekam tamu.", "Kami merekam tamu tanpa persetujuan.", "consent"),
]
SCOPES = [
    ("en", "Some boats leak.", "All boats leak.", "scope: some -> all"),
    ("de", "Einige Boote lecken.", "Alle Boote lecken.", "scope: einige -> alle"),
    ("fr", "Le bateau sert au port.", "Le bateau sert uniquement au port.", 'scope: added "uniquement"'),
    ("es", "El barco sirve en el puerto.", "El barco sirve solo en el puerto.", 'scope: added "solo"'),
    ("it", "La barca serve nel porto.", "La barca serve solo nel porto.", 'scope: added "solo"'),
    ("pt", "O barco serve no porto.", "O barco serve apenas no porto.", 'scope: added "apenas"'),
    ("nl", "De boot vaart hier.", "De boot vaart alleen hier.", 'scope: added "alleen"'),
    ("pl", "Łódź pływa tutaj.", "Łódź pływa tylko tutaj.", 'scope: added "tylko"'),
    ("cs", "Loď pluje zde.", "Loď pluje pouze zde.", 'scope: added "pouze"'),
    ("sv", "Båten går här.", "Båten går endast här.", 'scope: added "endast"'),
    ("da", "Båden sejler her.", "Båden sejler kun her.", 'scope: added "kun"'),
    ("nb", "Båten går her.", "Båten går kun her.", 'scope: added "kun"'),
    ("fi", "Vene kulkee täällä.", "Vene kulkee vain täällä.", 'scope: added "vain"'),
    ("hu", "A csónak itt jár.", "A csónak csak itt jár.", 'scope: added "csak"'),
    ("ro", "Barca merge aici.", "Barca merge doar aici.", 'scope: added "doar"'),
    ("el", "Η βάρκα πλέει εδώ.", "Η βάρκα πλέει μόνο εδώ.", 'scope: added "μόνο"'),
    ("ru", "Лодка плывёт здесь.", "Лодка плывёт только здесь.", 'scope: added "только"'),
    ("uk", "Човен пливе тут.", "Човен пливе лише тут.", 'scope: added "лише"'),
    ("tr", "Tekne burada yüzer.", "Tekne sadece burada yüzer.", 'scope: added "sadece"'),
    ("ar", "القارب يبحر هنا.", "القارب يبحر هنا فقط.", 'scope: added "فقط"'),
    ("he", "הסירה שטה כאן.", "הסירה שטה רק כאן.", 'scope: added "רק"'),
    ("ja", "港で使います。", "港のみで使います。", 'scope: added "のみ"'),
    ("ko", "배는 여기서 다닙니다.", "모든 배는 여기서 다닙니다.", 'scope: added "모든"'),
    ("zh", "船在港口使用。", "船仅在港口使用。", 'scope: added "仅"'),
    ("vi", "Thuyền chạy ở đây.", "Thuyền chỉ chạy ở đây.", 'scope: added "chỉ"'),
    ("th", "เรือแล่นที่นี่", "เรือแล่นที่นี่เท่านั้น", 'scope: added "เท่านั้น"'),
    ("id", "Perahu berlayar di sini.", "Perahu hanya berlayar di sini.", 'scope: added "hanya"'),
]
NUMBERS = [
    ("en", "Wait sixty days.", "Wait ninety days.", "number: sixty -> ninety"),
    ("de", "Nach sechs Tagen.", "Nach neun Tagen.", "number: sechs -> neun"),
    ("fr", "Après six jours.", "Après neuf jours.", "number: six -> neuf"),
    ("es", "Tras seis días.", "Tras nueve días.", "number: seis -> nueve"),
    ("it", "Dopo sei giorni.", "Dopo nove giorni.", "number: sei -> nove"),
    ("pt", "Após seis dias.", "Após nove dias.", "number: seis -> nove"),
    ("nl", "Na zes dagen.", "Na negen dagen.", "number: zes -> negen"),
    ("pl", "Po sześciu dniach.", "Po dziesięciu dniach.", "number: sześciu -> dziesięciu"),
    ("cs", "Po šesti dnech.", "Po deseti dnech.", "number: šesti -> deseti"),
    ("sv", "Efter sex dagar.", "Efter nio dagar.", "number: sex -> nio"),
    ("da", "Efter seks dage.", "Efter ni dage.", "number: seks -> ni"),
    ("nb", "Etter seks dager.", "Etter ni dager.", "number: seks -> ni"),
    ("fi", "Seuraa kuusi päivää.", "Seuraa kymmenen päivää.", "number: kuusi -> kymmenen"),
    ("hu", "Ez hat nap.", "Ez tíz nap.", "number: hat -> tíz"),
    ("ro", "După șase zile.", "După zece zile.", "number: șase -> zece"),
    ("el", "Μετά από έξι ημέρες.", "Μετά από δέκα ημέρες.", "number: έξι -> δέκα"),
    ("ru", "Через шесть дней.", "Через десять дней.", "number: шесть -> десять"),
    ("uk", "Через шість днів.", "Через десять днів.", "number: шість -> десять"),
    ("tr", "Süre altı gündür.", "Süre dokuz gündür.", "number: altı -> dokuz"),
    ("ar", "بعد ستة أيام.", "بعد تسعة أيام.", "number: ستة -> تسعة"),
    ("he", "אחרי שישה ימים.", "אחרי תשעה ימים.", "number: שישה -> תשעה"),
    ("ja", "期間は六日です。", "期間は九日です。", "number: 六 -> 九"),
    ("ko", "여섯 달 뒤.", "아홉 달 뒤.", "number: 여섯 -> 아홉"),
    ("zh", "期限为六天。", "期限为九天。", "number: 六 -> 九"),
    ("vi", "Sau sáu ngày.", "Sau chín ngày.", "number: sáu -> chín"),
    ("th", "ภายในหกวัน", "ภายในเก้าวัน", "number: หก -> เก้า"),
    ("id", "Setelah enam hari.", "Setelah sembilan hari.", "number: enam -> sembilan"),
]
PAIRS = [*OBLIGATIONS, *NEGATIONS, *CONSENTS, *SCOPES, *NUMBERS]
LANGUAGES = [code for code in load_languages() if code != ANY]


@pytest.mark.parametrize(("language", "old", "new", "reason"), PAIRS)
def test_a_change_gives_its_reason_in_the_words_of_its_language(language: str, old: str, new: str, reason: str) -> None:
    _, reasons = rate_change(make_change(old, new), language=language)
    assert any(one == reason or one.startswith(f"{reason}:") for one in reasons), reasons


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("it", "Si naviga nel porto.", "Si naviga all'interno del porto."),  # no English "all"
        ("fr", "Le port est ouvert.", "Le port sans or est ouvert."),  # no English "or"
        ("nl", "De boot ligt hier.", "De boot ligt pas hier."),  # "pas" is "only just", not French for "not"
        ("xx", "Bato may dagat.", "Bato must dagat all not."),
        (None, "Bato may dagat.", "Bato must dagat all not."),
    ],
)
def test_no_word_of_another_language_is_a_reason(language: str | None, old: str, new: str) -> None:
    _, reasons = rate_change(make_change(old, new), language=language)
    kinds = {reason.partition(":")[0] for reason in reasons}
    assert not kinds & {"scope", "obligation", "connective", "topic"}, reasons
    assert 'negation: added "pas"' not in reasons


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_is_heard_in_every_language(language: str) -> None:
    assert list_deaf_topics(language) == ()


def test_a_topic_speaks_in_the_language_of_its_document() -> None:
    assert find_topics("Der Club entscheidet per Arbitration Board.", "de") == ()
    assert find_topics("Streitigkeiten gehen an das Schiedsgericht.", "de") == ("arbitration",)
    assert find_topics("Wir trainieren damit AI.", "de") == ("AI training",)
    assert find_topics("Disputes go to arbitration.", "xx") == ()
    assert set(list_deaf_topics("xx")) == set(TOPIC_NAMES)


@pytest.mark.parametrize(
    ("language", "old", "new", "term"),
    [
        ("en", '"Boat" means a rowing boat.', '"Boat" means a rowing or sailing boat.', "Boat"),
        ("it", '"Barca" indica un natante.', '"Barca" indica un natante a remi.', "Barca"),
        ("pl", '"Łódź" oznacza łódź wiosłową.', '"Łódź" oznacza łódź żaglową.', "Łódź"),
        ("ru", '"Лодка" означает вёсельную лодку.', '"Лодка" означает парусную лодку.', "Лодка"),
        ("id", '"Perahu" berarti perahu dayung.', '"Perahu" berarti perahu layar.', "Perahu"),
    ],
)
def test_an_edited_definition_is_named(language: str, old: str, new: str, term: str) -> None:
    _, reasons = rate_change(make_change(old, new), language=language)
    assert f'defined term: "{term}"' in reasons


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Book a boat {} days before the trip."),
        ("ja", "船は利用日の{}日前までに予約する。"),
        ("zh", "请于出发{}天前预订船只。"),
        ("ko", "배는 이용일 {}일 전까지 예약한다."),
        ("vi", "Đặt thuyền {} ngày trước chuyến đi."),
        ("th", "จองเรือ {} วันก่อนเดินทาง"),
        ("tr", "Tekneyi geziden {} gün önce ayırtın."),
        ("el", "Κρατήστε τη βάρκα πριν {} ημέρες."),
        ("cs", "Loď rezervujte před {} dny."),
        ("ar", "احجز القارب قبل {} أيام من الرحلة."),
        ("he", "הזמינו סירה לפני {} ימים."),
        ("zh", "新价格将于{}天后生效。"),
        ("sv", "Det nya priset träder i kraft om {} dagar."),
    ],
)
def test_a_time_limit_is_never_how_long_ago_something_was(language: str, line: str) -> None:
    significance, reasons = rate_change(make_change(line.format(7), line.format(14)), language=language)
    assert significance is Significance.SUBSTANTIVE, reasons
