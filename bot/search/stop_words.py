"""The commonest words of the languages that put spaces between words: they stand in most articles.

A phrase of nothing else is looked for by its pairs of neighbours first (``bot.search.tokens.stop_pairs``).
What of a name says nothing is another question, with words of its own (``bot.matching.words``): a change here
builds every index anew, and one there must not.
"""

import functools

from bot.matching.fold import fold

_WRITTEN = """
the of to and a in is that for it was on with as be at by this from are have or an has not but his he
they which were their
и в не на что он с как это по но из у за от о для до к при так же все или его был а
і й та що з як за до від про для це був його
کے کی میں سے اور کا کو ہے نے پر کہ ہیں اس یہ بھی کر تھا ایک وہ جو گیا ہو لیے کیا تو رہے ان
في من على أن إلى التي عن مع هذا هذه بين كان ما لا بعد قبل كل أو قد الذي أنه
و در به از که این را با است برای آن یک تا هم می شد
के में की है और से का को ने पर कि यह हैं इस भी एक नहीं कर था लिए
এবং এই ও না করে থেকে যে হয় তার জন্য এক করা হবে
le la les de des du et en un une que qui est dans pour par sur au il pas plus avec
der die das und den von zu mit sich des ist im dem nicht ein eine auf als für es
el los las y del se por con una su para lo como más
il di che è per non del della le si con sono da i alla nel
o os e do da em um uma que não no na com para se ao
w i na z do nie się że to jest od po
ve bir bu için ile de da olarak daha çok
yang dan di ini untuk dengan dari pada dalam tidak itu
và của là có cho được trong với các những một
"""


@functools.cache
def stop_words() -> frozenset[str]:
    """Return them as texts hold them once they are folded."""
    return frozenset(fold(_WRITTEN).text.split())
