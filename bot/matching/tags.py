"""The names of HTML elements, by what they do to the words around and inside of them."""


def words(listed: str) -> frozenset[str]:
    """Return what a list of words, parted by spaces, holds."""
    return frozenset(listed.split())


INLINE = words(
    "a abbr acronym b basefont bdi bdo big blink cite code data del dfn em font i ins kbd label mark nobr o:p"
    " output q rb rp rt rtc ruby s samp small span strike strong sub time tt u var wbr"
    " script style template noscript link meta"
)
# A footnote's mark is drawn apart from its word, a picture and a form field part the words beside them.
APART = words(
    "sup img picture source input button select option optgroup textarea iframe object embed param audio"
    " video track canvas svg math area map"
)
BLOCKS = words(
    "address article aside base blockquote body caption center col colgroup dd details dialog dir div dl dt"
    " fieldset figcaption figure footer form frame h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li"
    " main menu nav ol p pre section summary table tbody td tfoot th thead title tr ul xml"
)
KNOWN = INLINE | APART | BLOCKS | {"br"}
# Elements of which a reader sees nothing, or nothing of the text inside.
HIDDEN = words(
    "script style template noscript head iframe object svg audio video canvas select textarea rt rp"
)
