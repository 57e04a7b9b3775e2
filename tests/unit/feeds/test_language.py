"""The language of an article: admin, feed, letters, in this order."""

import pytest

from bot.feeds.language import detect, language_of, primary_subtag

TEXTS = {
    "en": "The leaders of the Shanghai Cooperation Organisation met in Astana to discuss trade",
    "ru": "Главы государств Шанхайской организации сотрудничества встретились в Астане",
    "zh": "上海合作组织成员国元首理事会会议在阿斯塔纳举行，各方讨论了贸易合作",
    "ur": "چین پاکستان اقتصادی راہداری کے دوسرے مرحلے پر کام جاری ہے اور سڑکیں بن رہی ہیں",
    "ar": "عقدت منظمة شنغهاي للتعاون قمتها في العاصمة أستانا وناقشت التجارة بين الدول",
    "fa": "سازمان همکاری شانگهای نشست سران خود را در آستانه برگزار کرد و درباره تجارت گفتگو شد",
    "ko": "상하이협력기구 정상회의가 아스타나에서 열려 무역 협력을 논의했다",
    "ja": "上海協力機構の首脳会議がアスタナで開かれ、貿易について話し合われた",
    "de": "Die Staatschefs der Shanghaier Organisation trafen sich in Astana und sprachen über Handel",
    "fr": "Les chefs d'État de l'Organisation de Shanghai se sont réunis à Astana pour parler de commerce",
}


@pytest.mark.parametrize("lang", TEXTS)
def test_the_model_knows_our_languages(lang):
    assert detect(TEXTS[lang]) == lang


def test_capitals_are_no_other_language():
    assert detect(TEXTS["en"].upper()) == "en"


@pytest.mark.parametrize(
    ("text", "lang"),
    [("北斗导航", "zh"), ("Саммит", "ru"), ("サミット", "ja"), ("정상회의", "ko"), ("سڑک بن گئی ہے", "ur"),
     ("گفتگو", "fa"), ("قمة", "ar"),
     ("Summit", ""), ("2026", ""), ("", "")],
)  # fmt: skip
def test_short_texts_are_judged_by_their_script(text, lang):
    assert detect(text) == lang


def test_what_an_admin_says_is_final():
    assert language_of(TEXTS["en"], configured="ur", declared="zh") == "ur"


def test_what_a_feed_says_is_believed_where_the_letters_agree():
    assert language_of("Autobahn A3", declared="de-DE") == "de"


def test_a_feed_that_calls_everything_english_is_not_believed():
    assert language_of(TEXTS["ru"], declared="en-US") == "ru"


@pytest.mark.parametrize(
    ("tag", "lang"),
    [("en-US", "en"), ("zh_CN", "zh"), ("ZH", "zh"), ("cn", "zh"), ("Russian", "ru"), ("ckb", "ckb"),
     ("und", ""), ("x", ""), ("", ""), ("language", "")],
)  # fmt: skip
def test_tags_are_reduced_to_their_language(tag, lang):
    assert primary_subtag(tag) == lang
