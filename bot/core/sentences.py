"""Plain text -> the spans of its sentences, in every script our feeds are written in.

One regular expression finds what may end a sentence, a few rules say whether it does. The rules look at
letters and never at a language tag, for tags lie. In doubt a sentence goes on: two sentences shown as one
read better than half of one.
"""

import re
from collections.abc import Iterator

SentenceSpan = tuple[int, int]
"""A half-open range of code points."""

_HAN_OR_KANA = "\u3040-\u30ff\u3400-\u9fff"
_CLOSERS = "\"'”’»›)\\]}」』）】》〉］"
# German and Urdu close with what others open with: then a space follows. French puts one before its "»".
_TAIL = rf"[{_CLOSERS}]*(?:[“‘«]+(?=\s|$)|\s»(?=\s|$))?"
_OPENERS = "\"'“‘«‹»„([{「『（【《〈［—–\\-¿¡"
# Urdu spells Latin abbreviations with its full stop: "ایس۔ سی۔ او۔" is "S. C. O.".
_URDU_LETTER = (
    "(?:اے|بی|سی|ڈی|ای|ایف|جی|ایچ|آئی|جے|کے|ایل|ایم|این|او|پی|کیو|آر|ایس|ٹی|یو|وی|ڈبلیو|ایکس|وائی|زیڈ)"
)
# Hard marks end a sentence whatever follows, soft ones only before a space and a fitting start. A run of
# others is passed over whole: looked at from each of its marks, thousands of dots would take minutes.
_BOUNDARY = re.compile(
    rf"(?P<hard>(?:[。！？｡؟।॥։።။។]|۔(?!\d)|[!?](?<=[{_HAN_OR_KANA}].))[!?.。！？]*{_TAIL}|\n|(?=[•●▪■►]\s))"
    rf"|(?P<spelt>(?=[\u0622-\u06d2])(?<!\w)(?:{_URDU_LETTER}۔ ?){{2,}})"
    rf"|(?P<soft>[.!?…‥]++{_TAIL})(?=\s|$)"
    r"|[.!?…‥]++"
)
_NEXT_START = re.compile(rf"\s*[{_OPENERS}]*\s*")
_NEXT_WORD = re.compile(r"[^\W\d_]+(?=[\s,])")
# Hangul and Han syllables are words, not initials.
_INITIALS = re.compile(r"(?:[^\W\d_\u1100-\u11ff\u3040-\uffff]\.-?)*[^\W\d_\u1100-\u11ff\u3040-\uffff]")
_DAY_OR_MONTH = re.compile(r"\d{1,2}\.")
_ENGLISH_MONTH = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?", re.IGNORECASE)

# Words before a dot that ends nothing, in small letters where they may be written in any, else as they stand.
# Titles and "that is" go on whatever follows.
_ALWAYS_GOES_ON_WORDS = """
mr mrs ms dr prof sen rep gov gen col lt maj capt cmdr sgt st jr sr hon rev pres messrs mt ft vs e.g i.e cf
lt.-gen maj.-gen brig.-gen Brig Amb Adm Asst Atty Insp Supt Engr Adv Sec Secy Dy Shri Smt Mohd Muhd Ph
viz hr fr z.b d.h u.a s.o h.c dipl ing mme mlle m mm mgr sra srta dra drª dña d.a ud uds exmo exma p.ej p.ex
lic arq inż dott dott.ssa sig sig.ra avv doç yrd av alb org sn bkz örn т.е т.к т.н г.н акад доц канд проф
ул пл пр пер им ген ген.-лейт ген.-майор ген.-полк чл.-корр респ дер оз полк гос зам напр св вул ім див płk
tzw tzn tj np m.in ul ks św डॉ डा पं प्रो श्री मो सं नं रु कि.मी कि.ग्रा से.मी ए बी सी डी एफ जी एच जे एल एम
एन ओ पी आर एस टी यू वी ডা মো মোসা প্রো অধ্যা ইঞ্জি কি.মি সে.মি
"""
_GOES_ON_BEFORE_NUMBERS_WORDS = """
no nos nr núm num nº n.º fig vol pp p art arts sec ch para cap pág pag séc bd abs abb s str godz ok poz rys
rs стр рис табл п ст гл т с см № д кв р ч ок
"""
# These, initials and numbers go on, but not before one of the starters.
_GOES_ON_WORDS = """
approx dept est min max ave govt univ Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues
Wed Thu Thur Thurs Fri Sat Sun resp tel ext eds op al bzw ca mio mrd mill ggf evtl abgek apr ee uu ee.uu
aprox avda gral env chap éd séc Cía Cia Cie cad mah sok r rr br ws mld mln тыс тис млн млрд трлн руб коп грн
гр обл р-н пос кв др табл чел долл ред изд тов гг вв жж рр
"""
_ENDS_ANYWAY_WORDS = """
etc inc ltd pvt co corp bros plc usw itd itp ecc vb vd т.д т.б т.п
"""
# What follows such a word in the name of one company: "Holding Co. Ltd. runs the port".
_LEGAL_FORM = re.compile(r"(?:inc|llc|ltd|plc|pvt)\b", re.IGNORECASE)
# "In the U.S. The ...": words that begin a sentence; without the parts of names: French "Le", Italian "Da".
_STARTERS_WORDS = """
the this that these those it its he she they we his her their there in on at by for from with after before
when while if but and as however meanwhile our you what why how who der die das sie er es ein eine im mit
für auf aber dies diese nach les ils elle elles ce cette mais dans ces el los las pero según este esta estas
estos gli questo questa nel nella os nos isso mas ale oraz to nie w na po z bu bir ve ama в во на по он она
они оно это эти а но и с со для при как однако его её их также после когда мы у він вона вони це та але є ол
бұл осы
"""
_ALWAYS_GOES_ON = frozenset(_ALWAYS_GOES_ON_WORDS.split())
_GOES_ON_BEFORE_NUMBERS = frozenset(_GOES_ON_BEFORE_NUMBERS_WORDS.split())
_GOES_ON = frozenset(_GOES_ON_WORDS.split())
_ENDS_ANYWAY = frozenset(_ENDS_ANYWAY_WORDS.split())
_STARTERS = frozenset(_STARTERS_WORDS.split())
_LONGEST_QUOTE_CHARS = 200
_CJK_BRACKETS = ("「」", "『』", "（）")
# 「...。」と述べた and “……。”他说。 are one sentence.
_SPEAKER_FOLLOWS = re.compile(
    r"と|って|など|[\u4e00-\u9fff]{0,12}?(?:[说說道问問称稱]|表示|指出|强调|強調)(?=[。，])"
)


