"""Cross-references that follow their clauses through a renumbering."""

import pytest

from tracker.compare.follow.references import translate_references

CASES = [
    ("Section 10.2 applies.", {"10.2": "10.5"}, "Section 10.5 applies."),
    ("Sections 12.7 and 14.3 apply.", {"14.3": "14.4"}, "Sections 12.7 and 14.4 apply."),
    ("As agreed (10.2), we act.", {"10.2": "10.5"}, "As agreed (10.5), we act."),
    ("siehe § 5 und Ziffern 3 und 4", {"5": "6", "3": "4", "4": "5"}, "siehe § 6 und Ziffern 4 und 5"),
    ("Sections 1, 2, and 3 stay.", {"2": "3", "3": "4"}, "Sections 1, 3, and 4 stay."),
    ("按照第二条的规定", {"第二条": "第三条"}, "按照第三条的规定"),
    ("第二条之二、第２条", {"第二条": "第三条", "第2条": "第4条"}, "第二条之二、第4条"),
    ("2. madde uygulanır", {"2": "3"}, "3. madde uygulanır"),
    ("a 2. pont szerint", {"2": "3"}, "a 3. pont szerint"),
    ("ให้เป็นไปตามข้อ 2ของข้อกำหนด", {"2": "3"}, "ให้เป็นไปตามข้อ 3ของข้อกำหนด"),
    ("Section 2.1 asks for 2.1 %", {"2": "3"}, "Section 3.1 asks for 2.1 %"),
    ("Section #2, point no. 3", {"2": "3", "3": "4"}, "Section #3, point no. 4"),
    ("Pay within 30 days.", {"30": "31"}, "Pay within 30 days."),
    ("conformément à l'article 7", {"7": "8"}, "conformément à l'article 8"),
    ("zgodnie z art. 7 i ust. 3", {"7": "8", "3": "4"}, "zgodnie z art. 8 i ust. 4"),
    ("в пункте 7 и разделе 3", {"7": "8", "3": "4"}, "в пункте 8 и разделе 4"),
    ("σύμφωνα με το άρθρο 7", {"7": "8"}, "σύμφωνα με το άρθρο 8"),
    ("enligt punkt 7 och avsnitt 3", {"7": "8", "3": "4"}, "enligt punkt 8 och avsnitt 4"),
    ("제7조에 따라", {"7": "8"}, "제8조에 따라"),
    ("theo Điều 7 và khoản 3", {"7": "8", "3": "4"}, "theo Điều 8 và khoản 4"),
    ("وفقا للمادة 7", {}, "وفقا للمادة 7"),
    ("See Annex IV and ANNEX IV.", {"Annex IV": "Annex V", "IV": "V"}, "See Annex V and ANNEX V."),
    ("As Section C says", {"C": "D"}, "As Section D says"),
    ("Plan C is out", {"C": "D"}, "Plan C is out"),
    ("paragraph 2 of Schedule 1", {"Schedule 1.2": "Schedule 1.3", "2": "7"}, "paragraph 3 of Schedule 1"),
    ("paragraph 2 of Schedule 1", {"Schedule 1": "Schedule 2", "2": "7", "1": "9"}, "paragraph 2 of Schedule 2"),
    ("pagal Straipsnis 3", {"Straipsnis 3": "Straipsnis 4"}, "pagal Straipsnis 4"),
    ("Section 1.2A applies", {"1.2A": "1.3"}, "Section 1.3 applies"),
    ("subsection 13(7) and Subclauses 2 and 3", {"13": "14", "3": "4"}, "subsection 14(7) and Subclauses 2 and 4"),
    ("under 3.b.ii, and 3.b. Pay", {"3.b.ii": "3.c.ii", "3.b": "3.c"}, "under 3.c.ii, and 3.c. Pay"),
    ("Clause 4(a) of D.4", {"4(a)": "5(a)", "D.4": "D.5"}, "Clause 5(a) of D.5"),
]


@pytest.mark.parametrize(("text", "mapping", "wanted"), CASES)
def test_references_are_rewritten_and_figures_are_not(text, mapping, wanted):
    assert translate_references(text, mapping) == wanted
