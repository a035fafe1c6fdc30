"""PDFs written for the purpose become the blocks a reader sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paper import Words, set_lines, write_pdf

from tracker.errors import EmptyDocumentError, ReadingError
from tracker.model import Block, BlockKind
from tracker.read.pdf.file import read_pdf
from tracker.read.pdf.hyphens import LineEnds
from tracker.read.pdf.legible import is_legible

FILLER = [
    "The swimming pool is open from the first of May until the last day of September in",
    "every year, except on days on which the water is changed or the weather is such that",
    "the staff keeps it closed. Children under the age of eight swim only with an adult.",
]
LEFT = [
    "Guests shower before they enter",
    "the pool and leave their shoes at",
    "the door. Food is eaten only on",
    "the lawn, and glass stays outside",
    "the fence at all times. Dogs wait",
    "in front of the gate.",
]
RIGHT = [
    "Lockers are emptied each evening.",
    "What is found in them is kept for",
    "two weeks at the desk and is then",
    "given away. Keys that are lost are",
    "paid for. The staff may ask anyone",
    "who breaks these rules to leave.",
]


def show(blocks: tuple[Block, ...]) -> list[str]:
    return [
        f"h{block.level} {block.text}"
        if block.kind is BlockKind.HEADING
        else f"{block.kind.value} {block.marker or ''}{block.text}"
        for block in blocks
    ]


def read_page(*words: Words) -> list[str]:
    return show(read_pdf(write_pdf([words])).blocks)


def test_lines_become_paragraphs_and_large_type_headings():
    page = [
        Words("Pool Rules", 72, 740, 22, True),
        Words("Opening hours", 72, 700, 15, True),
        *set_lines(FILLER, 72, 680),
        *set_lines(["A second paragraph follows after a gap."], 72, 620),
        Words("Prices", 72, 590, 15, True),
        *set_lines(["Three coins a day."], 72, 570),
    ]
    assert read_page(*page) == [
        "h1 Pool Rules",
        "h2 Opening hours",
        f"paragraph {' '.join(FILLER)}",
        "paragraph A second paragraph follows after a gap.",
        "h2 Prices",
        "paragraph Three coins a day.",
    ]


def test_columns_are_read_one_after_the_other_even_when_the_file_interleaves_them():
    rows = [words for pair in zip(set_lines(LEFT, 72, 700), set_lines(RIGHT, 320, 700), strict=True) for words in pair]
    text = " ".join(show(read_pdf(write_pdf([rows])).blocks))
    assert text.replace("paragraph ", "") == " ".join(LEFT + RIGHT)


COLUMN = [
    "Guests shower before they go in,", "and they leave their boots at the", "door of the hall, where the staff",
    "looks after them until they leave.", "Whoever runs on the edge is asked", "to go home for the day, and so is",
    "whoever jumps in beside a swimmer", "or dives where the water is low,", "as the signs on the wall all say,",
    "or who takes glass into the pool.", "Children under eight come with an", "adult who can swim and watches.",
]  # fmt: skip


def test_a_number_that_runs_up_the_margin_stands_below_all_lines():
    margin = Words("FORM 12-0003 (27V) 5.24", 590, 640, size=7, angle=90)
    rows = [words for pair in zip(set_lines(LEFT, 72, 700), set_lines(RIGHT, 320, 700), strict=True) for words in pair]
    text = " ".join(show(read_pdf(write_pdf([[margin, *rows]])).blocks))
    assert text.replace("paragraph ", "") == " ".join([*LEFT, *RIGHT, margin.text])


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_that_is_turned_is_read_as_one_that_stands_upright(angle: int):
    lines = ["1. Entry", "Guests shower before they go in, and", "they leave their boots at the door.", "2. Fines"]
    along, across = {90: (0, 1), 180: (-1, 0), 270: (0, -1)}[angle]
    turned = [Words(line, 300 + 14 * at * across, 400 - 14 * at * along, angle=angle) for at, line in enumerate(lines)]
    upright = set_lines(lines, 72, 700)
    assert show(read_pdf(write_pdf([turned])).blocks) == show(read_pdf(write_pdf([upright])).blocks)


def test_a_stamp_aslant_over_the_page_is_no_text():
    stamp = Words("DRAFT", 150, 300, size=90, angle=45)
    plain, stamped = ([[*first, *set_lines(LEFT, 72, 700)]] for first in ([], [stamp]))
    assert show(read_pdf(write_pdf(stamped)).blocks) == show(read_pdf(write_pdf(plain)).blocks)


def test_three_columns_that_stand_near_each_other_are_read_one_after_the_other():
    # 9 points high, the widest line a good 10 points from the next column
    columns = [[f"{number} {line}" for line in COLUMN * 2] for number in ("A", "B", "C")]
    words = [
        one for at, lines in enumerate(columns) for one in set_lines(lines, 50 + 170 * at, 700, size=9, leading=11)
    ]
    text = " ".join(show(read_pdf(write_pdf([words])).blocks)).replace("paragraph ", "")
    assert text == " ".join(line for lines in columns for line in lines)


def test_a_title_beside_a_line_of_the_other_column_stays_in_its_own():
    left, right = set_lines(LEFT * 2, 72, 700), set_lines(RIGHT * 2, 320, 672)
    blocks = show(read_pdf(write_pdf([[*left, Words("Guests", 320, 700, 18), *right]])).blocks)
    assert sum(block.endswith("Guests") for block in blocks) == 1


def test_a_small_figure_above_the_line_is_the_mark_of_a_note():
    words = [
        *(Words("Each guest pays the fee", 72, 700), Words("1", 193, 704, 7)),
        Words("and swims for an hour at most.", 200, 700),
    ]
    assert read_page(*words) == ["paragraph Each guest pays the fee¹ and swims for an hour at most."]


def test_columns_of_short_clauses_are_read_one_after_the_other():
    rules = ["No dogs.", "No glass.", "No shouting.", "No diving.", "No food.", "No boots.", "No music.", "No fire."]
    words = [
        Words(f"{number}. {rule}", 72 if number <= 4 else 320, 700 - 16 * ((number - 1) % 4))
        for number, rule in enumerate(rules, 1)
    ]
    assert read_page(*words) == [f"paragraph {number}. {rule}" for number, rule in enumerate(rules, 1)]


def test_a_line_that_begins_with_a_reference_begins_no_clause():
    lines = [
        "4. The staff may send guests away for a day or for good for all the reasons listed in",
        "Section 5 of these rules, and for what is said in the last sentence of paragraph",
        "(b) above, or where a guest was warned before.",
        "5. Nobody runs.",
    ]
    assert read_page(*set_lines(lines, 72, 700)) == [f"paragraph {' '.join(lines[:3])}", "paragraph 5. Nobody runs."]


CUT_REFERENCES = [
    # what stands under the words of its item
    (["3. The staff pays what a guest gave back at once, and never later than within", "14 days after that."], 13),
    (["4. For how clean the water is the jury gives each of the pools a mark from", "1 to 10, and adds them."], 13),
    # after a figure at the end of a full line
    (["Guests may object at any time to what the town does with the picture under Article 6", "section 1."], 0),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "dent"), CUT_REFERENCES)
def test_a_number_at_the_start_of_a_line_that_goes_on_is_no_label(lines: list[str], dent: int):
    words = [Words(line, 72 + dent * min(at, 1), 700 - 14 * at) for at, line in enumerate(lines)]
    assert read_page(*words) == [f"paragraph {' '.join(lines)}"]


@pytest.mark.parametrize(("label", "lead"), [("4.", "4. Lost keys."), ("(b)", "(b) Lost keys."), ("Of", "")])
def test_a_label_before_bold_words_is_as_bold_as_they(label: str, lead: str):
    words = [Words(label, 72, 700), Words("Lost keys.", 92, 700, 11, True), Words("They are paid for.", 150, 700)]
    block = read_pdf(write_pdf([words])).blocks[0]
    assert (block.text, block.text[: block.lead]) == (f"{label} Lost keys. They are paid for.", lead)


def test_a_number_that_counts_on_is_a_label_although_the_line_before_has_no_stop():
    lines = [
        "2. Whoever was found asleep in a locker of the hall by the staff on duty there",
        "3. Guests without boots",
    ]
    assert read_page(*set_lines(lines, 72, 700)) == [f"paragraph {line}" for line in lines]


def test_a_line_of_bold_words_in_a_sentence_begins_no_paragraph():
    plain = "The staff tells each guest who asks for it at the desk what was found out about the"
    words = [Words(plain, 72, 700), Words("keeping of lost boots.", 72, 686, 11, True)]
    assert read_page(*words) == [f"paragraph {plain} keeping of lost boots."]


def test_an_accent_that_is_printed_as_a_sign_of_its_own_is_put_on_its_letter():
    words = [Words("F", 72, 700), Words("\u00a8", 79.9, 700), Words("oreningen badar varje dag.", 78.7, 700)]
    assert read_page(*words) == ["paragraph F\u00f6reningen badar varje dag."]
    assert read_page(Words("\u00a8", 74.1, 702), Words("Andring av badet nere vid hamnen.", 72, 700)) == [
        "paragraph \u00c4ndring av badet nere vid hamnen."
    ]
    assert read_page(Words("Type ^ and ~ at the door.", 72, 700)) == ["paragraph Type ^ and ~ at the door."]


def test_columns_whose_lines_end_early_are_read_one_after_the_other():
    left = ["Guests shower before they go into the", "pool."] * 5 + [
        "Nobody runs along the edge of the pool in the hall."
    ] * 12
    right = ["Lockers are emptied each evening by the staff of the hall."] * 22
    rows = [*set_lines(left, 50, 740, size=8, leading=10), *set_lines(right, 320, 740, size=8, leading=10)]
    text = " ".join(show(read_pdf(write_pdf([rows])).blocks)).replace("paragraph ", "")
    assert text == " ".join(left + right)


def test_labels_and_titles_of_a_column_stand_left_of_its_words():
    def set_column(left: float, first: int) -> list[Words]:
        words = [Words(f"{first}. Rules of the pool", left, 740, 8)]
        for at in range(30):
            if at % 5 == 0:
                words.append(Words(f"{at // 5 + 1}.", left + 8, 720 - 11 * at, 8))
            words.append(Words("Whoever leaves early pays", left + 28, 720 - 11 * at, 8))
        return words

    left, right = set_column(50, 1), set_column(320, 2)
    mixed = sorted([*left, *right], key=lambda one: (-one.y, one.x))
    text = " ".join(show(read_pdf(write_pdf([mixed])).blocks)).replace("paragraph ", "")
    assert text == " ".join(one.text for one in [*left, *right])


def test_running_lines_and_page_numbers_go_and_a_sentence_runs_over_the_page():
    def page(number: int, lines: list[str]) -> list[Words]:
        return [
            Words("Town Baths - Rules", 72, 770, 9),
            *set_lines(lines, 72, 720),
            Words(f"Page {number} of 3", 280, 30, 9),
        ]

    pages = [page(1, FILLER[:2]), page(2, [FILLER[2], "Prices are on the board."]), page(3, ["The end comes here."])]
    assert show(read_pdf(write_pdf(pages)).blocks) == [
        f"paragraph {FILLER[0]} {FILLER[1]} {FILLER[2]} Prices are on the board.",
        "paragraph The end comes here.",
    ]


def test_a_line_that_stands_once_at_the_edge_stays():
    pages = [[*set_lines([*FILLER, "Signed at the pool."], 72, 720)], [*set_lines(FILLER[:2], 72, 720)]]
    assert "Signed at the pool." in show(read_pdf(write_pdf(pages)).blocks)[0]


def test_hyphens_are_undone_unless_the_document_writes_the_word_with_one():
    lines = [
        "A third-party provider cleans the water every morning before the doors are ope-",
        "ned, and the town pays for that. What the provider does is no business of third-",
        "party visitors, and they may not enter the rooms in which the pumps of the pool",
    ]
    assert read_page(*set_lines(lines, 72, 700)) == [
        "paragraph A third-party provider cleans the water every morning before the doors are opened, and the town "
        "pays for that. What the provider does is no business of third-party visitors, and they may not enter the "
        "rooms in which the pumps of the pool"
    ]


TYPED = [
    "The round-trip fare covers a well-known stretch of the coast, a sit-down meal and one off-season day on deck.",
    "Only first-come guests get a mid-ship berth.",
]
LINE_ENDS = [
    # no line but this one ends in a hyphen, and hyphens abound: it was typed
    ([*TYPED, "Whoever wants a rain-", "proof berth asks for one."], "a rain-proof berth"),
    # half of the lines end in one, and no word is typed with one: whoever set the text cut the words
    (["Guests with dogs pay for the clean-", "ing of it all, and the captain de-", "cides."], "the cleaning of"),
    (["Guests with dogs pay for the clean-", "ing of it all, and the captain de-", "cides."], "captain decides."),
    # a sign that only programs print
    ([*TYPED, "The captain may lead the steam\u2010", "boat into any harbour."], "the steamboat into"),
    # typed with it
    (["A well\u2010known coast and a round\u2010trip are the same off\u2010", "season."], "same off\u2010season"),
    # a name after the hyphen
    ([*TYPED, "It calls at every non-", "European harbour."], "every non-European harbour"),
    # a word that comes later
    (["Tages- und Nachtfahrten sind teurer. Die Hafen- und Ankergebühr zahlt, wer Hafen-", "und Ankerplatz wählt."],
     "wer Hafen- und Ankerplatz"),
    (["From the quay at dawn -", "and not before."], "at dawn - and not"),
    # scripts without blanks between words
    (["係員は桟橋でボー", "トを渡します。"], "桟橋でボートを渡します"),
    (["会員は Boat", "を戻します。"], "会員は Boat を戻します"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "said"), LINE_ENDS)
def test_hyphens_at_line_ends_are_typed_or_set(lines: list[str], said: str):
    ends = LineEnds(lines)
    text = ""
    for line in lines:
        text, joint = ends.join(text, line)
        assert text[joint:] == line
    assert said in text


def test_bullets_and_labels_start_their_own_blocks():
    page = [
        *set_lines(["You bring the following things on your first day at the pool, as listed here:"], 72, 700),
        Words("\u2022", 80, 686),
        *set_lines(["a towel that is large enough to lie on, and is not new, for the", "lawn;"], 96, 686),
        Words("\u2022", 80, 658),
        *set_lines(["a cap."], 96, 658),
        *set_lines(["(a) Caps are worn.", "(b) Towels are dried.", "2.1 Nobody runs."], 72, 630),
    ]
    assert read_page(*page) == [
        "paragraph You bring the following things on your first day at the pool, as listed here:",
        "item •a towel that is large enough to lie on, and is not new, for the lawn;",
        "item •a cap.",
        "paragraph (a) Caps are worn.",
        "paragraph (b) Towels are dried.",
        "paragraph 2.1 Nobody runs.",
    ]


def test_rows_of_a_table_keep_their_cells_apart():
    rows = [("Ticket", "Price", "Valid"), ("Day", "3 coins", "until eight"), ("Year", "90 coins", "a year")]
    words = [
        Words(cell, 72 + 160 * column, 680 - 16 * line)
        for line, row in enumerate(rows)
        for column, cell in enumerate(row)
    ]
    assert read_page(*set_lines(FILLER, 72, 740), *words)[-3:] == [
        "row Ticket | Price | Valid",
        "row Day | 3 coins | until eight",
        "row Year | 90 coins | a year",
    ]


def test_bold_words_at_the_start_are_the_lead():
    words = [Words("4. Lost keys.", 72, 700, 11, True), Words("Keys that are lost are paid for.", 145, 700)]
    block = read_pdf(write_pdf([words])).blocks[0]
    assert (block.text, block.text[: block.lead]) == ("4. Lost keys. Keys that are lost are paid for.", "4. Lost keys.")


@pytest.mark.parametrize(("title", "kept"), [("Pool Rules", "Pool Rules"), ("rules_final.docx", None), ("", None)])
def test_title_is_the_files_own_unless_it_is_a_file_name(title: str, kept: str | None):
    assert read_pdf(write_pdf([set_lines(FILLER, 72, 700)], title=title)).title == kept


def test_scanned_pages_say_that_they_hold_no_text():
    with pytest.raises(EmptyDocumentError, match="images of pages"):
        read_pdf(write_pdf([[], [Words("2", 300, 30)]]))


def shift(text: str, by: int) -> str:
    """The text as a font without a map to Unicode gives it: every code but the blank moved along."""
    return "".join(" " if letter == " " else chr(ord(letter) + by) for letter in text)


@pytest.mark.parametrize("by", [-29, -28, 0xE000, 0xF0000])
def test_text_whose_letters_cannot_be_told_says_so(by: int):
    assert is_legible(" ".join(FILLER))
    assert not is_legible(shift(" ".join(FILLER), by))


def test_a_pdf_with_shifted_letters_is_no_document():
    lines = [shift(line, -29).replace("\x11", " ").replace("\x0f", " ") for line in FILLER]
    with pytest.raises(ReadingError, match="letters of the PDF cannot be told") as caught:
        read_pdf(write_pdf([set_lines(lines, 72, 700)]))
    assert not isinstance(caught.value, EmptyDocumentError)
    assert "character recognition" in str(caught.value)


LANGUAGES = {
    "cs": "Kdo ztratí klíč, zaplatí nový zámek i cestu zámečníka; kdo chce vzít psa dovnitř, zeptá se správce domu.",
    "pl": "Kto chce wziąć psa do środka, musi zapytać gospodarza; wszystkie szczegóły są w skrzynce przy drzwiach.",
    "de": "Wer den Schlüssel verliert, zahlt das Schloss und den Weg des Schmieds, der es nachts noch einbaut.",
    "vi": "Khách làm mất chìa khóa phải trả tiền ổ khóa mới và công của người thợ đến lắp vào ban đêm tại nhà.",
    "tr": "Anahtarı kaybeden kişi yeni kilidin ve onu gece takan ustanın yolunun parasını öder, köpekler girmez.",
    "fi": "Joka kadottaa avaimen, maksaa uuden lukon ja sepän matkan; koirat jäävät pihalle, saappaat ovelle.",
    "ru": "Кто потеряет ключ, платит за новый замок и за дорогу мастера, который ставит его ночью в этом доме.",
    "el": "Όποιος χάσει το κλειδί πληρώνει τη νέα κλειδαριά και τον δρόμο του τεχνίτη που τη βάζει τη νύχτα.",
    "he": "מי שמאבד את המפתח משלם עבור המנעול החדש ועבור הדרך של בעל המלאכה שמתקין אותו בלילה בבית הזה.",
    "ar": "من يفقد المفتاح يدفع ثمن القفل الجديد وأجرة طريق الحداد الذي يركبه ليلا في هذا البيت قبل الصباح.",
    "th": "ผู้ที่ทำกุญแจหายต้องจ่ายค่าแม่กุญแจใหม่และค่าเดินทางของช่างที่มาติดตั้งในเวลากลางคืนที่บ้านหลังนี้",
    "ja": "鍵をなくした人は新しい錠前の代金と、夜に来て取り付ける職人の交通費を支払います。犬は庭に残ります。",
    "ko": "열쇠를 잃어버린 사람은 새 자물쇠 값과 밤에 와서 달아 주는 기술자의 교통비를 냅니다. 개는 마당에 둡니다.",
    "zh": "丢失钥匙的人应支付新锁的费用以及夜间上门安装的师傅的路费。狗留在院子里，靴子留在门口，客人自备毛巾。",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_of_every_script_are_legible(language: str):
    assert is_legible(" ".join([LANGUAGES[language]] * 3))


def test_forms_contents_lists_and_tables_of_figures_are_legible():
    assert is_legible("Name: ______________ Date: __________ Signed: _______________________\n" * 5)
    assert is_legible(
        "\n".join(f"{n}. Towels . . . . . . . . . . . . . . . . . . . . . . . . . . . . {n + 2}" for n in range(9))
    )
    assert is_legible("\n".join(f"\uf0b7 {n},50 € {n * 3} % {n * 7}.00" for n in range(40)))


def test_damaged_files_say_so():
    whole = write_pdf([set_lines(FILLER, 72, 700)])
    for broken in (b"%PDF-1.7\n", b"%PDF-1.7 " + b"x" * 500, whole[:200]):
        with pytest.raises((ReadingError, EmptyDocumentError)):
            read_pdf(broken)


@given(st.integers(0, 900), st.binary(min_size=1, max_size=12))
def test_any_damage_gives_text_or_a_clear_error(at: int, junk: bytes):
    whole = write_pdf([set_lines(FILLER, 72, 700)])
    try:
        page = read_pdf(whole[:at] + junk + whole[at + len(junk) :])
    except ReadingError as error:
        assert str(error)
    else:
        assert page.blocks
