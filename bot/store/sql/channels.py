"""SQL of channels: which there are, and which of them are held back."""

FIND_CHANNEL = "SELECT id FROM channels WHERE adapter = :adapter AND external_id = :external_id"

ADD_CHANNEL = """
INSERT INTO channels (adapter, external_id, workspace) VALUES (:adapter, :external_id, :workspace)
RETURNING id
"""

BLOCK_CHANNELS = """
UPDATE channels
SET blocked_until = max(coalesce(blocked_until, :until), :until)
WHERE id = :channel_id OR (:is_for_workspace AND workspace = :workspace)
"""

PAUSED = "SELECT paused_at, is_workspace_paused FROM channels WHERE id = :channel_id"

# Of those that were paused with the workspace: one that is paused for itself says nothing of the others.
WORKSPACE_PAUSED = """
SELECT min(paused_at) AS paused_at FROM channels WHERE workspace = :workspace AND is_workspace_paused
"""

# A longer block, which the platform has asked for, stays.
PAUSE_CHANNELS = """
UPDATE channels
SET paused_reason = :reason, paused_at = :now, is_workspace_paused = :is_for_workspace,
    blocked_until = max(coalesce(blocked_until, :until), :until)
WHERE id = :channel_id OR (:is_for_workspace AND workspace = :workspace)
"""

# Where a token was refused, one channel that can be posted to again speaks for all.
RESUME_CHANNELS = """
UPDATE channels
SET paused_reason = NULL, paused_at = NULL, blocked_until = NULL, is_workspace_paused = 0
WHERE paused_reason IS NOT NULL
  AND (id = :channel_id OR (:is_for_workspace AND workspace = :workspace AND is_workspace_paused))
"""

FORGET_PAUSES = """
UPDATE channels
SET paused_reason = NULL, paused_at = NULL, blocked_until = NULL, is_workspace_paused = 0
WHERE paused_reason IS NOT NULL
  AND adapter || ':' || external_id NOT IN (SELECT value FROM json_each(:kept))
"""

PROBE_PAUSED = "UPDATE channels SET blocked_until = NULL WHERE paused_reason IS NOT NULL"

HELD_CHANNELS = """
SELECT adapter, external_id, coalesce(paused_reason, '') AS paused_reason, blocked_until
FROM channels
WHERE paused_reason IS NOT NULL OR blocked_until > :now
ORDER BY adapter, external_id
"""
