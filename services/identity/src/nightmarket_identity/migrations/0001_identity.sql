-- Users, linked identities, log-in transactions, sessions, signing keys, shops, members.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

CREATE TABLE users (
    id uuid PRIMARY KEY,
    display_name text NOT NULL,
    picture_url text NOT NULL,
    created_at timestamptz NOT NULL
);

-- One person at one provider. The key to users is checked at commit: the unique key here decides who
-- is new, and only then is the user written.
CREATE TABLE linked_identities (
    id uuid PRIMARY KEY,
    provider text NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    user_id uuid NOT NULL CONSTRAINT linked_identities_user_id_fkey REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    tokens_key_id text NOT NULL,
    tokens_sealed bytea NOT NULL,
    linked_at timestamptz NOT NULL,
    login_at timestamptz NOT NULL,
    CONSTRAINT linked_identities_provider_issuer_subject_key UNIQUE (provider, issuer, subject)
);
CREATE INDEX linked_identities_user_id_idx ON linked_identities (user_id);

CREATE TABLE login_transactions (
    state text PRIMARY KEY,
    provider text NOT NULL,
    client_id text NOT NULL,
    redirect_uri text NOT NULL,
    return_to text NOT NULL,
    verifier text NOT NULL,
    nonce text NOT NULL,
    binding_hash bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX login_transactions_expires_at_idx ON login_transactions (expires_at);

-- One log-in on one device: a family of refresh tokens, of which nothing secret is stored.
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT sessions_user_id_fkey REFERENCES users (id),
    identity_id uuid NOT NULL CONSTRAINT sessions_identity_id_fkey REFERENCES linked_identities (id),
    client_id text NOT NULL,
    device_name text NOT NULL,
    created_at timestamptz NOT NULL,
    refreshed_at timestamptz NOT NULL,
    idle_expires_at timestamptz NOT NULL,
    abs_expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoke_cause text CONSTRAINT sessions_revoke_cause_check CHECK (revoke_cause IN ('logout', 'reuse', 'removed')),
    rt_salt bytea NOT NULL,
    rt_pepper_id text NOT NULL,
    rt_seq bigint NOT NULL CONSTRAINT sessions_rt_seq_check CHECK (rt_seq BETWEEN 1 AND 4294967295),
    rt_rotated_at timestamptz NOT NULL,
    rt_replays integer NOT NULL,
    confirmed_seq bigint NOT NULL,
    CONSTRAINT sessions_revoked_check CHECK ((revoked_at IS NULL) = (revoke_cause IS NULL)),
    CONSTRAINT sessions_confirmed_seq_check CHECK (confirmed_seq <= rt_seq)
);
CREATE INDEX sessions_user_id_id_idx ON sessions (user_id, id);
CREATE INDEX sessions_identity_id_idx ON sessions (identity_id);
CREATE INDEX sessions_idle_expires_at_idx ON sessions (idle_expires_at);

CREATE TABLE signing_keys (
    kid text PRIMARY KEY,
    state text NOT NULL CONSTRAINT signing_keys_state_check CHECK (state IN ('next', 'active', 'retiring', 'removed')),
    public_jwk text NOT NULL,
    private_key_id text NOT NULL,
    private_sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT signing_keys_removed_check CHECK (state <> 'removed' OR private_sealed = '')
);
CREATE UNIQUE INDEX signing_keys_state_key ON signing_keys (state) WHERE state <> 'removed';

CREATE TABLE shops (
    id uuid PRIMARY KEY,
    name text NOT NULL CONSTRAINT shops_name_check CHECK (char_length(name) BETWEEN 1 AND 80),
    currency_code text NOT NULL CONSTRAINT shops_currency_code_check CHECK (currency_code ~ '^[A-Z]{3}$'),
    created_at timestamptz NOT NULL
);

CREATE TABLE members (
    shop_id uuid NOT NULL CONSTRAINT members_shop_id_fkey REFERENCES shops (id),
    user_id uuid NOT NULL CONSTRAINT members_user_id_fkey REFERENCES users (id),
    role text NOT NULL CONSTRAINT members_role_check CHECK (role IN ('owner', 'manager', 'host', 'moderator', 'packer')),
    PRIMARY KEY (shop_id, user_id)
);
CREATE INDEX members_user_id_shop_id_idx ON members (user_id, shop_id);
