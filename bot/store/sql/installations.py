"""SQL of installations and of the states of those under way."""

SAVE_INSTALLATION = """
INSERT INTO installations
    (team_id, team_name, enterprise_id, bot_token, bot_user_id, scopes, installed_by, installed_at)
VALUES
    (:team_id, :team_name, :enterprise_id, :bot_token, :bot_user_id, :scopes, :installed_by, :installed_at)
ON CONFLICT (team_id) DO UPDATE
SET team_name = :team_name, enterprise_id = :enterprise_id, bot_token = :bot_token,
    bot_user_id = :bot_user_id, scopes = :scopes, installed_by = :installed_by, installed_at = :installed_at
"""

FIND_INSTALLATION = "SELECT * FROM installations WHERE team_id = :team_id"

DELETE_INSTALLATION = "DELETE FROM installations WHERE team_id = :team_id AND installed_at <= :until"

SAVE_STATE = "INSERT INTO install_states (state, expires_at) VALUES (:state, :expires_at)"

DELETE_ENDED_STATES = "DELETE FROM install_states WHERE expires_at <= :now"

USE_STATE = "DELETE FROM install_states WHERE state = :state AND expires_at > :now"
