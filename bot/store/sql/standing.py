"""SQL of the rules in force and those beside them."""

LOAD_STANDING = """
SELECT since_at, put_by, waiting_at, refused_by, owes_report, current.watchlists AS in_force,
       previous.watchlists AS earlier, held.watchlists AS waiting
FROM rules_standing
JOIN rule_sets AS current ON current.version = in_force
LEFT JOIN rule_sets AS previous ON previous.version = earlier
LEFT JOIN rule_sets AS held ON held.version = waiting
"""

LIST_RULE_SETS = "SELECT version FROM rule_sets"

SAVE_RULE_SET = "INSERT INTO rule_sets (version, watchlists) VALUES (:version, :watchlists)"

SAVE_STANDING = """
INSERT INTO rules_standing
    (id, in_force, since_at, put_by, earlier, waiting, waiting_at, refused_by, owes_report)
VALUES (1, :in_force, :since_at, :put_by, :earlier, :waiting, :waiting_at, :refused_by, :owes_report)
ON CONFLICT (id) DO UPDATE
SET in_force = :in_force, since_at = :since_at, put_by = :put_by, earlier = :earlier, waiting = :waiting,
    waiting_at = :waiting_at, refused_by = :refused_by, owes_report = :owes_report
"""

FORGET_OTHERS = """
DELETE FROM rule_sets WHERE version NOT IN (:in_force, coalesce(:earlier, ''), coalesce(:waiting, ''))
"""
