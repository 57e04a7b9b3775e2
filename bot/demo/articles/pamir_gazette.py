# ruff: noqa: E501 - prose: one sentence, one line
"""Pamir Gazette: a small town's newspaper in English, RSS 2.0. It brings the misspelling, the shared story,
a changed article and an id that moves from http to https."""

from bot.core.feed import Outlet, OutletKind
from bot.demo.edition import Edit, FeedFormat, SampleArticle, SampleFeed

SITE = "https://pamir-gazette.example"

PAMIR_GAZETTE = SampleFeed(
    slug="pamir-gazette",
    outlet=Outlet(name="Pamir Gazette (sample)", country="TJ", kind=OutletKind.PRIVATE),
    lang="en",
    format=FeedFormat.RSS,
    site=SITE,
    tagline="Invented news from an invented valley, for the Topicwire demonstration",
    touched_rounds=(2,),
    articles=(
        SampleArticle(
            guid="pg-101",
            link=f"{SITE}/news/apricot-shed",
            title="Apricot growers agree on a common drying shed",
            text=(
                "Eleven families have settled a quarrel that lasted three harvests.",
                "They will dry their apricots under one roof above the mill and share the cost of the nets.",
                "The first trays should be out by July.",
            ),
            age_min=4300,
        ),
        SampleArticle(
            guid="pg-102",
            link=f"{SITE}/news/model-council",
            title="Lyceum students rehearse a council of eleven chairs",
            text=(
                "Forty students of the town's lyceum will spend the weekend arguing about water.",
                "Each delegation of their mock Shanghai Cooperation Organisation council speaks for one member state and may not leave the room without a compromise.",
                "The best speakers travel to Dushanbe in spring.",
            ),
            age_min=3900,
            topics=("sco",),
        ),
        SampleArticle(
            guid="pg-103",
            link=f"{SITE}/news/big-dipper",
            title="Astronomy club follows the Big Dipper over the lake",
            text=(
                "Nine telescopes stood on the frozen shore on Saturday night.",
                "The club traced the Big Dipper from handle to bowl and let the children find the north by themselves.",
                "Tea was served from a sledge.",
            ),
            age_min=3300,
        ),
        SampleArticle(
            guid="pg-104",
            link=f"{SITE}/news/hot-springs-bus",
            title="Bus line to the hot springs runs again",
            text=(
                "After a month of repairs the yellow bus climbs to the hot springs twice a day.",
                "A return ticket costs as much as a loaf of bread.",
            ),
            age_min=2700,
        ),
        SampleArticle(
            guid="pg-105",
            link=f"{SITE}/news/glacier-survey",
            title="Glacier survey finds the ice a hand thinner",
            text=(
                "Surveyors have come back from the upper glacier with sunburnt noses and full notebooks.",
                "Their stakes were placed with BeiDou receivers lent by a university, so this year's satellite positions are good to a few centimetres.",
                "The ice has lost about the width of a hand since last autumn.",
            ),
            age_min=2100,
            topics=("beidou",),
        ),
        SampleArticle(
            guid="pg-106",
            link=f"{SITE}/news/choir",
            title="School choir brings home the valley prize",
            text=(
                "The choir of School No. 3 sang two lullabies and a shepherd's song.",
                "The jury asked for the shepherd's song again.",
            ),
            age_min=1500,
        ),
        SampleArticle(
            guid="pg-107",
            link=f"{SITE}/news/pass-closed",
            title="Snow closes the upper pass for two days",
            text=(
                "Ploughs could not keep up with the wind on Thursday, and the upper pass stays shut until the weekend.",
                "Drivers are asked to wait in the valley, where the inn has opened its second floor.",
            ),
            age_min=700,
        ),
        SampleArticle(
            guid="pg-108",
            link=f"{SITE}/news/felt-carpets",
            title="Felt carpets find buyers by post",
            text=(
                "A workshop of six women has sold its winter stock without leaving the village.",
                "The postmaster had to order larger sacks.",
            ),
            age_min=300,
        ),
        # --- round 1 -------------------------------------------------------------------------------
        SampleArticle(
            guid="http://pamir-gazette.example/id/109",
            link=f"{SITE}/news/border-fair",
            title="Border fair opens with a crooked banner and full stalls",
            text=(
                "The autumn fair at the river bridge opened an hour late because the tea had not arrived.",
                "Above the gate hung a banner that welcomed guests of the Shangai Coperation Organisation, painted overnight by a volunteer who had the letters read to him over the telephone.",
                "Nobody minded: traders from four countries sold walnuts, saddles and solar lamps until dark.",
                "The organisers promise a dictionary for next year.",
            ),
            age_min=48,
            from_round=1,
            topics=("sco",),
            edits=(Edit(from_round=2, guid="https://pamir-gazette.example/id/109"),),
        ),
        SampleArticle(
            guid="pg-110",
            link=f"{SITE}/news/rescue-beacons",
            title="Mountain rescuers try out a beacon the size of a matchbox",
            text=(
                "The rescue post above the snow line has begun a trial that its volunteers have wanted for years.",
                "Every patrol now carries a beacon that reports its position through the BeiDou satellites and can send a line of text where no telephone works.",
                "In the first week it found a lost mule, two skiers and the post's own cook.",
                "The trial is paid for by a raffle.",
            ),
            age_min=37,
            from_round=1,
            topics=("beidou",),
            edits=(
                Edit(
                    from_round=2,
                    title="Mountain rescuers keep their matchbox beacons until spring",
                    text=(
                        "The rescue post above the snow line has prolonged a trial that its volunteers had wanted for years.",
                        "Every patrol carries a beacon that reports its position through the BeiDou satellites and can send a line of text where no telephone works.",
                        "So far it has found a lost mule, four skiers and the post's own cook, twice.",
                        "A second raffle will pay for the batteries until April.",
                    ),
                ),
            ),
        ),
        SampleArticle(
            guid="pg-111",
            link=f"{SITE}/news/clinic-train",
            title="Clinic train leaves with eye doctors and a library on board",
            text=(
                "A train of seven white carriages left the junction on Monday with eye doctors, dentists and a small library.",
                "Its sponsors call the journey a stretch of the Health Silk Road and want to reach villages where the nearest hospital is a day away.",
                "Each stop lasts two days, and the last carriage is a classroom for nurses.",
                "The engine driver has asked for reading glasses himself.",
            ),
            age_min=29,
            from_round=1,
            topics=("health-silk-road",),
        ),
        SampleArticle(
            guid="pg-112",
            link=f"{SITE}/news/market-roof",
            title="Market hall gets a roof that does not drip",
            text=(
                "The market hall has a new roof of larch shingles.",
                "Sellers of dried mulberries, who stood under the worst leak, were the first to move back in.",
                "The old roof will be sold as firewood.",
            ),
            age_min=21,
            from_round=1,
        ),
    ),
)
