"""What feed servers see of us."""

import pytest

from bot.core.user_agent import user_agent


@pytest.mark.parametrize(
    ("contact", "subscribers", "expected"),
    [
        ("", 0, "Topicwire/0.1.0 (0 subscribers)"),
        ("", 1, "Topicwire/0.1.0 (1 subscriber)"),
        ("ops@example.org", 12, "Topicwire/0.1.0 (+ops@example.org; 12 subscribers)"),
    ],
)
def test_user_agent_names_version_contact_and_readers(contact, subscribers, expected):
    assert user_agent("0.1.0", contact=contact, subscribers=subscribers) == expected
