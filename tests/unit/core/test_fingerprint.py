from bot.core.fingerprint import fingerprint


def test_a_fingerprint_means_the_same_to_every_version_of_the_program() -> None:
    assert fingerprint(b"") == "99aa06d3014798d86001c324468d497f"  # from the specification of XXH3


def test_one_letter_more_or_less_changes_the_fingerprint() -> None:
    body = b"<rss/>" * 10_000
    assert len({fingerprint(body), fingerprint(body + b" "), fingerprint(body.replace(b"s", b"z", 1))}) == 3
