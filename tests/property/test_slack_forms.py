"""Any form becomes a modal that Slack takes, and what is chosen in it comes back as it was."""

from hypothesis import example, given
from hypothesis import strategies as st

from adapters.slack.forms import Memo, filled_in, modal, read_memo
from bot.core.chat import Choice, Field, FieldKind, Form
from tests.platforms.fakes.slack_asking import submission
from tests.platforms.fakes.slack_view_rules import view_trouble

TEXT = st.one_of(st.text(max_size=40), st.text("<&* \n\u202eس😀", max_size=200))
CHOICES = st.lists(st.builds(Choice, label=TEXT, value=st.text("abz-", max_size=9)), max_size=5).map(tuple)
FIELDS = st.builds(
    Field,
    name=st.text("abc", min_size=1, max_size=3),
    label=TEXT,
    kind=st.sampled_from(FieldKind),
    choices=CHOICES,
    initial=st.text("abz-,", max_size=9),
    hint=TEXT,
    is_required=st.booleans(),
)
FORMS = st.builds(
    Form,
    name=st.just("subscribe"),
    title=TEXT,
    fields=st.lists(FIELDS, min_size=1, max_size=9, unique_by=lambda field: field.name).map(tuple),
)
MEMO = Memo(channel_id="C0NEWS", url="https://hooks.slack.com/commands/1")


def form_of(kind: FieldKind, choices: int, **more: str) -> Form:
    offered = tuple(Choice(label="😀" * 90, value=f"{number}") for number in range(choices))
    return Form(
        name="subscribe",
        title="😀" * 30,
        fields=(Field(name="a", label="", kind=kind, choices=offered, **more),),
    )


@given(FORMS)
@example(form_of(FieldKind.ONE, 100))
@example(form_of(FieldKind.SOME, 100, initial="1,2,3"))
@example(form_of(FieldKind.ONE, 101, hint="😀" * 2_000))
@example(form_of(FieldKind.SOME, 0))
def test_slack_takes_any_form(form):
    assert view_trouble(modal(form, MEMO)) == ""


def test_more_choices_than_slack_shows_are_written_and_no_choice_is_cut_into_another():
    (block,) = modal(form_of(FieldKind.ONE, 101), MEMO)["blocks"]
    assert block["element"]["type"] == "plain_text_input"
    choices = (Choice(label="short", value="x"), Choice(label="long", value="x" * 151))
    form = Form(
        name="a", title="a", fields=(Field(name="a", label="a", kind=FieldKind.ONE, choices=choices),)
    )
    (block,) = modal(form, MEMO)["blocks"]
    assert [one["value"] for one in block["element"]["options"]] == ["x"]


@given(FORMS)
def test_what_a_form_offers_first_comes_back_where_nothing_is_changed(form):
    view = modal(form, MEMO)
    filled, expected = {}, {}
    for block in view["blocks"]:
        element, name = block["element"], block["block_id"]
        if element["type"] == "multi_static_select":
            filled[name] = [one["value"] for one in element.get("initial_options", ())]
            expected[name] = ",".join(filled[name])
        else:
            chosen = element.get("initial_option", {}).get("value", "")
            filled[name] = expected[name] = chosen or element.get("initial_value", "")
    assert filled_in(submission(view, filled)["view"]) == expected


@given(st.text("C0ABC", min_size=2).map(lambda text: "C" + text), st.text(max_size=40))
@example("C1", "x" * 4_000)
@example("C1", '"' * 1_600)
def test_what_a_modal_carries_fits_and_comes_back(channel_id, path):
    memo = Memo(channel_id=channel_id, url=f"https://hooks.slack.com/{path}")
    carried = modal(form_of(FieldKind.TEXT, 0), memo)["private_metadata"]
    assert len(carried) <= 3_000
    assert read_memo(carried) in (memo, Memo(channel_id=channel_id, url=""))
    assert len(path) > 400 or read_memo(carried) == memo


def test_choices_that_are_made_already_are_those_that_are_named_in_whole():
    choices = tuple(Choice(label=value, value=value) for value in ("z", "zh", "ru"))
    field = Field(name="lang", label="Languages", kind=FieldKind.SOME, choices=choices, initial="zh,ru")
    (block,) = modal(Form(name="subscribe", title="a", fields=(field,)), MEMO)["blocks"]
    assert [one["value"] for one in block["element"]["initial_options"]] == ["zh", "ru"]
