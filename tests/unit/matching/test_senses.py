"""What an ambiguous name means: every kind of evidence by itself, and what outweighs what."""

import pytest

from bot.core.model import ArticleText, How, TextField
from bot.matching.account import Finding
from bot.matching.clues import Rule
from bot.matching.matcher import Matcher
from bot.matching.watchlist import parse_watchlist

KITES = parse_watchlist(
    """
    name = "Kite League"
    alias = [
      { text = "World Kite League", lang = "en" },
      { text = "Лига воздушных змеев", lang = "ru" },
      { text = "世界健康风筝联盟", lang = "zh" },
      { text = "Liga de Cometas Mundial", lang = "es" },
      { text = "WKL", lang = "en", case = true, needs_context = true, weight = 0.7 },
      { text = "ЛВЗ", lang = "ru", case = true, needs_context = true, weight = 0.7 },
      { text = "KITEX", lang = "en", case = true, weight = 0.9 },
      { text = "Zhiyuan", lang = "zh-Latn", weight = 0.9 },
      { text = "上合", lang = "zh", weight = 0.8 },
      { text = "北斗", lang = "zh", weight = 0.8 },
      { text = "पतंग संघ", lang = "hi" },
      { text = "北斗杯", lang = "zh", weight = 0.5, needs_context = true },
      { text = 'WK-\\d+', regex = true, weight = 0.9 },
    ]
    [context]
    any = ["kite*", "flyer*", "змей"]
    weak = ["wind", "string", "sky"]
    beside = ["champions", "meets", "rules", "собирается", "风筝"]
    countries = ["cn"]
    [exclude]
    phrases = ["WKL Records", "WKL, Ltd", "上合成", "天上合", "北斗剑", "北斗实业", "北斗中学", "北斗山*"]
    article = ["Kite Hero Saga"]
    sense = [
      { name = "wrestling", words = ["wrestl*", "ring", "belt*"] },
      { name = "a pharmacy", words = ["pills", "syrup"], of = ["KITEX"] },
    ]
    [[describes]]
    name = "the paper sky over Weifang"
    near = [["paper", "silk"], ["dragons", "birds"], ["weifang", "shandong"]]
    unless = ["toy shop"]
    within = 60
    """,
    file="kites.toml",
)
MATCHER = Matcher([KITES])


def findings(title: str, body: str = "", country: str = "") -> list[Finding]:
    accounts = MATCHER.explain(ArticleText(title=title, body=body), country=country)
    return [finding for account in accounts for finding in account.findings]


def is_found(title: str, body: str = "", country: str = "") -> bool:
    return bool(MATCHER.match(ArticleText(title=title, body=body), country=country))


def rules(title: str, body: str = "", country: str = "") -> set[Rule]:
    return {clue.rule for finding in findings(title, body, country) for clue in finding.clues}


@pytest.mark.parametrize(
    ("title", "body", "country", "rule"),
    [
        ("WKL meets in June", "", "", Rule.BESIDE),
        ("Champions of the WKL", "", "", Rule.BESIDE),
        ("WKL's new rules", "A flyer said so.", "", Rule.CONTEXT),
        ("WKL opens", "Kites rise.", "", Rule.CONTEXT),
        ("Strong wind at WKL, broken string", "", "", Rule.WEAK),
        ("WKL and wind", "", "cn", Rule.COUNTRY),
        ("World Kite League (WKL) grows", "", "", Rule.DEFINED),
        ("WKL grows", "The World Kite League said so.", "", Rule.NAMED),
        ("ЛВЗ собирается", "", "", Rule.BESIDE),
        ("ЛВЗа и воздушный змей", "", "", Rule.CONTEXT),
        ("ЛВЗовцы и воздушный змей", "", "", Rule.CONTEXT),
        ("The WKLs of this world fly kites", "", "", Rule.CONTEXT),
        ("WKL+ and the wind", "", "", Rule.AFFIX),
        ("#WKL2026 and the wind", "", "", Rule.AFFIX),
        ("W.K.L. champions rest", "", "", Rule.BESIDE),
        ("A kite at #WKLOpen2026", "", "", Rule.CONTEXT),
        ("wkl champions and their kites and flyers", "", "", Rule.LOWER_CASE),
    ],
)
def test_evidence_for_the_sense_is_enough(title: str, body: str, country: str, rule: Rule) -> None:
    assert is_found(title, body, country)
    assert rule in rules(title, body, country)


