"""What stands in the place of an article, in the languages of our feeds, and articles that tell of it."""

import pytest

from bot.core.walls import hides_article

OPENING = "The ministers agreed on a new railway after two days of talks in the capital. " * 6
ARTICLE = "\n".join([OPENING] * 8)

GATES = [
    "We use cookies to improve your experience. Accept all cookies",
    "Please enable JavaScript and reload the page to continue.",
    "Checking your browser before accessing the site. This takes a few seconds.",
    "Please verify you are a human by completing the CAPTCHA below.",
    "This content is not available in your country.",
    "为了给您更好的体验，本网站使用Cookie。",
    "请完成安全验证后继续访问",
    "請開啟JavaScript以瀏覽本網站",
    "Мы используем файлы cookie для улучшения сайта.",
    "Подтвердите, что вы не робот",
    "Доступ ограничен. Проверка браузера",
    "Бұл сайт cookie файлдарын пайдаланады",
    "ہم آپ کے تجربے کو بہتر بنانے کے لیے کوکیز استعمال کرتے ہیں",
    "براہ کرم تصدیق کریں کہ آپ روبوٹ نہیں ہیں",
    "نستخدم ملفات تعريف الارتباط لتحسين تجربتك",
    "يرجى تفعيل جافا سكريبت",
    "ما از کوکی‌ها استفاده می‌کنیم",
    "Bu sitede çerezler kullanılmaktadır.",
    "Wir verwenden Cookies, um Inhalte zu personalisieren.",
    "Nous utilisons des cookies. Accepter et fermer",
    "हम कुकीज़ का उपयोग करते हैं",
    "このサイトはクッキーを使用しています。",
    "이 사이트는 쿠키를 사용합니다.",
]
WALLS = [
    "Subscribe to continue reading",
    "Already a subscriber? Log in",
    "This article is available exclusively to subscribers.",
    "Sign in to read the full story",
    "You have reached your monthly limit of free articles",
    "You have reached your limit of free articles.",
    "That was your last free article.",
    "To read the full article, please subscribe.",
    "Please subscribe to view the rest of it.",
    "Become a member to read this story.",
    "Sign up to read the full article.",
    "You must be logged in to view this page.",
    "You need a subscription to read this report.",
    "The rest of this article is behind a paywall.",
    "Continue reading with a digital subscription.",
    "This content is restricted to subscribers.",
    "Diesen Artikel lesen Sie mit einem Abo.",
    "登录后继续阅读全文",
    "本文为付费内容，订阅后可阅读全文",
    "會員專屬文章",
    "訂閱以解鎖全文",
    "Материал доступен только для подписчиков",
    "Чтобы дочитать статью, оформите подписку",
    "Полностью доступно подписчикам: войдите, чтобы читать",
    "مکمل خبر پڑھنے کے لیے لاگ ان کریں",
    "یہ مضمون پڑھنے کے لیے سبسکرائب کریں",
    "اشترك الآن لمتابعة القراءة",
    "هذا المحتوى للمشتركين فقط",
    "سجل الدخول لقراءة المقال",
    "برای مطالعه متن کامل وارد شوید",
    "Haberin devamını okumak için abone olun",
    "Cet article est réservé aux abonnés",
    "Um diesen Artikel weiterzulesen, bitte anmelden",
    "Contenido exclusivo para suscriptores",
    "पूरा लेख पढ़ने के लिए लॉग इन करें",
    "この記事は会員限定です",
    "구독자 전용 기사입니다",
]


@pytest.mark.parametrize("line", [*GATES, *WALLS])
def test_a_page_of_nothing_else_hides_its_article(line):
    assert hides_article(f"Log in\n{line}\nHelp")


@pytest.mark.parametrize("line", WALLS)
def test_a_wall_behind_the_opening_hides_the_rest(line):
    assert hides_article(f"{OPENING}\n{OPENING}\n{line}")


@pytest.mark.parametrize("line", GATES)
def test_a_banner_beside_an_article_hides_nothing(line):
    assert not hides_article(f"{OPENING}\n{OPENING}\n{line}")


@pytest.mark.parametrize("line", [*GATES, *WALLS])
def test_a_long_article_is_one_whatever_stands_under_it(line):
    assert not hides_article(f"{ARTICLE}\n{line}")


@pytest.mark.parametrize(
    "text",
    [
        "Участники собрались в Астане, чтобы продолжить переговоры о торговле и безопасности в регионе.",
        "اشترك في المحادثات ممثلون عن عشر دول أعضاء في منظمة شنغهاي للتعاون.",
        "上合组织成员国领导人在阿斯塔纳签署宣言，完整会员国资格问题也在议程上。",
        "ہمارا یوٹیوب چینل سبسکرائب کریں",
        "Subscribe to our newsletter.",
        "Members of the organisation signed the declaration.",
        "本文来源：地方日报客户端。会议由两国部长主持。",
        "À la suite des entretiens, le texte a été remis aux membres de la délégation.",
        "El acuerdo fue suscrito en 2014 y los socios aprobaron el texto este lunes.",
        "Laut dem Bericht registrierte die Behörde dreihundert Anträge für das neue Abkommen.",
        "Member states must subscribe to the charter before the report on the corridor is published.",
        "Journalists can register for the conference on the page of the forum.",
        "Residents must log in to see how much they are owed, and children sign up to read ten books a year.",
        "The front row is reserved for members of the council, and the story has members in it.",
        "Sign up to read our daily newsletter, and become a member to see the museum for free.",
        "ارکان نے اپنی رپورٹ اجلاس میں پیش کی اور رکن ممالک نے اسے منظور کیا۔",
        "الموقع الرسمي سجل أكثر من مليون زائر.",
        "The court heard how subscribers were told to read the register of members of the board. " * 5,
    ],
)
def test_news_is_not_taken_for_a_wall(text):
    assert not hides_article(text)
