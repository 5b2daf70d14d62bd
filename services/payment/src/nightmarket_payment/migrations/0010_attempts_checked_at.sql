-- When the provider was last asked and its answer could be trusted.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

ALTER TABLE attempts ADD COLUMN checked_at timestamptz;
