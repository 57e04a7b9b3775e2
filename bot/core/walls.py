"""What a page says where it does not give us its article: cookie banners, robot checks, logins, paywalls.

Judged line by line, in the languages our feeds are written in. Only where little else is on the page: an
article may tell of cookies and of subscriptions.
"""

import re
import unicodedata

from bot.core.boilerplate import width

LONGEST_LINE_CHARS = 400
"""What stands in the way of an article says so in a sentence or two."""
LEAST_BESIDE_A_GATE = 600
"""Beside a banner or a robot check so much text is an article all the same."""
LEAST_BESIDE_A_WALL = 3_000
"""A paywall lets the first paragraphs through: as much text as this is more than those."""

# No article at all: consent, robot checks, old browsers, wrong country, nothing there.
_GATES = (
    r"cookies?\b|çerez|куки\b|クッキー|쿠키|कुकी|কুকি|کوکی|الكوكيز|ملفات تعريف الارتباط",
    r"témoins de connexion",
    r"(?:enable|activate|turn on|requires?|without) java ?script|java ?script (?:is|must be|has been) ",
    r"java ?script (?:aktivieren|etkinleştir|を有効)|activ(?:er|ez|e|a|ar) java ?script|javascript'i etkin",
    r"(?:включите|увімкніть|қосыңыз) java ?script|(?:启用|啟用|开启|開啟|打开|打開) ?java ?script",
    r"자바스크립트",
    r"تفعيل (?:جافا|java)|جاوا ?اسکریپت|جاوا اسکرپٹ|जावास्क्रिप्ट",
    r"you are (?:not )?(?:a )?(?:human|robot)|not a robot|are you a robot|checking your browser|captcha",
    r"unusual traffic|access (?:to this page )?(?:has been )?denied|just a moment|before you continue",
    r"we value your privacy|(?:manage|consent|privacy) (?:preferences|choices|settings|management)",
    r"not available in your (?:country|region|location)|(?:page|article) (?:was )?not found",
    r"(?:人机|人機|安全|滑动|滑動)[验驗][证證]|请完成.{0,6}验证|請完成.{0,6}驗證|[验驗][证證][码碼]",
    r"[浏瀏][览覽]器版本[过過]低",
    r"не робот|доступ (?:запрещ|ограничен)|проверка браузера|подтвердите, что вы|страница не найдена",
    r"не робот|не є роботом|сторінку не знайдено|робот емес|robot olmadığın|kein roboter|pas un robot",
    r"no (?:soy|eres) un robot|não (?:sou|é) um robô|non sono un robot|ロボットではありません",
    r"로봇이 아닙니다",
    r"لست روبوت|لست برنامج|ربات نیستید|روبوٹ نہیں|रोबोट नहीं|রোবট ন[ন|ই]",
)
# The beginning of one, and then: log in, subscribe, pay.
_WALLS = (
    r"subscribe (?:now |today )?(?:to|for) (?:continue|read|unlock|access|full)",
    r"to (?:continue|keep) reading",
    r"already (?:a |an )?(?:subscrib|member|registered)",
    r"(?:log|sign)[ -]?in to (?:read|continue|view|access|your)",
    r"(?:only|exclusive(?:ly)?|available|reserved) (?:to|for) (?:our )?(?:paid |paying |premium )?subscrib",
    r"(?:subscribers?|members?)[ -]only|register (?:for free |now )?to (?:read|continue|view)",
    r"start (?:your|a) free trial",
    r"unlock (?:this|the full) (?:article|story)|(?:free|your) articles? (?:left|remaining|this month)",
    r"(?:reached|read) your (?:free |monthly |article )+limit|premium (?:content|article)",
    r"create (?:a|your) free acc|continue reading with an? (?:\w+ )?subscription",
    r"(?:subscribe|become a member|sign up) to (?:view|see|read|unlock) (?:this|the (?:full|whole|rest))",
    r"to read the (?:full|whole) (?:article|story),? (?:please )?(?:subscribe|sign|log|register)",
    r"you (?:must be logged in|must log in|need a subscription) to (?:view|read|access) (?:this|the full)",
    r"this (?:content|article|story) is (?:restricted|reserved) (?:to|for) (?:our )?(?:subscribers|members)",
    r"your limit of (?:free )?articles|your (?:last|final) free article|rest of this article is behind",
    r"artikel lesen sie mit einem abo|weiterlesen mit (?:einem |ihrem )?\w*abo",
    r"(?:登[录錄入]|[註注][册冊]|[订訂][阅閱]|付[费費]|[购購][买買]).{0,10}(?:[阅閱][读讀]|全文|解[锁鎖])",
    r"[会會][员員](?![国國]).{0,10}(?:[阅閱][读讀]|全文|解[锁鎖])",
    r"(?:[会會][员員]|[订訂][户戶閱阅]者?|付[费費][用户戶]*)(?:[专專][享属屬]|限定|可[读讀閱阅])",
    r"付[费費][内內]容",
    r"(?:剩余|剩餘|完整|全文).{0,10}(?:付[费費]|[订訂][阅閱]|[会會][员員](?![国國])|登[录錄入])",
    r"(?:только|полностью|доступ\w*) (?:для |по |только )*(?:подписчик|подписк|зарегистр)|оформите подписк",
    r"чтобы (?:прочитать|дочитать|читать дальше|продолжить чтение)|войдите,? чтобы|уже подписаны",
    r"материал доступен",
    r"(?:лише|тільки|доступн\w*) (?:для )?передплатник|оформіть передплат|увійдіть,? щоб",
    r"щоб (?:дочитати|прочитати|продовжити читання)",
    r"(?:толық )?оқу үшін (?:тіркел|кіріңіз|жазыл)|тек жазылушылар",
    r"(?:مکمل|پوری) (?:خبر|مضمون|تحریر).{0,30}(?:سبسکرائب|لاگ|رجسٹر)|لاگ ان کریں",
    r"(?:پڑھنے|دیکھنے) کے (?:لیے|لئے).{0,30}(?:سبسکرائب|لاگ|رجسٹر)",
    r"صرف (?:ممبران|ممبرز|سبسکرائبرز|رجسٹرڈ)",
    r"اشترك (?:الآن|الان)|اشترك لل?(?:قراءة|متابعة|مواصلة|وصول)",
    r"سج[ّ]?ل (?:الدخول|دخولك)|(?:للمشتركين|للأعضاء) فقط|حصري? للمشتركين",
    r"(?:لمتابعة|لمواصلة|لاستكمال) (?:القراءة|قراءة)",
    r"برای (?:خواندن|مشاهده|ادامه|مطالعه).{0,30}(?:وارد|ثبت|اشتراک|عضو)|ویژه (?:مشترک|اعضا)",
    r"(?:devamını|tamamını|haberi) okumak için|(?:sadece|yalnızca) aboneler|abonelere özel",
    r"abone olarak oku",
    r"réservé (?:aux|à nos) abonnés|abonnez-vous pour|déjà abonné|pour lire la suite|connectez-vous pour",
    r"reste [\d.,]+ ?% de cet article|(?:nur )?für abonnent|bereits abonn",
    r"um (?:den|diesen) artikel (?:weiter)?zu ?lesen",
    r"melden sie sich an, um|(?:s[oó]lo|exclusivo) para suscriptores|suscr[ií]be(?:te|ase)? para",
    r"ya eres suscriptor",
    r"inicia sesión para|(?:exclusivo|só) para assinantes|assine para|riservat\w+ agli abbonati",
    r"abbonati per",
    r"पढ़ने के लिए.{0,30}(?:सब्सक्राइब|लॉग|साइन|सदस्य)|পড়তে.{0,30}(?:সাবস্ক্রাইব|লগ)",
    r"(?:会員|有料)(?:限定|記事|会員)|続きを(?:読む|ご覧)|ログイン(?:して|すると|が必要)",
    r"구독(?:하시면|자 전용|자만|회원)|로그인(?:이 필요|후|하시면|하고)|(?:유료|회원) ?(?:전용|회원)",
)


def _any_of(parts: tuple[str, ...]) -> re.Pattern[str]:
    # Composed as the text is: some letters of Hindi and Bengali can be written in two ways.
    return re.compile(unicodedata.normalize("NFC", "|".join(parts)), re.IGNORECASE)


_GATE, _WALL = _any_of(_GATES), _any_of(_WALLS)


def hides_article(text: str) -> bool:
    """Whether a gate or a wall stands in the place of the article, or of most of it.

    Args:
        text: the plain text of a page, a paragraph a line, without its navigation.
    """
    rest, has_gate, has_wall = 0, False, False
    # Long lines first: they cost nothing to judge, and with enough of them no other needs a look.
    for line in sorted(text.splitlines(), key=len, reverse=True):
        if len(line) > LONGEST_LINE_CHARS:
            rest += width(line)
        elif _GATE.search(line):
            has_gate = True
        elif _WALL.search(line):
            has_wall = True
        else:
            rest += width(line)
        if rest >= LEAST_BESIDE_A_WALL:
            return False
    return (has_gate or has_wall) and rest < (LEAST_BESIDE_A_WALL if has_wall else LEAST_BESIDE_A_GATE)
