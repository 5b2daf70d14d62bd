-- Where notifications reach a phone: at most one address a session, and gone with it.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

-- Whose it is, the session says. The token is sealed; its hash tells that a phone has changed hands.
CREATE TABLE push_tokens (
    session_id uuid PRIMARY KEY
        CONSTRAINT push_tokens_session_id_fkey REFERENCES sessions (id) ON DELETE CASCADE,
    platform text NOT NULL CONSTRAINT push_tokens_platform_check CHECK (platform IN ('ios', 'android')),
    provider text NOT NULL CONSTRAINT push_tokens_provider_check CHECK (provider IN ('apns', 'fcm')),
    token_hash bytea NOT NULL CONSTRAINT push_tokens_token_hash_key UNIQUE,
    token_key_id text NOT NULL,
    token_sealed bytea NOT NULL,
    locale text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT push_tokens_reach_check CHECK (provider = 'fcm' OR platform = 'ios')
);
