"""Whether the text of a page is its article, and the article with that text as its body."""

import pytest

from bot.core.extracted_text import ExtractedText
from bot.core.model import ArticleText
from bot.core.page_text import PageRefusal, PageText, judged, with_page, without_repeats
from tests.builders import make_article

HOST = "news.example"
TITLE = "Shanghai Cooperation Organisation summit opens in Astana"
STORY = (
    "Leaders of the Shanghai Cooperation Organisation met in Astana. They spoke of trade and railways. " * 4
)


def judge(text, *, title=TITLE, is_closed=False, **options):
    extracted = ExtractedText(text=text, is_closed=is_closed)
    return judged(extracted, make_article(title=title), host_key=HOST, **options)


def test_a_page_that_tells_its_headline_is_the_article():
    page = judge(STORY)
    assert (page.text, page.refusal) == (STORY, None)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("上合组织峰会在阿斯塔纳开幕", "上海合作组织峰会周一在阿斯塔纳开幕，各成员国领导人出席。" * 8),
        (
            "Саммит ШОС прошёл в Астане",
            "В Астане завершился саммит Шанхайской организации сотрудничества. " * 5,
        ),
        ("شنگھائی تعاون تنظیم کا اجلاس", "آستانہ میں شنگھائی تعاون تنظیم کے سربراہی اجلاس کا آغاز ہوا۔ " * 5),
        ("قمة منظمة شنغهاي للتعاون", "انطلقت في أستانا أعمال قمة منظمة شنغهاي للتعاون بحضور القادة. " * 5),
        ("News", STORY),
    ],
)
def test_headlines_of_any_script_are_found_again_in_their_articles(title, text):
    assert judge(text, title=title).refusal is None


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", PageRefusal.NO_ARTICLE),
        ("Read more on this story.", PageRefusal.NO_ARTICLE),
        (f"{STORY}\nSubscribe to continue reading", PageRefusal.WALL),
        (
            "Enter the address of your account and the password that was sent to you. " * 5,
            PageRefusal.UNRELATED,
        ),
        (
            "请输入您的账号和密码，如果忘记密码请联系客服，我们会尽快为您处理相关问题。" * 5,
            PageRefusal.UNRELATED,
        ),
    ],
)
def test_a_page_without_the_article_is_refused(text, refusal):
    page = judge(text)
    assert (page.text, page.refusal) == ("", refusal)


def test_a_page_that_says_it_is_not_for_free_is_not_used():
    assert judge(STORY, is_closed=True).refusal is PageRefusal.WALL


def test_a_title_made_of_an_address_is_not_looked_for():
    assert judge(STORY, title="sammit shos v astane proshel").refusal is PageRefusal.UNRELATED
    assert judge(STORY, title="sammit shos v astane proshel", has_headline=False).refusal is None


def test_text_that_several_pages_repeat_is_no_article():
    first, second, other = (judge(f"{opening} {STORY}" * 3) for opening in ("Once", "Once", "Twice"))
    assert [page.refusal for page in without_repeats([first, second, other], [])] == [
        PageRefusal.REPEATED,
        PageRefusal.REPEATED,
        None,
    ]
    (page,) = without_repeats([other], [other.text_key])
    assert (page.text, page.refusal) == ("", PageRefusal.REPEATED)


def test_pages_of_two_hosts_may_tell_the_same_agency_report():
    pages = [
        judged(ExtractedText(text=STORY), make_article(title=TITLE), host_key=host)
        for host in ("a.org", "b.org")
    ]
    assert [page.refusal for page in without_repeats(pages, [])] == [None, None]


def test_pages_without_any_text_do_not_repeat_each_other():
    failed = [PageText(canonical_url=url, refusal=PageRefusal.FAILED) for url in ("a", "b")]
    assert without_repeats(failed, []) == tuple(failed)


def test_the_page_becomes_the_body_and_the_feeds_own_words_stay():
    article = make_article(title=TITLE, body="Ten leaders, one table.", content_hash="of the feed")
    read = with_page(article, PageText(canonical_url="x", text=STORY))
    assert read.text == ArticleText(title=TITLE, summary="Ten leaders, one table.", body=STORY)
    assert read.content_hash == "of the feed"


def test_the_feeds_words_are_not_said_twice():
    article = make_article(title=TITLE, body=STORY[:60] + "…")
    assert with_page(article, PageText(canonical_url="x", text=STORY)).text.summary == ""


@pytest.mark.parametrize(
    "page",
    [None, PageText(canonical_url="x", refusal=PageRefusal.WALL), PageText(canonical_url="x", text="Less")],
)
def test_an_article_stays_as_it_is_where_the_page_says_no_more(page):
    article = make_article(title=TITLE, body="The whole article.")
    assert with_page(article, page) is article
