-- The chat's rules, who is muted or banned, pinned messages, and what moderators did.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

-- One row per shop orders all of its moderation: whoever acts holds its lock and takes the next version.
CREATE TABLE chat_rules (
    shop_id uuid PRIMARY KEY,
    slow_mode_s integer NOT NULL DEFAULT 0
        CONSTRAINT chat_rules_slow_mode_s_check CHECK (slow_mode_s BETWEEN 0 AND 600),
    links_off boolean NOT NULL DEFAULT false,
    blocked jsonb NOT NULL DEFAULT '{}',
    version bigint NOT NULL DEFAULT 0
);

CREATE TABLE moderation_acts (
    id uuid PRIMARY KEY,
    shop_id uuid NOT NULL CONSTRAINT moderation_acts_shop_id_fkey REFERENCES chat_rules (shop_id),
    version bigint NOT NULL,
    show_id uuid CONSTRAINT moderation_acts_show_id_fkey REFERENCES shows (id),
    kind text NOT NULL CONSTRAINT moderation_acts_kind_check CHECK (kind IN (
        'delete_message', 'delete_person', 'restore', 'mute', 'unmute', 'ban', 'unban', 'pin', 'unpin',
        'rules')),
    actor_id uuid NOT NULL,
    user_id uuid,
    user_name text NOT NULL,
    message_id text NOT NULL,
    text text NOT NULL,
    until timestamptz,
    why text NOT NULL CONSTRAINT moderation_acts_why_check CHECK (char_length(why) <= 200),
    undoes uuid CONSTRAINT moderation_acts_undoes_key UNIQUE
        CONSTRAINT moderation_acts_undoes_fkey REFERENCES moderation_acts (id),
    acted_at timestamptz NOT NULL,
    CONSTRAINT moderation_acts_shop_id_version_key UNIQUE (shop_id, version)
);
CREATE INDEX moderation_acts_show_id_idx ON moderation_acts (show_id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was done stays done';
END $$;
CREATE TRIGGER moderation_acts_append_only BEFORE UPDATE OR DELETE ON moderation_acts
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE chat_sanctions (
    id uuid PRIMARY KEY,
    shop_id uuid NOT NULL CONSTRAINT chat_sanctions_shop_id_fkey REFERENCES chat_rules (shop_id),
    user_id uuid NOT NULL,
    user_name text NOT NULL,
    kind text NOT NULL CONSTRAINT chat_sanctions_kind_check CHECK (kind IN ('mute', 'ban')),
    until timestamptz CONSTRAINT chat_sanctions_until_check CHECK ((kind = 'mute') = (until IS NOT NULL)),
    why text NOT NULL,
    actor_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    undone_by uuid,
    undone_at timestamptz CONSTRAINT chat_sanctions_undone_at_check CHECK ((undone_at IS NULL) = (undone_by IS NULL))
);
-- Of one person the last one holds; the one before ends with it.
CREATE UNIQUE INDEX chat_sanctions_shop_id_user_id_open_key ON chat_sanctions (shop_id, user_id)
    WHERE undone_at IS NULL;
CREATE INDEX chat_sanctions_shop_id_open_idx ON chat_sanctions (shop_id, id) WHERE undone_at IS NULL;

CREATE TABLE pinned_messages (
    show_id uuid PRIMARY KEY CONSTRAINT pinned_messages_show_id_fkey REFERENCES shows (id),
    message_id text NOT NULL,
    user_id uuid NOT NULL
);
