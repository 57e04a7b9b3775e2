"""Sentence ends in many languages; ``|`` in a sample marks where a reader sees one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.sentences import sentences

MARKED = {
    "en": [
        "It met.| It spoke!| Why?| Nobody knows…| The end",
        'He said "Stop."| Then he left.| (She had gone.)| "Really?" they asked.',
        "Dr. J. Lee of the U.S. Army met Gen. Wu.| He",
        "The deal was signed in the U.S.| The ministers left.| They flew to St. Petersburg at 8 p.m. Monday.",
        "It rose 3.5 percent to 1.2 bn.| That is much.",
        "See No. 5 of vol. 12, pp. 3-4.| He said no.| Xi agreed.",
        "They met on May 5.| Xi spoke first.| The talks ended Aug. 7.| Nothing followed.",
        "They met in Oct. 2026 etc.| Then it ended.| Acme Inc. won.| It was founded by Bros. and Co.",
        "Firms such as ZTE Corp. and Acme Ltd. bid.| See example.org. now",
        "China Ports Holding Co. Ltd. runs it, with Karot (Pvt.) Ltd.| It left Grid Corp.| Acme won.",
        "It got Rs. 500 bn from Lt.-Gen. Khan, Amb. Li and Asst. Sec. Gen. Wu.| Smt. Devi gave the rest.",
        "The plan of the Govt. of Punjab and the Univ. of Swat.| In 10 sec.| Wu, a Ph. D., left.",
        "He left the CIA.| Officials denied it.| Pens, ink etc.| Limited stocks remain.| Turn it on.| Go",
        "1. Build the road.| 2. Open the port.|\n• Train the staff|\n- 3. Pay them",
        "Wait... what?| Yes.| The sun shone, i.e. The Sun.",
        "The cat sat.| China won.| Plan B. China",
        "A heading|\nThe text begins|\n",
    ],
    "ru": [
        "Ген.-лейт. Ким и чл.-корр. РАН Ли видели оз. Севан, дер. Лужки и ок. 500 ив.| Респ. Тыва рада.",
        "В 2024 г. А. В. Ким ушёл.| В 2024 г. ШОС была на ул. Абая.| Он рад.",
        "Делегация прибыла в г. Пекин.| А. В. Иванов и проф. Ли подписали план, т.е. договор.",
        "Рост составил 3,5 млрд долл. США, или 12 тыс. руб. на человека.| Это много.",
        "ШОС создана в 2001 г.| В неё входят Россия, Китай и др. страны.",
        "«Мы готовы!» — сказал он.| «Когда?»| Никто не знает…| Конец.",
        "Встреча пройдёт 5 мая в 10.30 на пл. Ленина, д. 7.| Вход свободный.",
    ],
    "uk": [
        "У м. Київ відбулася зустріч.| Її провів проф. Коваль, див. с. 5.| Чому?| Невідомо.",
        "У 2024 р. обсяг сягнув 3,5 млрд грн. на рік.| Це багато.| Є й інші, напр. Польща, і т.д.| Кінець.",
    ],
    "kk": [
        "ШЫҰ саммиті 2024 ж. Астана қ. өтті.| Оған Қ. Тоқаев қатысты.| Неге?| Белгісіз.",
        "Жоба 3,5 млрд теңге тұрады.| Ол жол, порт, т.б. салуды көздейді.| Соңы.",
    ],
    "zh": [
        "习近平抵达。|他说：“很好！”|会议结束了。",
        "“中方愿意合作。”他说。|“时间定了吗？”记者问。|没有回答。",
        "增长3.5%，达到1.2亿元。|这很多！|为什么？|不知道……也许吧。",
        "他表示：「各方應加強合作。共同發展。」|會議隨後結束。",
        "太好了!|各方都同意?|是的。",
        "1.加强合作。|2.扩大贸易。|\n三、结论",
        "会议（见第2版。）结束了。|完",
    ],
    "ja": [
        "首脳会議が開かれた。|「貿易を拡大する。協力も深める。」と述べた。|会議は終わった。",
        "「本当か？」と聞いた。|誰も知らない！|成長率は3.5％だった。",
        "王毅氏は北京に着いた。|『一帯一路。』という言葉が出た。|以上",
    ],
    "ko": [
        "정상회의가 열렸다.| 성장률은 3.5%였다.| 왜 그런가?| 아무도 모른다.",
        "그는 “협력하겠다.”라고 말했다.| 회의는 2026. 8. 3. 끝났다.| 다음은 서울에서 열릴 것.| 끝",
    ],
    "ar": [
        "وصل الوفد.| بدأت القمة.| متى تنتهي؟| لا أحد يعلم!",
        "قال د. محمد علي إن النمو بلغ 3.5 في المئة.| هذا كثير.",
        "سأل: «هل ننجح؟»| وأجاب أ. د. سالم: «نعم.»| انتهى اللقاء…| ثم غادروا.",
    ],
    "fa": [
        "نشست سران برگزار شد.| آیا توافق شد؟| بله.| رشد ۳.۵ درصد بود.",
        "او گفت: «همکاری می‌کنیم.»| سپس دکتر م. رضایی رفت.| پایان!",
    ],
    "ur": [
        "یہ راہداری ہے۔| کیا یہ مکمل ہے؟| جی ہاں۔",
        "ایس۔ سی۔ او۔ کا اجلاس ہوا۔| شرح نمو 3۔5 فیصد رہی۔|وزیر نے کہا: ’’کام جاری ہے۔‘‘| اجلاس ختم ہوا۔",
        "ایم۔ایل۔ون منصوبہ شروع ہے۔| رپورٹ وہ لے کر آئی۔| سب خوش تھے!",
        "کام جاری ہے.| سڑک بن گئی.",
    ],
    "hi": [
        "यह एक है।| यह दो है।| क्या यह तीन है?| हाँ!",
        "डॉ. सिंह और प्रो. ए. पी. शर्मा ने 3.5 कि.मी. सड़क देखी।| पं. नेहरू का नाम आया॥| अंत",
        "उन्होंने कहा, “काम जारी है।”| बैठक समाप्त हुई।",
    ],
    "bn": [
        "সম্মেলন শেষ হয়েছে।| ড. ইউনূস ও মো. আলী সেখানে ছিলেন।| কেন?| কেউ জানে না।",
        "প্রবৃদ্ধি ৩.৫ শতাংশ।| “কাজ চলছে।”| সভা শেষ।",
    ],
    "de": [
        "Am 3. Mai kam er z.B. nach Wien.| Dann nicht.| „Warum?“| Niemand weiß es.",
        "Der 20. Gipfel fand am 12. Juni statt.| Er kostete ca. 3,5 Mio. Euro bzw. 2 Mrd. Yuan.| Aha.",
        "Dr. Weiß u.a. Fachleute sprachen, d.h. Die Linke schwieg usw.| Im S. Fischer Verlag erschien Bd. 2.",
        "»Ja.«| »Nein.«| Prof. Dr. h.c. Müller ging.",
    ],
    "fr": [
        "Le sommet s'est tenu le 3 mai.| M. Xi et Mme Li ont signé.| Est-ce vrai ?| Oui.",
        "« Nous sommes prêts. »| Puis M. Le Drian est parti, cf. art. 5.| J.-C. Aron a payé 3,5 M. d'euros.",
    ],
    "es": [
        "El Sr. Pérez llegó a EE. UU. con la Dra. Ruiz.| ¿Vendrá?| ¡Sí!| Pagó 3.5 millones.",
        "Viajó a EE.UU.| El presidente no.| Véase la pág. 5, núm. 7, etc.| Fin.",
    ],
    "it": [
        "Il dott. Rossi è arrivato.| Perché?| L'avv. Bianchi (cfr. pag. 5) tace.| Fine.",
        "La Acme S.p.A. Italia ha firmato.| «Bene.»| Strade, porti, ecc.| Tutto qui.",
    ],
    "pt": [
        "O Sr. Silva e a Dra. Costa chegaram às 10.30.| Por quê?| Ninguém sabe.",
        "O prof. Lima vive na av. Brasil, nº. 5.| Ver pág. 7, séc. XX etc.| Fim.",
    ],
    "pl": [
        "W 2024 r. Chiny i Polska m.in. rozmawiały o 3,5 mld zł.| Dlaczego?| Nie wiadomo.",
        "Prof. J. Nowak z ul. Długiej 5 powiedział: „Tak.”| Potem wyszedł, tzn. Ok. godz. 10.| Koniec.",
    ],
    "tr": [
        "Örgütün 24. Zirvesi Dr. Ali'nin evinde yapıldı.| Neden?| Kimse bilmiyor.",
        "Doç. Dr. Kaya ve Av. Demir geldi.| Yol, liman vb.| Büyüme yüzde 3,5 oldu.| T.C. Dışişleri sustu.",
    ],
}  # fmt: skip
SAMPLES = [(lang, marked) for lang, texts in MARKED.items() for marked in texts]


def split(text):
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(("lang", "marked"), SAMPLES)
def test_sentences_end_where_readers_end_them(lang, marked):
    wanted = [piece.strip() for piece in marked.split("|") if piece.strip()]
    assert split(marked.replace("|", "")) == wanted


@pytest.mark.parametrize("text", ["", " \n "])
def test_no_text_has_no_sentences(text):
    assert split(text) == []


@pytest.mark.parametrize("marks", [".", "!?", "…", ".'", "?»"])
def test_thousands_of_marks_end_nothing_before_a_letter(marks):
    assert len(split("x" + marks * 100_000 + "y")) == 1  # looked at from each of them this takes minutes


def test_an_open_bracket_holds_a_text_together_only_for_a_while():
    assert len(split("他说：「" + "各方加强合作。" * 100)) > 1


@given(st.text(alphabet='aBб.!?。؟۔ \n"”「」…1•', max_size=60))
def test_sentences_lose_nothing_but_spaces_and_do_not_overlap(text):
    spans = sentences(text)
    assert "".join("".join(split(text)).split()) == "".join(text.split())
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