@pytest.mark.parametrize(
    ("title", "body", "rule"),
    [
        ("WKL opens", "", Rule.NAME),
        ("WKL and wind", "", Rule.WEAK),
        ("WKL Records signs a kite flyer", "", Rule.EXCLUDED),
        ("WKL: kite on the wrestlers' belts", "", Rule.SENSE),
        ("Kite Hero Saga: how to win with WKL kites", "", Rule.OTHER_ARTICLE),
        ("Warsaw Kayak Lovers (WKL) and a kite", "", Rule.OTHER_MEANING),
        ("They are the Warsaw Kayak Lovers, all of them friends", "WKL and a kite", Rule.OTHER_INITIALS),
        ("The Warsaw K-pop and Lyrics society is here to stay", "WKL and a kite", Rule.OTHER_INITIALS),
        ("KITEX", "Kurier Idzie Tam, Expres", Rule.NAME),
        ("ЛВЗовЩИНА и змей", "", Rule.OTHER_CASE),
        ("Wkl, a kite", "", Rule.LOWER_CASE),
        ("A KITE AND THE WKL OF OLD", "", Rule.SHOUTED),
        ("Captain Zhiyuan sails", "", Rule.OTHER_NAME),
        ("Fire on Zhiyuan Road", "", Rule.OTHER_NAME),
        ("ООО «Zhiyuan» судится", "", Rule.OTHER_NAME),
        ("Weavers Knit Lace as a Kite Rises Over WKL", "", Rule.OTHER_INITIALS),
        ("KTX 0-2 WKL, kites or not", "", Rule.SCORE),
        ("WKL v KTX and a kite", "", Rule.SCORE),
        ("他马上合作", "", Rule.STRADDLES),
        ("我去北斗小学", "", Rule.OTHER_NAME),
    ],
)
def test_evidence_against_it_outweighs(title: str, body: str, rule: Rule) -> None:
    if rule is not Rule.NAME:
        assert not is_found(title, body)
    assert rule in rules(title, body)


def test_what_is_spelt_out_later_only_doubts_what_stands_before() -> None:
    body = (
        "A kite rose. "
        + "Much is said about other matters. " * 9
        + "The Warsaw Kayak Lovers (WKL) rowed. WKL."
    )
    found = findings("WKL meets flyers", body)
    assert [finding.confidence > 0 for finding in found] == [True, False, False]


@pytest.mark.parametrize(
    "definition",
    [
        "Warsaw Kayak Lovers (the WKL)",
        "Warsaw Kayak Lovers (hereinafter: “WKL”)",
        "Warsaw Kayak Lovers (WKLs)",
        "Wiejski Klub Literacki (или WKL)",
    ],
)
def test_an_acronym_may_be_spelt_out_in_many_ways(definition: str) -> None:
    assert Rule.OTHER_MEANING in rules(f"{definition} and a kite")


@pytest.mark.parametrize(
    "text",
    [
        "Warsaw Kayak Lovers (WKL) and a kite",
        "Warsaw Kayak Lovers (hereinafter – “WKL”) and a kite",
        "Warsaw Kayak Lovers, or WKL, and a kite",
        "WKL (Warsaw Kayak Lovers) and a kite",
    ],
)
def test_what_an_acronym_is_spelt_out_as_is_shown_without_what_stands_between(text: str) -> None:
    (account,) = MATCHER.explain(ArticleText(title=text))
    clues = [clue for finding in account.findings for clue in finding.clues]
    assert [clue.detail for clue in clues if clue.rule is Rule.OTHER_MEANING] == ["Warsaw Kayak Lovers"]


@pytest.mark.parametrize(
    "text", ["(Wales, Kent, London, or WKL, say) and a kite", "Wales\nKent\nLondon\nWKL kite"]
)
def test_a_list_spells_nothing_out(text: str) -> None:
    assert not rules(text) & {Rule.OTHER_MEANING, Rule.OTHER_INITIALS}


