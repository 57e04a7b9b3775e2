"""What a line of an article is worth to a reader: little where it is furniture, a caption or a reference.

Judged by the line alone, in the languages our feeds are written in. A discount and never a ban: where the
only line that names a topic is a caption, the caption is shown.
"""

import re
import unicodedata

FURNITURE, REFERENCE, HEADING, ODD_LENGTH = 0.1, 0.3, 0.4, 0.6
LONGEST_FURNITURE_CHARS = 300

# A line that begins so calls on us to read on, to subscribe or to share.
_CALLS = (
    r"read (?:more|also|next|the full)\b|also read|see also|continue reading|more (?:on this|from)\b",
    r"most read|related (?:stor|art|news|post|link|topic)|subscribe\b|sign up\b|follow us",
    r"share (?:this|on)\b|click here|advertisement",
    r"sponsored content|the post .* appeared first|©|copyright [©\d]",
    r"lire (?:aussi|la suite|plus)\b|[àa] lire\b|abonnez|inscrivez-vous|partagez|suivez[ -]nous",
    r"lesen sie|mehr (?:zum thema|dazu)|weiterlesen|jetzt abonnieren|folgen sie",
    r"le[ae] también|leer más|(?:te|le) puede interesar|suscr[ií]b|síg[au][ne]",
    r"leia (?:também|mais)|inscreva-se|assine\b|siga[ -]n|leggi (?:anche|tutto)|iscriviti|segui(?:ci| su)",
    r"czytaj (?:też|także|więcej)|zobacz (?:też|także)|subskrybuj|zapisz się|fot\. |ayrıca bak",
    r"devamını oku|abone ol",
    r"читайте|подпи(?:сыв|ш)|читать (?:далее|также)|смотрите также|материалы по теме|редактор:|поделиться",
    r"підпи(?:суйт|шіт)|дивіться також|тағы оқ|оқи отыр|жазылыңыз",
    r"[阅閱][读讀](?:更多|原文|全文)|延伸[阅閱][读讀]|相[关關](?:[阅閱][读讀]|新[闻聞]|[报報][道導]|[链鏈]接)",
    r"[订訂][阅閱]|扫码|[点點][击擊]",
    r"[（(【]?(?:[责責]任?[编編]|[编編][辑輯]|原[标標][题題]|[转轉][载載]|版[权權]|关注我们)|图为|圖為",
    r"続きを読む|関連(?:記事|リンク)|あわせて読みたい|購読|無断|관련 ?기사|구독|더 ?보기|무단|저작권",
    r"اقر[أا] (?:أيض|المزيد)|اشترك|تابعونا|تابعنا|مواضيع ذات|بیشتر بخوانید|مطالب مرتبط|ما را دنبال",
    r"مزید پڑھ|یہ بھی پڑھ|سبسکرائب|ہمیں فالو",
    r"यह भी पढ़ें|ये भी पढ़ें|और पढ़ें|सब्सक्राइब|हमें फ़ॉलो|আরও পড়ুন|আরো পড়ুন|সাবস্ক্রাইব",
)
# A line that begins so, with a colon soon after, is a caption or names its source.
_CAPTIONS = (
    r"(?:(?:file )?photos?|images?|picture|caption|source|crédit|foto|fotografía|bild|quelle|fuente|fonte)\b",
    r"(?:źródło|fotoğraf|kaynak|фото|источник|джерело|сурет|صورة|المصدر|عکس|منبع|تصویر|ماخذ)\b",
    r"[图圖]|[资資]料|[来來]源|写真|画像|사진|출처|फोटो|फ़ोटो|तस्वीर|स्रोत|ছবি|সূত্র",
)
_FURNITURE = re.compile(
    # Composed as the text is: some letters of Hindi and Bengali can be written in two ways.
    unicodedata.normalize(
        "NFC", rf"[\W_]*(?:{'|'.join(_CALLS)}|(?:{'|'.join(_CAPTIONS)})[^:：]{{0,20}}[:：])"
    ),
    re.IGNORECASE,
)
# In small letters: what stands anywhere in a short line of no news.
_FURNITURE_PARTS = (
    "all rights reserved", "our newsletter", "appeared first on", "getty images", "terms of use",
    "terms of service", "privacy policy", "image source", "photo credit", "photo by", "телеграм-канал",
    "telegram-канал", "версия для печати", "все права защищены", "tous droits réservés",
    "alle rechte vorbehalten", "derechos reservados", "wszelkie prawa", "tüm hakları", "版权所有", "未经授权",
    "無断転載", "무단전재", "무단 전재", "جميع الحقوق محفوظة", "جملہ حقوق", "सर्वाधिकार",
)  # fmt: skip
_PHOTOGRAPHER = ("摄", "摄）", "摄)", "摄。", "攝", "攝）", "攝)", "攝。")
_REFERENCE = re.compile(r"\W{0,2}\[\d+\]|\W*\d{1,3}\s[A-Z][\w-]+, ")
_REFERENCE_PARTS = ("http://", "https://", "www.", "doi.org", "ibid.", " pp. ", "[j]", "[m]", "[n]")
_SENTENCE_END = re.compile(r"[.!?…。！？｡؟۔।॥][\W_]*$")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def worth(line: str) -> float:
    """Return in 0..1 how much a sentence or heading tells, whatever it is about."""
    small = line.lower()
    if len(line) <= LONGEST_FURNITURE_CHARS and _is_furniture(small):
        factor = FURNITURE
    elif _REFERENCE.match(line) or any(part in small for part in _REFERENCE_PARTS):
        factor = REFERENCE
    else:
        factor = HEADING if is_heading(line) else 1.0
    return factor if 30 <= width(line) <= 450 else factor * ODD_LENGTH


def width(text: str) -> int:
    """How much a text says, in letters: Han, kana and Hangul say in one what others say in two or three."""
    return len(text) + len(_WIDE.findall(text))


def is_heading(line: str) -> bool:
    """True for a short line that ends as no sentence does."""
    return len(line) < 100 and not _SENTENCE_END.search(line)


def _is_furniture(small: str) -> bool:
    return (
        _FURNITURE.match(small) is not None
        or any(part in small for part in _FURNITURE_PARTS)
        or small.endswith(_PHOTOGRAPHER)
    )
