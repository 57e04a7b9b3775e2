# ruff: noqa: E501 - prose: one sentence, one line
"""Caspian Signal: a technology newsletter in English, RSS 2.0 with campaign parameters on its links. It
repeats the Pamir Gazette's story under the same address and is touched in round 2 without any change."""

from bot.core.feed import Outlet, OutletKind
from bot.demo.edition import FeedFormat, SampleArticle, SampleFeed

SITE = "https://caspian-signal.example"
CAMPAIGN = "utm_source=caspian-signal&utm_medium=feed&utm_campaign=sample"

CASPIAN_SIGNAL = SampleFeed(
    slug="caspian-signal",
    outlet=Outlet(name="Caspian Signal (sample)", country="AZ", kind=OutletKind.PRIVATE),
    lang="en",
    format=FeedFormat.RSS,
    site=SITE,
    tagline="Machines & people around a made-up sea, for the Topicwire demonstration",
    touched_rounds=(2,),
    articles=(
        SampleArticle(
            guid="cs-2001",
            link=f"{SITE}/p/unix-museum?{CAMPAIGN}",
            title="Museum boots a 1995 SCO UNIX server at the first try",
            teaser="It asked for a floppy disk and got one.",
            text=(
                "The computer museum has woken its oldest office machine.",
                "Volunteers reinstalled SCO UNIX from forty floppy disks, and the SCO Group manuals were still in their shrink-wrap.",
                "The payroll program printed a slip for 1995.",
            ),
            age_min=5600,
        ),
        SampleArticle(
            guid="cs-2002",
            link=f"{SITE}/p/ferry-bridge?{CAMPAIGN}",
            title="Ferry line rebuilds its bridge around four constellations",
            text=(
                "The night ferry has a new chart table, and the captain has three new passwords.",
                "Its receivers now combine GPS, Galileo and BeiDou, which keeps the position steady below the cliffs.",
                "The brass sextant stays on the wall.",
            ),
            age_min=4900,
            topics=("beidou",),
        ),
        SampleArticle(
            guid="cs-2003",
            link=f"{SITE}/p/cable-ship?{CAMPAIGN}",
            title="Cable ship returns from the northern shelf",
            text=(
                "Six weeks of splicing are over.",
                "The crew mended two cables and found an anchor that nobody claims.",
            ),
            age_min=4100,
        ),
        SampleArticle(
            guid="cs-2004",
            link=f"{SITE}/p/weather-library?{CAMPAIGN}",
            title="Town library lends out weather stations",
            text=(
                "Readers may now borrow a weather station for three weeks, like a thick novel.",
                "The waiting list is already longer than for the novel.",
            ),
            age_min=3100,
        ),
        SampleArticle(
            guid="cs-2005",
            link=f"{SITE}/p/spectrum-talks?{CAMPAIGN}",
            title="Regulators compare radio plans ahead of the autumn summit",
            text=(
                "Radio regulators from the region met for two days and agreed on a glossary.",
                "The list of shared frequencies goes to the Shanghai Cooperation Organization in autumn, where heads of state will be asked to sign it.",
                "Amateur operators keep their band.",
            ),
            age_min=2500,
            topics=("sco",),
        ),
        SampleArticle(
            guid="cs-2006",
            link=f"{SITE}/p/seals?{CAMPAIGN}",
            title="Undersea microphone hears the seals again",
            text=(
                "A microphone lost in a storm has been found by the animals it was meant for.",
                "Engineers recognised the seals by their habit of chewing the cable.",
            ),
            age_min=1700,
        ),
        SampleArticle(
            guid="cs-2007",
            link=f"{SITE}/p/paper-charts?{CAMPAIGN}",
            title="Map volunteers compare web tiles with paper charts",
            text=(
                "Volunteers laid screenshots from Baidu and two other map services over charts from 1978.",
                "The coast has moved more than the roads have.",
            ),
            age_min=900,
        ),
        # --- round 1 -------------------------------------------------------------------------------
        SampleArticle(
            guid="cs-2008",
            link=f"https://pamir-gazette.example/news/clinic-train?{CAMPAIGN}",
            title="Clinic train leaves with eye doctors and a library on board",
            text=(
                "A train of seven white carriages left the junction on Monday with eye doctors, dentists and a small library.",
                "Its sponsors call the journey a stretch of the Health Silk Road and want to reach villages where the nearest hospital is a day away.",
                "Each stop lasts two days, and the last carriage is a classroom for nurses.",
            ),
            age_min=26,
            from_round=1,
            topics=("health-silk-road",),
        ),
        SampleArticle(
            guid="cs-2009",
            link=f"{SITE}/p/unix-archive?{CAMPAIGN}",
            title="SCO Group archive of Unix manuals finds a dry cellar",
            text=(
                "A collector has rescued eleven shelves of manuals from a flooded warehouse.",
                "Most of them describe SCO OpenServer, and one is signed by the people who ported SCO Unix to a cash register.",
                "The cellar belongs to a winery, so the humidity is looked after.",
            ),
            age_min=20,
            from_round=1,
        ),
        SampleArticle(
            guid="cs-2010",
            link=f"{SITE}/p/lighthouse?{CAMPAIGN}",
            title="Lighthouse keeper retires and leaves a manual of jokes",
            text=(
                "The last keeper on the eastern shore hands over to a sensor this week.",
                "His log holds forty years of wind and at least one joke for each storm.",
            ),
            age_min=12,
            from_round=1,
        ),
    ),
)