@pytest.mark.parametrize(
    "text",
    ["tracked via Zhiyuan", "Zhiyuan street maps", "Zhiyuan drive recorders", "Wang of WKL and a kite"],
)
def test_words_that_only_look_like_a_name_around_it_do_no_harm(text: str) -> None:
    assert not rules(text) & {Rule.OTHER_NAME, Rule.SURNAME}


@pytest.mark.parametrize(
    "tag", ["#KITEXRules", "#KITEXSpringSale", "#GoKITEXGo", "#KiteXGoes", "#KiteXSale2025"]
)
def test_a_tag_goes_on_after_a_name(tag: str) -> None:
    fair = parse_watchlist(
        "name = 'K'\nalias = [{ text = 'KITEX', case = true }, { text = 'KiteX', case = true }]",
        file="k.toml",
    )
    assert Matcher([fair]).match(ArticleText(title=f"{tag} opens"))
    assert not Matcher([fair]).match(ArticleText(title=f"{tag.upper()} opens"))


def test_an_acronym_in_small_letters_keeps_its_accents() -> None:
    turkish = Matcher([parse_watchlist('name = "S"\nalias = [{ text = "ŞİÖ", case = true }]', file="s.toml")])
    for text, rule in (("şiö", Rule.LOWER_CASE), ("sio", Rule.OTHER_CASE), ("SIO", Rule.OTHER_CASE)):
        (account,) = turkish.explain(ArticleText(title=text))
        assert account.match is None
        assert rule in {clue.rule for clue in account.findings[0].clues}


def test_a_doubtful_longer_name_takes_the_shorter_one_in_it_along() -> None:
    assert not is_found("北斗杯围棋赛开幕")
    assert is_found("北斗杯风筝赛", "kite flyer")


def test_an_excluded_phrase_ends_with_its_sentence() -> None:
    assert not is_found("WKL Records sells kites")
    assert is_found("A kite day of the WKL: records fell")
    assert is_found("Kites delight the WKL. Records fell")
    assert is_found("Kites rise for the WKL", "Records fell")


@pytest.mark.parametrize(
    "marked",
    [
        "WKL, Records",
        "WKL (Records",
        "WKL [Records",
        "WKL | Records",
        "WKL • Records",
        "WKL · Records",
        "WKL — Records",
        "WKL। Records",
    ],
)
def test_no_excluded_phrase_goes_on_over_a_mark(marked: str) -> None:
    assert is_found(f"{marked} sell kites")


def test_a_mark_that_the_phrase_has_itself_parts_nothing() -> None:
    assert not is_found("WKL, Ltd. sells kites")
    assert not is_found("WKL Ltd. sells kites")


def test_no_name_goes_on_over_a_danda() -> None:
    assert is_found("पतंग संघ की बैठक")
    assert not is_found("यह पतंग। संघ की बैठक")


@pytest.mark.parametrize(
    "title",
    ["上合成立二十周年", "今天上合青年营开营", "北斗剑桥论坛", "上合成为平台"],
)
def test_a_chinese_phrase_that_cuts_a_word_beside_the_name_is_not_meant(title: str) -> None:
    assert is_found(title)


@pytest.mark.parametrize(
    "title",
    [
        "北斗剑指全球",
        "墙上合成照片",
        "北斗山区",
        "企业在法律上合法治理",
        "北斗实业集团",
        "北斗中学校で卒業式",
    ],
)
def test_a_chinese_phrase_counts_where_words_end_with_it_or_where_it_is_open(title: str) -> None:
    assert not is_found(title)


def test_a_name_that_the_dictionary_lacks_is_a_word_where_that_makes_fewer_words() -> None:
    assert is_found("上合法治论坛")  # not 上|合法|治|论坛
    assert Rule.STRADDLES in rules("企业在法律上合法治理")  # not 法律|上合|法治|理


def test_a_chinese_word_before_the_name_touches_it_only_without_others_between() -> None:
    assert Rule.BESIDE in rules("风筝上合")
    assert Rule.BESIDE not in rules("风筝大赛在上合")


