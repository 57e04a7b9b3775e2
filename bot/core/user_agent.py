"""What feed servers see of us: who asks, whom to write to, and for how many readers."""


def user_agent(version: str, *, contact: str, subscribers: int) -> str:
    """Return the User-Agent header.

    Args:
        contact: a web or mail address, or empty.
        subscribers: how many channels hear of what we find; publishers count their readers by it.
    """
    readers = f"{subscribers} subscriber{'s' * (subscribers != 1)}"
    return f"Topicwire/{version} ({f'+{contact}; ' if contact else ''}{readers})"