def sentences(text: str) -> list[SentenceSpan]:
    """Return the spans of the sentences, in order, without the spaces between them; headings count as one.

    A line feed always ends a sentence: ``bot.feeds`` puts one where a block of HTML ended. So does a bullet.
    """
    spans: list[SentenceSpan] = []
    start = 0
    for end in (*_ends(text), len(text)):
        piece = text[start:end]
        stripped = piece.strip()
        if stripped:
            first = start + len(piece) - len(piece.lstrip())
            spans.append((first, first + len(stripped)))
        start = end
    return spans


def _ends(text: str) -> Iterator[int]:
    start = 0
    for found in _BOUNDARY.finditer(text):
        if found.lastgroup not in ("hard", "soft"):
            continue
        is_end = _is_soft_end(text, start, found) if found["soft"] else _is_hard_end(text, start, found)
        if is_end:
            yield found.end()
            start = found.end()


def _is_hard_end(text: str, start: int, found: re.Match[str]) -> bool:
    """Whether the sentence that began at ``start`` ends, or a quotation in the midst of it."""
    end = found.end()
    marks = found["hard"]
    if marks in ("", "\n") or end - start > _LONGEST_QUOTE_CHARS:
        return True
    so_far = text[start:end]
    if any(so_far.count(pair[0]) > so_far.count(pair[1]) for pair in _CJK_BRACKETS):
        # An unclosed bracket holds nothing together.
        return not any(pair[1] in text[end : start + _LONGEST_QUOTE_CHARS] for pair in _CJK_BRACKETS)
    if marks[-1] == "）":
        return so_far.lstrip().startswith("（")
    return marks[-1] not in "”’」』" or _SPEAKER_FOLLOWS.match(text, end) is None


def _is_soft_end(text: str, start: int, found: re.Match[str]) -> bool:
    """Whether a dot, ``!``, ``?`` or ``…`` before a space ends the sentence that began at ``start``."""
    following = _NEXT_START.match(text, found.end())
    at = following.end() if following else found.end()
    if at >= len(text):
        return True
    if text[at].islower():
        return False
    if found["soft"].rstrip(")]") != ".":
        return True
    words = text[max(start, found.start() - 40) : found.start()].lstrip("-–—*•●▪■► ").split()
    return not words or _ends_after(words, text, at)


def _ends_after(words: list[str], text: str, at: int) -> bool:
    """Whether one dot after the last of ``words`` ends a sentence where the next begins at ``at``."""
    word = words[-1].lstrip("([«“\"'„").replace("’", "'").rpartition("'")[2]
    if _is_one_of(word, _ALWAYS_GOES_ON) or (
        len(words) == 1 and (len(word) == 1 or (word.isdecimal() and len(word) < 4))
    ):
        return False  # the latter number a list: "1. Build the road"
    if _is_one_of(word, _GOES_ON_BEFORE_NUMBERS) and text[at].isdecimal():
        return False
    starter = _NEXT_WORD.match(text, at)
    if starter and starter.group().lower() in _STARTERS:
        return True
    if _is_one_of(word, _ENDS_ANYWAY):
        return _LEGAL_FORM.match(text, at) is None
    if word.isdecimal():
        return _ends_after_number(words, text, at)
    return not (_is_one_of(word, _GOES_ON) or _INITIALS.fullmatch(word))


def _ends_after_number(words: list[str], text: str, at: int) -> bool:
    before = words[-2] if len(words) > 1 else ""
    if _DAY_OR_MONTH.match(text, at) or _DAY_OR_MONTH.fullmatch(before):
        return False  # Korean dates: "2026. 8. 3."
    if len(words[-1]) > 2 or text[at] > "\u024f":
        return True
    # "Der 20. Gipfel", "Örgütün 24. Zirvesi", but "on May 5. Xi", "see art. 5. China".
    return bool(_ENGLISH_MONTH.fullmatch(before)) or _is_one_of(before.rstrip("."), _GOES_ON_BEFORE_NUMBERS)


def _is_one_of(word: str, known: frozenset[str]) -> bool:
    return word in known or word.lower() in known