def test_a_long_silent_text_speaks_against_a_bare_acronym() -> None:
    assert Rule.SILENCE in rules("WKL", "Much is said about other matters. " * 20)
    assert Rule.SILENCE not in rules("WKL", "A kite. " + "Much is said about other matters. " * 20)


def test_a_sense_of_one_name_says_nothing_of_another() -> None:
    assert Rule.SENSE in rules("KITEX pills and syrup")
    assert Rule.SENSE not in rules("WKL meets over pills and syrup")


def test_one_settled_place_settles_the_same_letters_elsewhere() -> None:
    body = "WKL meets. " + "Much is said about other matters. " * 40 + "WKL again."
    found = findings("News", body)
    assert [finding.confidence >= 0.5 for finding in found] == [True, True]
    assert Rule.SAME_LETTERS in {clue.rule for clue in found[1].clues}


def test_letters_that_mean_something_else_are_doubted_elsewhere_unless_something_speaks_for_them() -> None:
    elsewhere = f"KITEX wins at wrestling. {'Nothing else is said. ' * 40}KITEX opens a hall"
    assert is_found("News", "KITEX opens a hall.")
    assert not is_found("News", f"{elsewhere}.")
    assert Rule.OTHER_SENSE in rules("News", f"{elsewhere}.")
    assert is_found("News", f"{elsewhere} for kites.")


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [
        ("کنٹینیونگ پروفیشنل ایجوکیشن کمیٹی (CPEC) کا اجلاس", False),
        ("CPEC (کنٹینیونگ پروفیشنل ایجوکیشن کمیٹی) کا اجلاس", False),
        ("چین پاکستان الیکٹرک کمپنی (CPEC) کا اجلاس", True),
        ("چائنا پاک اکنامک کوریڈور (CPEC) پر کام", True),
        ("لاہور کی کمیٹی (CPEC) کا اجلاس", True),
        ("تصريح القادة إلى الكتلة (CPEC) اليوم", True),
    ],
    ids=["by ear", "by ear, after", "context", "weak context", "other initials", "Arabic words"],
)
def test_english_words_in_arabic_letters_spell_an_acronym_out_by_ear(text: str, *, is_ours: bool) -> None:
    corridor = parse_watchlist(
        """
        name = "CPEC"
        alias = [{ text = "CPEC", lang = "en", case = true, weight = 0.7 }]
        context.any = ["چین"]
        context.weak = ["چائنا"]
        """,
        file="cpec.toml",
    )
    assert bool(Matcher([corridor]).match(ArticleText(title=text))) is is_ours


def test_a_long_name_is_not_doubted_for_another_sense_at_another_place() -> None:
    festival = parse_watchlist(
        """
        name = "Festival"
        alias = [{ text = "Weifang Kite Festival", weight = 0.9 }]
        exclude.phrases = ["Weifang Kite Festival Hotel"]
        """,
        file="festival.toml",
    )
    article = ArticleText(
        title="Weifang Kite Festival opens", body="The Weifang Kite Festival Hotel is full."
    )
    assert Matcher([festival]).match(article)


def test_a_word_of_one_character_counts_for_its_own_article_alone() -> None:
    town = parse_watchlist(
        """
        name = "North"
        alias = [{ text = "北斗", weight = 0.8 }]
        exclude.sense = [{ name = "a town", words = ["溪"] }]
        """,
        file="north.toml",
    )
    first, second = ArticleText(title="北斗进入千家万户"), ArticleText(title="溪边的小镇")
    matcher = Matcher([town])
    assert matcher.match_many([first, second])[0] == matcher.match(first) != ()


def test_a_declined_name_is_sure_and_a_misspelt_one_needs_proof() -> None:
    agency = parse_watchlist(
        "name = 'A'\nalias = [{ text = 'Роскосмос' }]\ncontext.any = ['ракет*']", file="a.toml"
    )
    matcher = Matcher([agency])
    assert matcher.match(ArticleText(title="Глава Роскосмоса ушёл"))
    assert not matcher.match(ArticleText(title="Глава Роскомоса ушёл"))
    assert matcher.match(ArticleText(title="Глава Роскомоса о ракетах"))


