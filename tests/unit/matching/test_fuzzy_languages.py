"""Long names as people write them: misspelt, declined, reworded, shortened; and what only looks like them.

Each name stands alone in its matcher, in its nominative, as an admin would write it down.
"""

import pytest

from bot.matching.fold import fold
from bot.matching.fuzzy import Near, WordNames
from bot.matching.near_han import halves, near_han

SCO, CPEC, HSR = "Shanghai Cooperation Organisation", "China-Pakistan Economic Corridor", "Health Silk Road"
BDS = "BeiDou Navigation Satellite System"
SCO_RU, HSR_RU = "Шанхайская организация сотрудничества", "Шёлковый путь здоровья"
CPEC_RU = "Китайско-пакистанский экономический коридор"


def found(name: str, text: str) -> list[str]:
    folded = fold(text, split_digits=True).text
    names = WordNames({7: fold(name, split_digits=True).text})
    return [folded[near.start : near.end] for near in names.find(folded) if isinstance(near, Near)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        # Slips of the pen: a letter left out, put in, doubled, exchanged, two swapped; in several words.
        (SCO, "the Shangai Cooperation Organisation met"),
        (SCO, "the Shangai Coperation Organization met"),
        (SCO, "Shnaghai Cooperation Organisation"),
        (SCO, "Shanghai Coorporation Organisation"),
        (SCO, "Shanghai Cooperation Orgnaisation"),
        (SCO, "Shanghai Coopperation Organisaton"),
        (SCO, "Shangahi Cooperation Organizatoin"),
        (CPEC, "China-Pakistan Economic Coridor"),
        (CPEC, "China-Pakisan Econmic Corridor"),
        (CPEC, "China Pakistan Ecomonic Corridoor"),
        (CPEC, "China-Pakistan Economic Corider"),
        (HSR, "a Helath Silk Road for all"),
        (HSR, "Health Slik Road"),
        (HSR, "Health Silk Raod"),
        (BDS, "Beidou Navigation Sattelite System"),
        (BDS, "BeiDuo Navigation Satellite Sytem"),
        (BDS, "Bediou Navigaton Satelite System"),
        ("Asian Infrastructure Investment Bank", "Asian Infrastucture Investmnet Bank"),
        ("Belt and Road Initiative", "the Belt and Road Initative"),
        ("Belt and Road Initiative", "the Belt and Raod Initiative"),
        # Forms of the name's own words.
        (SCO, "Shanghai Cooperative Organization"),
        (SCO, "Shanghai Cooperation Organisations"),
        (SCO, "Shanghai Cooperation Organizational"),
        (CPEC, "the Chinese-Pakistan Economic Corridor"),
        (CPEC, "China-Pakistani Economic Corridor"),
        (CPEC, "China-Pakistan Economy Corridor"),
        (CPEC, "China-Pakistan Economical Corridors"),
        (HSR, "a Healthy Silk Road"),
        (HSR, "Health Silk Roads"),
        ("Centre for Defence Studies", "Center for Defense Studie"),
        ("Russian Trade Center", "the Russia Trade Centre"),
        ("Asian Development Bank", "the Asia Development Bank"),
        ("African Development Fund", "Africa Development Fund"),
        # Other words between, another order.
        (CPEC, "China-Pakistan joint Economic Corridor"),
        (CPEC, "an economic corridor between China and Pakistan"),
        (CPEC, "China's economic corridor with Pakistan"),
        (CPEC, "China’s Pakistan Economic Corridor"),
        (CPEC, "the economic corridor of China and Pakistan"),
        (HSR, "the Silk Road of Health"),
        ("Silk Road of Health", "a Silk Road for Health"),
        (SCO, "the Cooperation Organisation of Shanghai"),
        (CPEC, "China and Pakistan's Economic Corridor"),
        (CPEC, "Pakistan-China Economic Corridor"),
        (BDS, "Beidou satellite navigation system"),
        # Written in one or in two.
        (SCO, "Shanghaicooperation Organisation"),
        (SCO, "Shanghai Coope ration Organisation"),
        (SCO, "Shanghai Cooperation Organi sation"),
        (BDS, "Beidou Naviga tion Satellite System"),
        (CPEC, "China-Pakistan Economiccorridor"),
        (SCO, "Shangai Co-operation Organisation"),
        # Abbreviated.
        (SCO, "Shanghai Coop. Org."),
        (SCO, "Shanghai Cooperation Org."),
        (SCO, "Shanghai Cooperation Organis."),
        (CPEC, "China-Pakistan Econ. Corridor"),
        (CPEC, "China-Pak. Econ. Corridor"),
        (BDS, "Beidou Nav. Sat. System"),
        ("International Energy Agency", "Int'l Energy Agency"),
        ("International Energy Agency", "Intl. Energy Agency"),
        ("European Space Development Agency", "European Space Dev. Agency"),
        # Germanic and Romance languages.
        ("Shanghaier Organisation für Zusammenarbeit", "der Schanghaier Organisation für Zusammenarbeit"),
        (
            "Chinesisch-pakistanischer Wirtschaftskorridor",
            "des Chinesisch-pakistanischen Wirtschaftskorridors",
        ),
        ("Wirtschaftskorridor China-Pakistan", "Wirtschaftskorridor zwischen China und Pakistan"),
        ("Seidenstraße der Gesundheit", "die Seidenstrasse für Gesundheit"),
        ("Seidenstraße der Gesundheit", "die Seidenstraßen der Gesundheit"),
        ("Corridor économique Chine-Pakistan", "le Corridor économique entre la Chine et le Pakistan"),
        ("Corridor économique Chine-Pakistan", "les corridors économiques Chine-Pakistan"),
        ("Organisation de coopération de Shanghai", "l’Organisation pour la coopération de Shanghai"),
        ("Corredor Económico China-Pakistán", "Corredor Económico entre China y Pakistán"),
        ("Organización de Cooperación de Shanghái", "la Organizacion de Cooperacion de Shangai"),
        ("Ruta de la Seda de la Salud", "las Rutas de la Seda de la Salud"),
        ("Corridoio economico Cina-Pakistan", "il corridoio economico tra Cina e Pakistan"),
        ("Via della seta della salute", "la Via della seta per la salute"),
        ("Corredor Econômico China-Paquistão", "o corredor econômico entre a China e o Paquistão"),
        # Slavic languages: every case from the nominative.
        (SCO_RU, "на саммите Шанхайской организации сотрудничества"),
        (SCO_RU, "вступил в Шанхайскую организацию сотрудничества"),
        (SCO_RU, "с Шанхайской организацией сотрудничества"),
        (SCO_RU, "Шанхайскою организациею сотрудничества"),
        (SCO_RU, "Шанхайская организация сотрудничства"),
        ("Северный морской путь", "по Северному морскому пути"),
        ("Большой театр", "подарили Большому театру"),
        (HSR_RU, "страны Шёлкового пути здоровья"),
        (HSR_RU, "по Шелковому пути здоровья"),
        (HSR_RU, "станет Шелковым путем здоровья"),
        (CPEC_RU, "строительство Китайско-пакистанского экономического коридора"),
        (CPEC_RU, "в китайско-пакистанском экономическом коридоре"),
        (CPEC_RU, "Китайско-Пакистанским экономическим коридором"),
        ("Экономический коридор Китай-Пакистан", "экономический коридор между Китаем и Пакистаном"),
        ("Экономический коридор Китай-Пакистан", "экономического коридора Китай — Пакистан"),
        ("Шанхайська організація співробітництва", "саміт Шанхайської організації співробітництва"),
        ("Шанхайська організація співробітництва", "у Шанхайській організації співробітництва"),
        ("Szanghajska Organizacja Współpracy", "szczyt Szanghajskiej Organizacji Współpracy"),
        ("Szanghajska Organizacja Współpracy", "Szanghajskich Organizacji Współpracy"),
        ("Chińsko-Pakistański Korytarz Gospodarczy", "Chińsko-Pakistańskiego Korytarza Gospodarczego"),
        ("Chińsko-Pakistański Korytarz Gospodarczy", "w Chińsko-Pakistańskim Korytarzu Gospodarczym"),
        ("Korytarz Gospodarczy Chiny-Pakistan", "Korytarz Gospodarczy między Chinami a Pakistanem"),
        ("Čínsko-pákistánský ekonomický koridor", "Čínsko-pákistánského ekonomického koridoru"),
        # Turkic languages.
        ("Шанхай ынтымақтастық ұйымы", "Шанхай ынтымақтастық ұйымының саммиті"),
        ("Шанхай ынтымақтастық ұйымы", "Шанхай ынтымақтастық ұйымында"),
        ("Шанхай ынтымақтастық ұйымы", "Шанхай ынтымақтастық ұйымымен"),
        ("Шанхай кызматташтык уюму", "Шанхай кызматташтык уюмунун"),
        ("Шанхай кызматташтык уюму", "Шанхай кызматташтык уюмуна"),
        ("Shanxay hamkorlik tashkiloti", "Shanxay hamkorlik tashkilotining sammiti"),
        ("Shanxay hamkorlik tashkiloti", "Shanxay hamkorlik tashkilotiga"),
        ("Şanghay İşbirliği Örgütü", "Şanghay İşbirliği Örgütünün zirvesi"),
        ("Şanghay İşbirliği Örgütü", "Şangay İşbirliği Örgütü'nün zirvesi"),
        ("Çin-Pakistan Ekonomik Koridoru", "Çin-Pakistan Ekonomik Koridorunda"),
        # Hindi, Urdu, Arabic, Persian, Korean.
        ("चीन-पाकिस्तान आर्थिक गलियारा", "चीन-पाकिस्तान आर्थिक गलियारे पर"),
        ("शंघाई सहयोग संगठन", "शंघाई सहयोग का संगठन"),
        ("शंघाई सहयोग संगठन", "शंघाई सहयोग संगठनों"),
        ("شنگھائی تعاون تنظیم", "شنگھائی تعاون کی تنظیم"),
        ("شنگھائی تعاون تنظیم", "شنگھای تعاون تنظیم"),
        ("منظمة شنغهاي للتعاون", "منظمة شنغهاي التعاون"),
        ("منظمة شنغهاي للتعاون", "بمنظمة شنغهاي للتعاون"),
        ("منظمة شنغهاي للتعاون", "منظمة شانغهاي للتعاون"),
        ("الممر الاقتصادي الصيني الباكستاني", "للممر الاقتصادي الصيني والباكستاني"),
        ("سازمان همکاری شانگهای", "سازمان همکاری‌های شانگهای"),
        ("상하이 협력 기구", "상하이 협력 기구는"),
        ("상하이 협력 기구", "상하이의 협력 기구"),
        # Borders that only the matcher knows: the closer reading comes, whatever stands before.
        (CPEC, "economic corridor and China-Pakistan Econmic Corridor of Pakistan"),
    ],
)
def test_a_name_is_found_as_people_write_it(name: str, text: str) -> None:
    assert len(found(name, text)) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        # A word of the text is an ordinary word, and not a form of the name's.
        (HSR, "the Wealth Silk Road"),
        (HSR, "the Health Milk Road"),
        (HSR, "the Heath Silk Road"),
        (HSR, "Health Silk Roadmap"),
        (HSR, "Heather Silk Road"),
        (SCO, "Shanghai Corporation Organisation"),
        (SCO, "Shanghai Operation Organisation"),
        (SCO, "Shanghai Cooperation Organism"),
        (SCO, "Shanghai Corporate Organisation"),
        (CPEC, "China-Pakistan Economist Corridor"),
        ("Haveka Port Authority", "have a port authority"),
        ("National Party of Gwadar", "Nationalist Party of Gwadar"),
        ("Community Bank of Lahore", "Communist Bank of Lahore"),
        ("Police Academy Lahore", "Policy Academy Lahore"),
        ("New Development Bank", "New Developing Bank"),
        ("New Development Bank", "New Developed Bank"),
        ("Trade Bank of Slovakia", "Trade Bank of Slovenia"),
        ("Trade Bank of Austria", "Trade Bank of Australia"),
        ("Niger River Authority", "Nigeria River Authority"),
        ("Indian Ocean Forum", "Indiana Ocean Forum"),
        ("Northern Sea Route", "Southern Sea Route"),
        # Siblings.
        (CPEC, "China-Myanmar Economic Corridor"),
        (CPEC, "India-Middle East-Europe Economic Corridor"),
        (CPEC, "China-Pakistan economic relations"),
        (CPEC, "Chinese and Pakistani economic officials near the corridor"),
        (CPEC, "the economic corridor between China and Kyrgyzstan"),
        (HSR, "Digital Silk Road"),
        (HSR, "Green Silk Road and health"),
        (HSR, "Silk Road health food store"),
        (HSR, "the health of the Silk Road"),
        ("Silk Health Road", "healthy on the Silk Road"),
        ("سیستم بیدو", "سیستم بی‌دود"),
        ("Шовковий шлях здоров'я", "«Шовковий шлях» до здоров'я"),
        (HSR, "Health and Silk Road matters"),
        (HSR, "Silk Road and public health"),
        ("Silk Road of Health", "Silk Road Health"),
        (SCO, "Shanghai Cooperation Forum on trade"),
        (SCO, "Shanghai cooperation with Beijing organisations"),
        (SCO, "Shanghai organisation"),
        (BDS, "Baidu Navigation Satellite System"),
        (BDS, "Beida Navigation Satellite System"),
        (BDS, "Galileo Navigation Satellite System"),
        (SCO, "Shanghai Cooperation between organisations"),
        (SCO, "an organisation in Shanghai for cooperation"),
        ("Bank of China", "banks in China"),
        ("Bank of China", "Bank on China"),
        ("Made in China", "Made of China"),
        ("Gulf Cooperation Council", "Gulf Corporation Council"),
        ("Eurasian Economic Union", "European Economic Union"),
        # Numbers.
        ("BeiDou-3 satellite system", "BeiDou-2 satellite system"),
        ("BeiDou-3 system", "BeiDou-2 launches 3 systems"),
        ("BeiDou-3 satellites", "3 of BeiDou's satellites"),
        ("BeiDou-3 navigation satellite system", "BeiDou-3 and 2 navigation satellite systems"),
        ("BeiDou-3 navigation satellite system", "BeiDou-3 2 navigation satellite systems"),
        ("Expo 2025 Pavilion", "Expo 2020 Pavilion"),
        # Short forms without enough beside them.
        (HSR, "Heal. Silk. Road"),
        (SCO, "Coop. Org."),
        ("Shanghai Cooperation Council", "Shan. Coop. Coun."),
        # One word: neighbours in spelling.
        ("Beidou", "Baidu"),
        ("Beidou", "Beida"),
        ("Haveka", "have"),
        ("Haveka", "haven"),
        # Other languages.
        (SCO_RU, "шанхайский организатор сотрудничества"),
        (SCO_RU, "Шанхайская организация сотрудников"),
        (SCO_RU, "Шанхайская организация промышленности"),
        (CPEC_RU, "Китайско-пакистанский экологический коридор"),
        (CPEC_RU, "Китайско-монгольский экономический коридор"),
        (HSR_RU, "Шёлковый пучок здоровья"),
        (HSR_RU, "Цифровой Шёлковый путь"),
        ("Союз торговых палат", "Союзник торговых палат"),
        ("Szanghajska Organizacja Współpracy", "Szanghajski Organizator Współpracy"),
        ("Handelskammer Shanghai Nord", "Wandelskammer Peking Nord"),
        ("Corridor économique Chine-Pakistan", "corridor économique entre la Chine et la Mongolie"),
        ("منظمة شنغهاي للتعاون", "منطقة شنغهاي للتعاون"),
        ("शंघाई सहयोग संगठन", "शंघाई सहयोग मंच"),
        ("상하이 협력 기구", "상하이 협력 회의"),
    ],
)
def test_what_only_looks_like_a_name_is_not_found(name: str, text: str) -> None:
    assert found(name, text) == []


