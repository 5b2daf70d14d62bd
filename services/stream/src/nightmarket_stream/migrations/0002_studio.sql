-- Shows that their host starts, media tickets, previews in recordings. The defaults let the running
-- release go on inserting without the new columns.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

ALTER TABLE shows ADD COLUMN starts text NOT NULL DEFAULT 'signal';
ALTER TABLE shows ADD CONSTRAINT shows_starts_check CHECK (starts IN ('signal', 'host')) NOT VALID;

-- When the picture came, if that was before the broadcast.
ALTER TABLE broadcasts ADD COLUMN picture_at timestamptz;
ALTER TABLE broadcasts ADD CONSTRAINT broadcasts_picture_at_check CHECK (picture_at <= start_at) NOT VALID;

-- What the file holds before the broadcast.
ALTER TABLE recordings ADD COLUMN preview interval NOT NULL DEFAULT '0';
ALTER TABLE recordings ADD CONSTRAINT recordings_preview_check CHECK (preview >= interval '0') NOT VALID;

CREATE TABLE media_tickets (
    token_hash bytea PRIMARY KEY CONSTRAINT media_tickets_token_hash_check CHECK (octet_length(token_hash) = 32),
    channel_id uuid NOT NULL CONSTRAINT media_tickets_channel_id_fkey REFERENCES channels (id),
    show_id uuid NOT NULL CONSTRAINT media_tickets_show_id_fkey REFERENCES shows (id),
    use text NOT NULL CONSTRAINT media_tickets_use_check CHECK (use IN ('publish', 'preview')),
    expire_at timestamptz NOT NULL
);
CREATE INDEX media_tickets_channel_id_expire_at_idx ON media_tickets (channel_id, expire_at);
CREATE INDEX media_tickets_show_id_idx ON media_tickets (show_id);