@pytest.mark.parametrize(
    ("name", "text", "is_it"),
    [
        ("Медведев", "Слова Медведева", True),
        ("Медведев", "Медведь вышел к людям", False),
        ("Пушкин", "Пушки стреляли", False),
        ("Пушкин", "Дорога на Пушкино", False),
        ("Лавров", "Встреча с Лавровым", True),
        ("Лавров", "суп с лавровым листом", False),
        ("Зеленский", "Зелёный свет", False),
        ("Соколов", "Соколы летят", False),
        ("Россия", "Посол России", True),
        ("Россия", "Российский посол", False),
        ("Белгород", "Дорога в Белгороде", True),
        ("Белгород", "Белгородский завод", False),
        ("Казатомпром", "Казатомпромның ураны", True),
        ("Бишкек", "Бишкекке келди", True),
        ("Украина", "Украинка победила", False),
        ("Россия", "Россиянин погиб", False),
        ("Китай", "Слова Китаева", False),
        ("Китай", "Китаев заявил", False),
        ("Шойгу", "Шойгунун сөзү", True),
        ("Лавров", "Деревня Лавровка", False),
        ("Лавров", "Анна Лавровна", False),
        ("Лавровский", "Книга Лавровского", True),
        ("Лавровский", "Письмо Лавровскому", True),
        ("Лавровский", "Лавровская слобода", False),
        ("Толстой", "Толстому исполнилось", True),
        ("Толстой", "о Толстом", True),
        ("Троцкий", "с Троцким", True),
        ("Залужний", "Залужного призначено", True),
        ("Набережная", "на Набережной", True),
        ("Китайгородский", "Китайгородка", False),
        ("Белый", "у Белого", True),
        ("Белый", "кусок белого хлеба", False),
        ("Путин", "с Путиным", True),
        ("Путин", "Путик зарос", False),
        ("Путин", "Путан ходит", False),
        ("Ханой", "Ханом стал", False),
    ],
)
def test_only_cases_of_a_noun_are_the_name(name: str, text: str, *, is_it: bool) -> None:
    lone = parse_watchlist(f'name = "N"\nalias = [{{ text = "{name}" }}]', file="n.toml")
    assert bool(Matcher([lone]).match(ArticleText(title=text))) is is_it


def test_a_name_that_stands_twice_is_no_witness_for_itself() -> None:
    flights = parse_watchlist(
        """
        name = "Kite flights"
        alias = [
          { text = "Kite Day", needs_context = true, weight = 0.6 },
          { text = "Day of Kites", needs_context = true, weight = 0.6 },
        ]
        [context]
        any = ["kite*", "flyer*"]
        beside = ["day"]
        """,
        file="flights.toml",
    )
    matcher = Matcher([flights])

    def finds(title: str, body: str) -> bool:
        return bool(matcher.match(ArticleText(title=title, body=body)))

    assert not finds("Kite Day for brewers", "The Kite Day, or kite day, brings brewers together.")
    assert not finds("Kite Day Kite Day", "")
    assert finds("Kite Day for brewers", "The Kite Day brings a flyer.")
    assert finds("Kite Day for brewers", "On the day of the kites a kite rises.")


def test_a_name_is_sure_to_what_its_clues_add_up_to() -> None:
    (finding,) = findings("WKL meets in June")
    assert 0.75 < finding.confidence < 0.9
    assert [clue.detail for clue in finding.clues] == ["WKL", "meets"]
    (veto,) = findings("WKL Records")
    assert veto.confidence == 0


def test_a_sense_may_be_one_of_a_long_name_too() -> None:
    watchlist = parse_watchlist(
        """
        name = "Kites"
        alias = [{ text = "World Kite League" }, { text = "Village Kite League" }]
        context.any = ["flyer*"]
        exclude.sense = [
          { name = "a bar", words = ["beer", "billiards"], of = ["*"] },
          { name = "a song", words = ["choir", "refrain"], of = ["World Kite League"] },
          { name = "a ship", words = ["harbour", "crew"] },
        ]
        """,
        file="kites.toml",
    )

    def found(title: str) -> list[str]:
        return [
            one.text
            for match in Matcher([watchlist]).match(ArticleText(title=title))
            for one in match.evidence
        ]

    assert found("Beer and billiards at the World Kite League") == []
    assert found("Beer and billiards for flyers of the World Kite League") == ["World Kite League"]
    assert found("Choir sings World Kite League, with a refrain") == []
    assert found("Choir sings Village Kite League, with a refrain") == ["Village Kite League"]
    assert found("Harbour and crew of the World Kite League") == ["World Kite League"]


