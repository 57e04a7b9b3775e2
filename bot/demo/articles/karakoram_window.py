# ruff: noqa: E501 - prose: one sentence, one line
"""دریچۂ قراقرم (Karakoram Window): a private daily in Urdu, JSON Feed. One of its ids moves in round 2."""

from bot.core.feed import Outlet, OutletKind
from bot.demo.edition import Edit, FeedFormat, SampleArticle, SampleFeed

SITE = "https://karakoram-window.example"

KARAKORAM_WINDOW = SampleFeed(
    slug="karakoram-window",
    outlet=Outlet(name="دریچۂ قراقرم (نمونہ)", country="PK", kind=OutletKind.PRIVATE),
    lang="ur",
    format=FeedFormat.JSON,
    site=SITE,
    tagline="فرضی اخبار کی فرضی خبریں، صرف نمائش کے لیے",
    touched_rounds=(2,),
    articles=(
        SampleArticle(
            guid="kw-71",
            link=f"{SITE}/khabar/71",
            title="پہاڑی اسکول میں نئی لائبریری کھل گئی",
            text=(
                "گاؤں کے لوگوں نے مل کر تین ہزار کتابیں جمع کی ہیں۔",
                "لائبریری ہر شام دو گھنٹے کھلے گی اور بچوں سے کوئی فیس نہیں لی جائے گی۔",
            ),
            age_min=5100,
        ),
        SampleArticle(
            guid="kw-72",
            link=f"{SITE}/khabar/72",
            title="گوادر کے ماہی گیروں نے کشتیوں کی دوڑ جیت لی",
            text=(
                "ساحل پر ہزاروں لوگ دوڑ دیکھنے آئے۔",
                "جیتنے والی کشتی پر چین پاکستان اقتصادی راہداری کے ایک تربیتی مرکز کے طلبہ سوار تھے۔",
                "انعام میں ایک نیا بادبان دیا گیا۔",
            ),
            age_min=4200,
            topics=("cpec",),
        ),
        SampleArticle(
            guid="kw-73",
            link=f"{SITE}/khabar/73",
            title="چین میانمار اقتصادی راہداری پر مذاکرہ ملتوی",
            text=(
                "یونیورسٹی نے چین میانمار اقتصادی راہداری پر ہونے والا مذاکرہ اگلے مہینے تک ملتوی کر دیا ہے۔",
                "وجہ یہ بتائی گئی کہ مقرر کی پرواز منسوخ ہو گئی۔",
            ),
            age_min=3500,
        ),
        SampleArticle(
            guid="kw-74",
            link=f"{SITE}/khabar/74",
            title="خوبانی کی فصل اس سال دو ہفتے پہلے تیار",
            text=(
                "باغبانوں کا کہنا ہے کہ بہار جلدی آنے سے پھل بھی جلدی پک گیا۔",
                "منڈی میں قیمت پچھلے سال سے کچھ کم ہے۔",
            ),
            age_min=2800,
        ),
        SampleArticle(
            guid="kw-75",
            link=f"{SITE}/khabar/75",
            title="برفانی تودوں پر نظر رکھنے والے آلات نصب",
            text=(
                "وادی کے اوپر چار چوکیوں پر نئے آلات لگا دیے گئے ہیں۔",
                "یہ آلات بیدو سیٹلائٹ نیویگیشن کی مدد سے برف کی ہلکی سی حرکت بھی ناپ لیتے ہیں۔",
                "خطرے کی صورت میں گاؤں کی گھنٹی خود بجے گی۔",
            ),
            age_min=2000,
            topics=("beidou",),
        ),
        SampleArticle(
            guid="kw-76",
            link=f"{SITE}/khabar/76",
            title="پولو کا میدان مرمت کے بعد دوبارہ کھول دیا گیا",
            text=(
                "میدان کی دیوار پچھلی بارشوں میں گر گئی تھی۔",
                "پہلا میچ اتوار کو دو پرانی حریف ٹیموں کے درمیان ہوگا۔",
            ),
            age_min=1100,
        ),
        SampleArticle(
            guid="kw-77",
            link=f"{SITE}/khabar/77",
            title="ڈاک خانے نے سو سال پرانا خط پہنچا دیا",
            text=(
                "خط ایک الماری کے پیچھے سے ملا اور اس پر پتا صاف پڑھا جاتا تھا۔",
                "خاندان کے پڑپوتے نے خط وصول کیا اور چائے پلائی۔",
            ),
            age_min=600,
        ),
        # --- round 1 -------------------------------------------------------------------------------
        SampleArticle(
            guid="kw-78",
            link=f"{SITE}/khabar/78",
            title="ٹرک ڈرائیوروں کے لیے سڑک کنارے اسکول قائم",
            text=(
                "درے سے پہلے آخری قصبے میں ایک انوکھا اسکول کھلا ہے جہاں ڈرائیور شام کو پڑھنے آتے ہیں۔",
                "استاد خود بھی پہلے ٹرک چلاتے تھے۔",
                "سی پیک کے راستے پر سفر کرنے والے ڈرائیور یہاں چینی زبان کے سو ضروری جملے سیکھتے ہیں۔",
                "سبق ختم ہونے پر سب مل کر چائے پیتے ہیں اور اگلی صبح گوادر کی طرف روانہ ہو جاتے ہیں۔",
            ),
            age_min=43,
            from_round=1,
            topics=("cpec",),
            edits=(Edit(from_round=2, guid=f"{SITE}/khabar/78"),),
        ),
        SampleArticle(
            guid="kw-79",
            link=f"{SITE}/khabar/79",
            title="کوہ پیماؤں نے مشترکہ امدادی مشق مکمل کر لی",
            text=(
                "چھ ملکوں کے کوہ پیما دس دن تک ایک ہی خیمہ بستی میں رہے۔",
                "مشق کا خیال شنگھائی تعاون تنظیم کے پچھلے اجلاس میں پیش کیا گیا تھا، جہاں رکن ممالک نے پہاڑی حادثوں پر تشویش ظاہر کی تھی۔",
                "آخری دن سب نے ایک دوسرے کی رسیاں اور گرہیں آزمائیں۔",
            ),
            age_min=30,
            from_round=1,
            topics=("sco",),
        ),
        SampleArticle(
            guid="kw-80",
            link=f"{SITE}/khabar/80",
            title="پن چکی کی مرمت کے لیے چندہ مکمل",
            text=(
                "پرانی پن چکی کا پہیہ اگلے ہفتے بدلا جائے گا۔",
                "آٹا پیسنے کا کام عید سے پہلے شروع ہونے کی امید ہے۔",
            ),
            age_min=14,
            from_round=1,
        ),
    ),
)
