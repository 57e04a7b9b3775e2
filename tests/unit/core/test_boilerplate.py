"""Lines of little worth: furniture, captions, references, headings."""

import unicodedata

import pytest

from bot.core.boilerplate import FURNITURE, HEADING, ODD_LENGTH, REFERENCE, is_heading, worth


@pytest.mark.parametrize(
    "line",
    [
        "Read more: China and Russia sign an agreement on satellites.",
        "» Also read: five questions about the new road across the mountains.",
        "Subscribe to our newsletter and never miss a story about the region.",
        "Related stories: the summit in Bishkek, the road to the deep-water port.",
        "The post Summit opens in Bishkek appeared first on Regional Observer.",
        "Photo: heads of state at the summit of the organisation in Bishkek.",
        "The leaders pose for a photo in Bishkek on Monday. Jane Roe/Getty Images.",
        "© 2026 Regional Observer, a newspaper for mountains and ports.",
        "Lire aussi : le sommet de Bichkek en cinq questions et leurs réponses.",
        "Lesen Sie auch: Was der Gipfel in Bischkek den Nachbarn bringen soll.",
        "Foto: Staatschefs beim Gipfel in Bischkek am vergangenen Montagabend.",
        "Le puede interesar: la cumbre de Biskek y sus cinco grandes preguntas.",
        "Leia também: a cúpula de Bisqueque e as perguntas que ficaram abertas.",
        "Leggi anche: il vertice di Biškek e le domande che restano aperte oggi.",
        "Czytaj także: szczyt w Biszkeku i pytania, które pozostały otwarte.",
        "Fot. Jan Kowalski: przywódcy państw podczas szczytu w Biszkeku.",
        "Ayrıca bakınız: Bişkek zirvesi ve geriye kalan bütün açık sorular.",
        "Читайте также: чем закончился саммит в Бишкеке и что осталось открытым.",
        "Подписывайтесь на наш телеграм-канал, чтобы ничего не пропустить.",
        "Фото: главы государств на саммите организации в Бишкеке в понедельник.",
        "Підписуйтесь на наш канал, щоб не пропустити жодної важливої новини.",
        "相关新闻：比什凯克峰会闭幕，各方签署多项合作文件",
        "责任编辑：张三，如需转载请联系本报授权后方可使用",
        "图为各国领导人在比什凯克峰会上合影留念。新华社记者李四摄",
        "関連記事：ビシュケクで首脳会議が閉幕し、複数の文書に署名",
        "관련 기사: 비슈케크 정상회의가 여러 문서에 서명하며 폐막했다.",
        "اقرأ أيضا: قمة بيشكيك تختتم أعمالها بتوقيع عدد من الوثائق.",
        "بیشتر بخوانید: نشست بیشکک با امضای چندین سند به پایان رسید.",
        "مزید پڑھیں: بشکیک سربراہی اجلاس کئی دستاویزات پر دستخط کے ساتھ ختم۔",
        "यह भी पढ़ें: बिश्केक शिखर सम्मेलन कई दस्तावेज़ों पर हस्ताक्षर के साथ समाप्त।",
        "আরও পড়ুন: বিশকেক সম্মেলন একাধিক নথিতে স্বাক্ষরের মাধ্যমে শেষ হয়েছে।",
    ],
)
def test_furniture_is_worth_little_in_every_language(line):
    assert worth(unicodedata.normalize("NFC", line)) == FURNITURE


@pytest.mark.parametrize(
    "line",
    [
        "Readers of the regional press followed the summit in Bishkek closely.",
        "Subscribers of the mobile network can use satellite navigation for free.",
        "Подписано соглашение о строительстве дороги между двумя странами.",
        "Bildung und Handel: darüber sprachen die Staatschefs in Bischkek.",
        "Photographers from nine countries travelled along the mountain road.",
        "Фотографы из девяти стран проехали по горной дороге до самого порта.",
        "各国领导人在比什凯克出席峰会，并就贸易和安全合作交换意见。",
        "وقعت الدول الأعضاء اتفاقا لبناء طريق جديد بين الموانئ والجبال.",
    ],
)
def test_news_that_begins_alike_keeps_its_worth(line):
    assert worth(line) == 1


@pytest.mark.parametrize(
    "line",
    [
        "[12] Ministry of Railways, Annual report of the corridor, 2025.",
        "14 Chen, A history of the mountain road from Kashgar to the sea.",
        "The full text stands at https://example.org/summit, in three languages.",
        "Journal of Mountain Roads, Vol. 3, No. 2 (July 2016), pp. 15-20.",
    ],
)
def test_references_are_worth_less(line):
    assert worth(line) == REFERENCE


def test_headings_and_very_short_or_long_lines_are_worth_less():
    assert worth("How the corridor came to the mountains") == HEADING
    assert worth("It rained.") == ODD_LENGTH
    assert worth("It rained " * 60 + "again.") == ODD_LENGTH


@pytest.mark.parametrize(
    ("line", "expected"),
    [("Conclusion", True), ("一、背景", True), ("It rained.", False), ("下雨了。", False), ("“Why?”", False),
     ("بارش ہوئی۔", False), ("word " * 30, False)],
)  # fmt: skip
def test_heading_is_a_short_line_without_an_end(line, expected):
    assert is_heading(line) is expected
