# ruff: noqa: E501 - prose: one sentence, one line
"""Indus-Oxus Institute: a think tank's commentary in English, Atom. It brings an article with two topics,
look-alike corridors and railways, and an id that moves while the link stays."""

from bot.core.feed import Outlet, OutletKind
from bot.demo.edition import Edit, FeedFormat, SampleArticle, SampleFeed

SITE = "https://indus-oxus.example"

INDUS_OXUS = SampleFeed(
    slug="indus-oxus",
    outlet=Outlet(name="Indus-Oxus Institute (sample)", country="GB", kind=OutletKind.THINK_TANK),
    lang="en",
    format=FeedFormat.ATOM,
    site=SITE,
    tagline="Commentary by people who do not exist, for the Topicwire demonstration",
    touched_rounds=(2,),
    articles=(
        SampleArticle(
            guid="tag:indus-oxus.example,2020:note-31",
            link=f"{SITE}/notes/power-auction",
            title="Three questions before the next power auction",
            teaser="Who bids, who guarantees and who waits.",
            text=(
                "Auctions look tidy on paper and rarely are.",
                "Under the China-Pakistan Economic Corridor the early plants were negotiated one by one; bidders now ask what a competitive round would change.",
                "We see three open questions, and the grid is behind all of them.",
            ),
            author="R. Qadirova",
            age_min=5200,
            topics=("cpec",),
        ),
        SampleArticle(
            guid="tag:indus-oxus.example,2020:note-32",
            link=f"{SITE}/notes/myanmar-road",
            title="Why the China-Myanmar Economic Corridor moves at walking pace",
            text=(
                "A road that crosses a front line is not built twice as fast with twice the money.",
                "The China-Myanmar Economic Corridor has a plan, a port site and very little asphalt.",
                "Insurers, not engineers, set its tempo.",
            ),
            author="T. Holm",
            age_min=4600,
        ),
        SampleArticle(
            guid="tag:indus-oxus.example,2020:note-33",
            link=f"{SITE}/notes/tunnels",
            title="California's HSR line and the price of tunnels",
            text=(
                "Tunnels are where budgets go to sleep.",
                "The state's high-speed rail (HSR) authority has redrawn two of them, and the HSR timetable slips by another season.",
                "Other builders of fast trains should read the appendix on water.",
            ),
            age_min=3800,
        ),
        SampleArticle(
            guid="tag:indus-oxus.example,2020:note-34",
            link=f"{SITE}/notes/grain",
            title="Grain storage is the quiet half of food policy",
            text=(
                "Prices make the headlines, silos decide the winter.",
                "Our survey of ninety towns shows that a dry floor saves more wheat than any subsidy.",
            ),
            age_min=2900,
        ),
        SampleArticle(
            guid="tag:indus-oxus.example,2020:note-35",
            link=f"{SITE}/notes/trust",
            title="Counting vaccines is easier than counting trust",
            text=(
                "A shipment has a number and a date, a reputation has neither.",
                "Partners of the Health Silk Road report doses, beds and laboratories, yet public health depends on whether people come back for the second visit.",
                "We propose to ask them.",
            ),
            author="R. Qadirova",
            age_min=2200,
            topics=("health-silk-road",),
        ),
        SampleArticle(
            guid="tag:indus-oxus.example,2020:note-36",
            link=f"{SITE}/notes/pilots",
            title="How small harbours share their pilots",
            text=(
                "Four harbours too small for a pilot each now keep two between them.",
                "The rota is a spreadsheet, and the spreadsheet works.",
            ),
            age_min=1400,
        ),
        SampleArticle(
            guid="tag:indus-oxus.example,2020:note-37",
            link=f"{SITE}/notes/rivers",
            title="A short reading list on river treaties",
            text=(
                "Readers asked where to begin.",
                "Begin with the maps, then the minutes, and leave the speeches for the end.",
            ),
            age_min=800,
        ),
        # --- round 1 -------------------------------------------------------------------------------
        SampleArticle(
            guid="tag:indus-oxus.example,2020:note-38",
            link=f"{SITE}/notes/cold-store",
            title="Who pays for the empty cold store at the deep-water port?",
            teaser="A building is finished and nobody wants the electricity bill.",
            text=(
                "The cold store is painted, insured and empty.",
                "Fishermen were promised cheap ice, and the port was promised rent.",
                "Neither promise names a payer, because CPEC agreements list the building under one ministry and its electricity under another.",
                "A joint tariff for Gwadar would cost less than the interest that has built up since spring.",
                "Until then the tuna goes elsewhere.",
            ),
            author="T. Holm",
            age_min=44,
            from_round=1,
            topics=("cpec",),
            edits=(Edit(from_round=2, guid=f"{SITE}/notes/cold-store#entry"),),
        ),
        SampleArticle(
            guid="tag:indus-oxus.example,2020:note-39",
            link=f"{SITE}/notes/common-clock",
            title="One clock for nine customs offices",
            text=(
                "Trucks lose half a day at a border because two computers disagree about the hour.",
                "A working group of the Shanghai Cooperation Organisation (SCO) has therefore proposed a common time stamp for customs forms.",
                "The draft would take the time from BeiDou signals and check it against two other satellite navigation systems.",
                "Lawyers like the idea less than drivers do.",
            ),
            author="R. Qadirova",
            age_min=33,
            from_round=1,
            topics=("sco", "beidou"),
        ),
        SampleArticle(
            guid="tag:indus-oxus.example,2020:note-40",
            link=f"{SITE}/notes/winter-clause",
            title="Freight insurers rewrite the winter clause",
            text=(
                "A frozen lock used to be an act of nature.",
                "Two insurers now call it a matter of planning, and premiums will follow.",
            ),
            age_min=18,
            from_round=1,
        ),
    ),
)
