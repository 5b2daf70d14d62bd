-- no-transaction
-- What was booked on a day.
SET lock_timeout = '4s';
SET statement_timeout = '0';
CREATE INDEX CONCURRENTLY IF NOT EXISTS ledger_entries_created_at_idx ON ledger_entries (created_at);
