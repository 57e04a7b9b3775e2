"""When the next message may leave."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Channel
from bot.core.pacing import Pace, Turns

NEWS, MORE = (Channel(adapter="slack", external_id=one) for one in ("C1", "C2"))
THERE = Channel(adapter="slack", external_id="T2/C1")
SLACK = Pace(channel_gap_s=1.0, per_s=5.0, burst=3)


def test_channel_waits_from_the_answer_on_and_its_neighbour_does_not():
    turns = Turns(SLACK)
    assert turns.take(NEWS, 100.0) == 0
    turns.answered(NEWS, 100.4)
    assert turns.take(MORE, 100.5) == 0
    assert abs(turns.take(NEWS, 100.5) - 0.9) < 1e-9
    assert turns.take(NEWS, 101.5) == 0


def test_workspace_has_a_rate_of_its_own_behind_a_burst():
    turns = Turns(SLACK)
    channels = [Channel(adapter="slack", external_id=f"C{number}") for number in range(5)]
    waits = [round(turns.take(channel, 100.0), 6) for channel in channels]
    assert waits == [0, 0, 0, 0.2, 0.4]
    assert turns.take(THERE, 100.0) == 0


@given(st.floats(0.5, 100), st.integers(1, 30), st.lists(st.floats(0, 0.3), min_size=2, max_size=80))
def test_no_second_sees_more_than_the_rate_and_one_burst(per_s, burst, pauses):
    turns = Turns(Pace(channel_gap_s=0.0, per_s=per_s, burst=burst))
    now, left_at = 0.0, []
    for pause in pauses:
        now += pause
        left_at.append(now + turns.take(NEWS, now))
    for start in left_at:
        within = sum(start <= one < start + 1.0 for one in left_at)
        assert within <= burst + per_s + 1
