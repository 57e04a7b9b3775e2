"""What is searched for a watchlist, one spelling or word a line, so that other programs can filter it."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from bot.app.commands.spellings import SearchedName, counts, searched_names
from bot.core.text import isolated
from bot.core.watchlist import Description, Watchlist


def print_watchlist(out: Console, watchlist: Watchlist) -> None:
    names = searched_names(watchlist)
    context, exclude = watchlist.context, watchlist.exclude
    title = Text.assemble((watchlist.watchlist_id, "bold"), f" · {isolated(watchlist.name)}")
    out.print(title.append(f" · threshold {watchlist.threshold:g}"), soft_wrap=True)
    told = [f"{count} {what}" for what, count in counts(watchlist, names).items() if count]
    out.print(Text(", ".join(told), style="dim"), soft_wrap=True)
    for name in names:
        _print_name(out, name)
    window = (
        f"{context.min_different} within {context.window_chars} characters settle a name that needs context"
    )
    _print_words(out, "context", context.any_of, window)
    _print_words(out, "weak context", context.weak, "two count as one of context")
    _print_words(out, "beside", context.beside, "prove a name they touch")
    _print_words(out, "countries", context.countries, "their outlets mostly mean this topic")
    _print_words(out, "excluded phrases", exclude.phrases, "rule out a name inside them")
    _print_words(out, "excluded articles", exclude.article, "the article is about something else")
    for sense in exclude.senses:
        named = ", ".join(map(isolated, sense.of)) or "a name"
        _print_words(out, f"sense: {isolated(sense.name)}", sense.words, f"speak against {named} near them")
    for description in watchlist.descriptions:
        _print_description(out, description)


def _print_name(out: Console, name: SearchedName) -> None:
    alias = name.alias
    facts = [alias.lang, f"weight {alias.weight:g}"]
    facts += ["letters as written"] * alias.is_case_exact + ["needs context"] * alias.needs_context
    facts += ["regular expression"] * alias.is_regex + ["also approximate"] * name.is_fuzzy
    line = Text.assemble("\n", (isolated(alias.text), "bold"))
    line.append("  " + ", ".join(fact for fact in facts if fact), style="dim")
    out.print(line, soft_wrap=True)
    for spelling in name.spellings:
        out.print(Text(f"    {isolated(spelling)}"), soft_wrap=True)
    for kind, parts in (("ends a list of names", name.heads), ("half", name.halves)):
        for part in parts:
            out.print(Text.assemble(f"    {isolated(part)}", (f"  {kind}", "dim")), soft_wrap=True)


def _print_words(out: Console, title: str, words: Sequence[str], what: str) -> None:
    if words:
        out.print(Text.assemble("\n", (title, "bold"), (f"  {what}", "dim")), soft_wrap=True)
    for word in words:
        out.print(Text(f"    {isolated(word)}"), soft_wrap=True)


def _print_description(out: Console, description: Description) -> None:
    title = f"description: {isolated(description.name)}"
    what = f"a word of each group within {description.within_chars} characters, weight {description.weight:g}"
    out.print(Text.assemble("\n", (title, "bold"), (f"  {what}", "dim")), soft_wrap=True)
    groups = [(f"group {number}", group) for number, group in enumerate(description.groups, start=1)]
    for kind, group in (*groups, ("none of", description.unless)):
        if group:
            out.print(Text(f"    {kind}: {', '.join(map(isolated, group))}"), soft_wrap=True)
