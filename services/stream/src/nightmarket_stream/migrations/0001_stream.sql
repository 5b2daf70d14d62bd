-- Channels, shows with their listings, publishers, broadcasts, recordings.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

CREATE TABLE channels (
    id uuid PRIMARY KEY,
    shop_id uuid NOT NULL CONSTRAINT channels_shop_id_key UNIQUE,
    path text NOT NULL CONSTRAINT channels_path_key UNIQUE
        CONSTRAINT channels_path_check CHECK (path ~ '^[a-z0-9]{16}$'),
    key_hash bytea CONSTRAINT channels_key_hash_check CHECK (octet_length(key_hash) = 32),
    created_at timestamptz NOT NULL
);

CREATE TABLE shows (
    id uuid PRIMARY KEY,
    shop_id uuid NOT NULL,
    channel_id uuid NOT NULL CONSTRAINT shows_channel_id_fkey REFERENCES channels (id),
    title text NOT NULL CONSTRAINT shows_title_check CHECK (char_length(title) BETWEEN 1 AND 120),
    state text NOT NULL CONSTRAINT shows_state_check CHECK (state IN ('scheduled', 'live', 'ended')),
    schedule_at timestamptz NOT NULL,
    live_at timestamptz,
    end_at timestamptz,
    resume_until timestamptz,
    pinned_product_id uuid,
    source_id text NOT NULL DEFAULT '',
    source_since timestamptz,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    on_air boolean NOT NULL GENERATED ALWAYS AS (state = 'live') STORED,
    sort_at timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(live_at, schedule_at)) STORED,
    CONSTRAINT shows_live_at_check CHECK (state <> 'live' OR (live_at IS NOT NULL AND source_id <> '')),
    CONSTRAINT shows_end_at_check CHECK ((state = 'ended') = (end_at IS NOT NULL)),
    CONSTRAINT shows_resume_until_check CHECK (resume_until IS NULL OR (state = 'ended' AND live_at IS NOT NULL))
);
-- A channel has one picture, so at most one show on air.
CREATE UNIQUE INDEX shows_channel_id_live_key ON shows (channel_id) WHERE state = 'live';
CREATE INDEX shows_channel_id_schedule_at_idx ON shows (channel_id, schedule_at, id) WHERE state = 'scheduled';
CREATE INDEX shows_channel_id_resume_until_idx ON shows (channel_id, resume_until) WHERE resume_until IS NOT NULL;
CREATE INDEX shows_on_air_sort_at_idx ON shows (on_air, sort_at, id);
CREATE INDEX shows_shop_id_on_air_sort_at_idx ON shows (shop_id, on_air, sort_at, id);
CREATE INDEX shows_end_at_idx ON shows (end_at) WHERE state = 'ended' AND live_at IS NOT NULL;

CREATE TABLE listings (
    show_id uuid NOT NULL CONSTRAINT listings_show_id_fkey REFERENCES shows (id),
    product_id uuid NOT NULL,
    position integer NOT NULL CONSTRAINT listings_position_check CHECK (position > 0),
    PRIMARY KEY (show_id, product_id)
);

CREATE TABLE sources (
    channel_id uuid NOT NULL CONSTRAINT sources_channel_id_fkey REFERENCES channels (id),
    source_id text NOT NULL,
    show_id uuid CONSTRAINT sources_show_id_fkey REFERENCES shows (id),
    is_over boolean NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (channel_id, source_id)
);
CREATE INDEX sources_show_id_idx ON sources (show_id);
CREATE INDEX sources_channel_id_created_at_idx ON sources (channel_id, created_at);

-- One source's time on air with a show: one file in the bucket.
CREATE TABLE broadcasts (
    show_id uuid NOT NULL CONSTRAINT broadcasts_show_id_fkey REFERENCES shows (id),
    source_id text NOT NULL,
    channel_id uuid NOT NULL CONSTRAINT broadcasts_channel_id_fkey REFERENCES channels (id),
    start_at timestamptz NOT NULL,
    end_at timestamptz CONSTRAINT broadcasts_end_at_check CHECK (end_at >= start_at),
    checked_at timestamptz,
    PRIMARY KEY (show_id, source_id)
);
CREATE UNIQUE INDEX broadcasts_channel_id_open_key ON broadcasts (channel_id) WHERE end_at IS NULL;
CREATE INDEX broadcasts_channel_id_start_at_idx ON broadcasts (channel_id, start_at);

CREATE TABLE recordings (
    key text PRIMARY KEY,
    show_id uuid NOT NULL CONSTRAINT recordings_show_id_fkey REFERENCES shows (id),
    start_at timestamptz NOT NULL,
    duration interval NOT NULL CONSTRAINT recordings_duration_check CHECK (duration >= interval '0')
);
CREATE INDEX recordings_show_id_start_at_idx ON recordings (show_id, start_at);
