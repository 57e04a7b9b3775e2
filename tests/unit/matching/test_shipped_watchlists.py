"""The four topics that ship: real names are found in every language, look-alikes are not."""

import re
from pathlib import Path

import pytest

from bot.core.model import ArticleText
from bot.matching.matcher import Matcher
from bot.matching.watchlist import parse_watchlist

FOLDER = Path(__file__).parents[3] / "watchlists"
MATCHER = Matcher(
    [
        parse_watchlist(file.read_text(encoding="utf-8"), file=file.name)
        for file in sorted(FOLDER.glob("*.toml"))
    ]
)


def test_the_example_in_the_readme_is_a_watchlist() -> None:
    (example,) = re.findall(
        r"```toml\n(.*?)```", (FOLDER / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    watchlist = parse_watchlist(example, file="kites.toml")
    assert Matcher([watchlist]).match(ArticleText(title="潍坊国际风筝节开幕"))


def named(title: str, summary: str = "") -> dict[str, float]:
    found = MATCHER.match(ArticleText(title=title, summary=summary))
    return {match.watchlist_id: match.score for match in found}


@pytest.mark.parametrize(
    ("topic", "title"),
    [
        ("beidou", "China launches two Beidou satellites"),
        ("beidou", "Beidu navigation satellite launched by China"),
        ("beidou", "BDS-3 completes its constellation of satellites"),
        ("beidou", "第二届北斗规模应用国际峰会召开"),
        ("beidou", "北斗三號全球衛星導航系統正式開通"),
        ("beidou", "北斗区域短报文功能上线"),
        ("beidou", "Китай запустил спутник «Бэйдоу»"),
        ("beidou", "نظام بيدو الصيني للملاحة بالأقمار الصناعية"),
        ("beidou", "چین کا بیڈو نیویگیشن سسٹم"),
        ("beidou", "중국 베이더우 위성 발사"),
        ("sco", "Shanghai Cooperation Organisation summit opens in Bishkek"),
        ("sco", "SCO leaders meet in Tianjin"),
        ("sco", "India skips SCO defence statement"),
        ("sco", "Iran joins the SCO"),
        ("sco", "SCO SUMMIT OPENS IN ASTANA TODAY"),
        ("sco", "Shangai Coperation Organization admits a member"),
        ("sco", "上合青年交流营在青岛开营"),
        ("sco", "以上合组织为平台加强合作"),
        ("sco", "Саммит ШОС прошёл в Самарканде"),
        ("sco", "О встрече глав Шанхайской организации сотрудничества"),
        ("sco", "وزير الخارجية يشارك بمنظمة شنغهاي للتعاون"),
        ("sco", "ایس سی او اجلاس اسلام آباد میں شروع"),
        ("sco", "سران سازمان همكاري شانگهاي"),
        ("sco", "Sommet de l'OCS à Pékin"),
        ("sco", "Gipfel der Schanghaier Organisation für Zusammenarbeit"),
        ("sco", "Szczyt Szanghajskiej Organizacji Współpracy"),
        ("sco", "Şanghay İşbirliği Örgütü’nün zirvesi"),
        ("sco", "상하이협력기구(SCO) 정상회의 개막"),
        ("sco", "शंघाई सहयोग संगठन का शिखर सम्मेलन"),
        ("cpec", "CPEC second phase begins"),
        ("cpec", "Chinese-Pakistan Economic Corridor projects reviewed"),
        ("cpec", "Economic corridor between China and Pakistan"),
        ("cpec", "中国—巴基斯坦经济走廊建设"),
        ("cpec", "中巴經濟走廊進入新階段"),
        ("cpec", "строительство Китайско-пакистанского экономического коридора"),
        ("cpec", "سی پیک کا دوسرا مرحلہ"),
        ("cpec", "الممر الاقتصادي بين الصين وباكستان"),
        ("cpec", "चीन-पाकिस्तान आर्थिक गलियारे पर बातचीत"),
        ("health-silk-road", "Building a “health Silk Road” together"),
        ("health-silk-road", "China's HSR and vaccine diplomacy along the Belt and Road"),
        ("health-silk-road", "共建健康、綠色、數字絲綢之路"),
        ("health-silk-road", "Страны Шёлкового пути здоровья"),
        ("health-silk-road", "طريق الحرير الصحي بين البلدين"),
        ("health-silk-road", "Gesundheitsseidenstraße: Chinas Maskendiplomatie"),
        ("health-silk-road", "La Ruta de la Seda de la Salud"),
    ],
)
def test_a_headline_that_names_a_topic_alerts(topic: str, title: str) -> None:
    found = named(title)
    assert list(found) == [topic]
    assert found[topic] >= 0.5


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Scottish Chamber Orchestra opens its season", "The SCO plays Mozart under a new conductor."),
        ("SCO sues IBM over Unix code", ""),
        ("SCO plot allotment in Mohali", "Buyers of the shop-cum-offices queue."),
        ("SCO 5G launch in Gilgit", "The Special Communications Organization (SCO) grows."),
        ("Sco joins Milan on loan", ""),
        ("马上合作吧，以上合计三亿元", ""),
        ("他在历史上合著了多部作品", ""),
        ("Shanghai cooperation with Beijing organisations grows", ""),
        ("Student council passes BDS resolution", "It calls for a boycott of an Israeli satellite firm."),
        ("BDS graduates await counselling", "Dental colleges to admit students."),
        ("Beidou: character guide", "She is a captain in Genshin Impact."),
        ("Temple festival honours Beidou", "The rite of the Big Dipper draws crowds."),
        ("天上的北斗七星", ""),
        ("Baidu Maps adds satellite navigation", ""),
        ("China-Myanmar Economic Corridor advances", ""),
        ("中缅经济走廊建设提速", ""),
        ("中巴建交五十周年：中国与巴西", ""),
        ("California Postsecondary Education Commission (CPEC) data", ""),
        ("Digital Silk Road", "Public health was discussed too."),
        ("California's HSR authority hit by pandemic", ""),
        ("High-Speed Rail (HSR) and vaccines", "Belt and Road trains carry them."),
        ("Silk Road health food store opens", ""),
    ],
)
def test_a_look_alike_does_not(title: str, summary: str) -> None:
    assert named(title, summary) == {}


def test_a_feed_item_with_a_short_summary_alerts() -> None:
    found = named(
        "Leaders gather in Bishkek",
        "The Shanghai Cooperation Organisation opened its summit on Monday. Ten states take part.",
    )
    assert found["sco"] >= 0.5
