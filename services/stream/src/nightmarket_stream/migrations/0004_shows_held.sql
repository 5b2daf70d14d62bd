-- no-transaction
-- A channel has one picture, so at most one show that is on air or previewed.
SET lock_timeout = '4s';
SET statement_timeout = '0';
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS shows_channel_id_held_key ON shows (channel_id) WHERE source_id <> '';