def test_a_doubted_long_name_is_asked_about_the_sense_alone() -> None:
    watchlist = parse_watchlist(
        """
        name = "Kites"
        alias = [{ text = "World Kite League" }]
        exclude.article = ["surfing"]
        exclude.sense = [{ name = "a bar", words = ["beer", "billiards"], of = ["*"] }]
        """,
        file="kites.toml",
    )
    body = "Beer flows at the World Kite League. " + "Much is said here of nothing in particular. " * 12

    (account,) = Matcher([watchlist]).explain(ArticleText(title="Surfing news", body=body))

    assert account.match is not None
    assert {clue.rule for finding in account.findings for clue in finding.clues} == {Rule.NAME, Rule.SENSE}


EXCLUDING = parse_watchlist(
    """
    name = "Roads"
    alias = [{ text = "Silk Road" }, { text = "Health Silk Road" }]
    exclude.phrases = ["silk road inn"]
    exclude.sense = [{ name = "a play", words = ["stage", "curtain"], of = ["Silk Road"] }]
    """,
    file="roads.toml",
)


@pytest.mark.parametrize(
    "title", ["Talks at the Healthy Silk Road Inn", "Stage and curtain for the Healthy Silk Road"]
)
def test_a_name_that_counts_for_nothing_hides_no_misspelt_longer_one(title: str) -> None:
    (match,) = Matcher([EXCLUDING]).match(ArticleText(title=title))
    assert [evidence.alias for evidence in match.evidence] == ["Health Silk Road"]


def test_a_regex_hides_no_name_that_stands_in_what_it_found() -> None:
    watchlist = parse_watchlist(
        """
        name = "Kites"
        alias = [
          { text = "World Kite League" },
          { text = 'members? of [^.]* League', regex = true, weight = 0.5 },
        ]
        """,
        file="kites.toml",
    )
    (match,) = Matcher([watchlist]).match(ArticleText(title="Members and members of the World Kite League"))
    assert [evidence.text for evidence in match.evidence] == ["World Kite League"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("World, City and Village Kite League", ["World, City and Village Kite League"]),
        ("the World and City Kite Leagues", ["World and City Kite Leagues"]),
        ("the World and City–Village Kite Leagues", ["World and City–Village Kite Leagues"]),
        ("las Ligas de Cometas Nacional, Local y Mundial", ["Ligas de Cometas Nacional, Local y Mundial"]),
        ("la Liga de Cometas Nacional de un Mundial", []),
        ("World and Kite League", []),
        ("World of the Kite League", []),
        ("世界、城市、乡村健康风筝联盟", ["世界、城市、乡村健康风筝联盟"]),
    ],
)
def test_names_that_share_a_head_are_found(text: str, found: list[str]) -> None:
    assert [finding.evidence.text for finding in findings(text)] == found


@pytest.mark.parametrize(
    ("article", "found"),
    [
        (ArticleText(title="China-Pakistan, Digital Economic Corridor"), True),
        (ArticleText(title="China-Pakistan,", summary="Digital Economic Corridor"), False),
    ],
)
def test_a_list_may_be_short_and_ends_with_its_field(article: ArticleText, *, found: bool) -> None:
    watchlist = parse_watchlist(
        'name = "Corridor"\nalias = [{ text = "China-Pakistan Economic Corridor" }]', file="corridor.toml"
    )
    assert bool(Matcher([watchlist]).match(article)) is found


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("Paper dragons over Weifang", True),
        ("In Shandong they fly birds of painted silk", True),
        ("Paper dragons. " + "A long walk through other matters follows here. " * 2 + "Weifang.", False),
        ("Paper dragons from a toy shop in Weifang", False),
        ("Paper dragons.\n\nIn other news, Weifang.", False),
        ("Paper and silk birds", False),
    ],
)
def test_the_topic_is_found_by_description(text: str, is_told: bool) -> None:
    matches = MATCHER.match(ArticleText(title=text))
    assert bool(matches) is is_told
    if is_told:
        (evidence,) = matches[0].evidence
        assert (evidence.alias, evidence.how) == ("the paper sky over Weifang", How.DESCRIPTION)