def han(name: str, text: str) -> bool:
    """Look as the matcher does: wherever half of the name stands."""
    name, text = fold(name).text, fold(text).text
    first, second = halves(name)
    for half, is_first in ((first, True), (second, False)):
        at = text.find(half)
        while at >= 0:
            if near_han(text, name, start=at, end=at + len(half), is_first=is_first):
                return True
            at = text.find(half, at + 1)
    return False


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("上海合作组织", "参加上海合做组织峰会"),
        ("上海合作组织", "参加上海和作组织峰会"),
        ("上海合作组织", "參加上海合作組职峰會"),
        ("上海合作组织", "参加上海合作组识峰会"),
        ("上海合作组织", "參加上海合作組識峰會"),
        ("上海合作组织", "参加上海协作组织峰会"),
        ("北斗卫星导航系统", "北头卫星导航系统"),
        ("上海合作组织", "参加上海合作织组峰会"),
        ("上海合作组织", "参加上海合合作组织峰会"),
        ("上海合作组织", "参加上海合作的组织峰会"),
        ("上海合作组织", "参加上海合组织峰会"),
        ("健康丝绸之路", "共建健康的丝绸之路"),
        ("健康丝绸之路", "共建健康丝绸路"),
        ("健康丝绸之路", "共建健康丝绸只路"),
        ("中国巴基斯坦经济走廊", "中国和巴基斯坦经济走廊"),
        ("中国巴基斯坦经济走廊", "中国与巴基斯坦经济走廊"),
        ("中国巴基斯坦经济走廊", "中国巴基思坦经济走廊"),
        ("北斗卫星导航系统", "北斗卫星导行系统"),
        ("北斗卫星导航系统", "北斗卫导航系统"),
        ("上海協力機構", "上海協カ機構の首脳会議"),
        ("健康シルクロード", "健康シルクロド構想"),
        ("健康シルクロード", "健康のシルクロード構想"),
        ("상하이협력기구", "상하이협럭기구가"),
    ],
)
def test_a_long_name_without_spaces_may_have_one_wrong_character(name: str, text: str) -> None:
    assert han(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("上海合作组织", "黑海合作组织"),
        ("上海合作组织", "上海合作大组织"),
        ("上海合作组织", "上海合做阻织"),
        ("上海合作组织", "上海 合做组织"),
        ("中巴经济走廊", "中缅经济走廊"),
        ("中巴经济走廊", "中蒙经济走廊"),
        ("中国巴基斯坦经济走廊", "中国孟加拉经济走廊"),
        ("北斗三号卫星系统", "北斗二号卫星系统"),
        ("南海航行自由行动", "东海航行自由行动"),
        ("健康丝绸之路", "数字丝绸之路"),
    ],
)
def test_a_character_that_tells_names_apart_is_never_the_wrong_one(name: str, text: str) -> None:
    assert not han(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("上海合作组织", "两家企业与上海合作组建实验室"),
        ("上海合作组织", "两地与上海合作组队参赛"),
        ("上海合作组织", "上述合作组织应当登记"),
        ("上海合作组织", "海上合作组织"),
        ("上海合作组织", "上海工作组织能力"),
        ("中国工商银行", "中国农商银行"),
        ("上海合作组织", "上海合作组长到会"),
        ("上海合作组织", "上海合作组员"),
        ("上海合作组织", "上海合作组委会"),
        ("上海合作组织", "上海合作组识别目标"),
        ("上海合作组织", "村民在自愿的基础上合作组织起来"),
        ("上海合作组织", "线上合作组织"),
        ("上海合作组织", "上海合作组已成立"),
        ("上海合作组织", "上海合作组和北京团队"),
        ("北斗卫星导航系统", "北京卫星导航系统"),
        ("北斗卫星导航系统", "北斗卫星导弹系统"),
        ("世界貿易機構", "世界貿易機関"),
        ("상하이협력기구", "상하이협력기업"),
        ("상하이협력기구", "상하이협력기관"),
    ],
)
def test_what_makes_a_word_of_its_own_is_no_slip(name: str, text: str) -> None:
    assert not han(name, text)
