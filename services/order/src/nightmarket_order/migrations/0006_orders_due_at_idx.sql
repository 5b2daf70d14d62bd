-- no-transaction
-- What the sweeper looks for.
SET lock_timeout = '4s';
SET statement_timeout = '0';
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_due_at_idx ON orders (due_at) WHERE due_at IS NOT NULL;