def test_a_description_is_found_in_its_own_article_among_others() -> None:
    told = ArticleText(title="Paper dragons fill the sky over Weifang", body="Long, red and loud.")
    part = ArticleText(title="Paper dragons", body="They fill the sky.")
    rest = ArticleText(title="Weifang", body="A town in the east.")
    assert [len(found) for found in MATCHER.match_many([part, rest, told, part, rest])] == [0, 0, 1, 0, 0]


def test_no_word_begins_in_one_article_and_ends_in_the_next() -> None:
    kites = parse_watchlist(
        """name = "Kites"
        alias = [{ text = "WKL", needs_context = true }]
        context.any = ["kite show"]
        describes = [{ name = "the show", near = [["kite show"], ["Weifang"]] }]""",
        file="kites.toml",
    )
    matcher = Matcher([kites])
    before = ArticleText(title="It rains", body="She has a kite")
    named, described = ArticleText(title="Show of the WKL"), ArticleText(title="Show in Weifang")
    together = matcher.explain_mixed([(before, ""), (named, ""), (before, ""), (described, "")])
    assert together[1::2] == [matcher.explain(named), matcher.explain(described)]
    assert not matcher.match(described)


def test_a_description_counts_less_than_a_name_and_only_without_one() -> None:
    (told,) = MATCHER.match(ArticleText(title="Paper dragons over Weifang"))
    (named,) = MATCHER.match(ArticleText(title="World Kite League"))
    (both,) = MATCHER.match(ArticleText(title="World Kite League: paper dragons over Weifang"))
    assert told.score < named.score
    assert {evidence.how for evidence in both.evidence} == {How.EXACT}


def test_of_descriptions_that_hold_the_nearest_words_and_the_first_place_count() -> None:
    assert is_found("silk abcdefgh paper abcdefghijklmnopq dragons weifang")
    (match,) = MATCHER.match(
        ArticleText(
            title="Paper dragons over Weifang", body="So it goes. " * 9 + "Silk, and then birds of Shandong"
        )
    )
    assert match.evidence[0].field is TextField.TITLE


def test_a_regex_is_tried_on_each_field_by_itself_and_on_any_text() -> None:
    at_start = parse_watchlist("name = 'K'\nalias = [{ text = '^Zork \\d+', regex = true }]", file="k.toml")
    rain, zork = ArticleText(title="It rains"), ArticleText(title="\ud800", summary="Zork 12 opens")
    assert [len(found) for found in Matcher([at_start]).match_many([rain, zork])] == [0, 1]


def test_regexes_that_together_are_too_big_for_one_pass_are_all_found() -> None:
    words = ("one", "two", "three", "four", "five", "six", "seven")
    rows = ", ".join(f"{{ text = '\\pL{{3,60}} treaty {word}', regex = true }}" for word in words)
    treaties = Matcher([parse_watchlist(f"name = 'T'\nalias = [{rows}]", file="t.toml")])
    text = ArticleText(title="Signed: Geneva treaty two, Kyoto treaty seven", body="The Paris treaty five")
    (found,) = treaties.match(text)
    assert [one.text for one in found.evidence] == [
        "Geneva treaty two",
        "Kyoto treaty seven",
        "Paris treaty five",
    ]


def test_a_regex_finds_what_it_says() -> None:
    assert [finding.evidence.text for finding in findings("The WK-7 and WK-12 kites")] == ["WK-7", "WK-12"]


def test_an_inline_tag_joins_and_a_block_parts() -> None:
    assert [finding.evidence.text for finding in findings("World Ki<b>te</b> League")] == [
        "World Ki<b>te</b> League"
    ]
    assert is_found("World Kite<br>\nLeague")
    assert not is_found("World Kite<p>League")
