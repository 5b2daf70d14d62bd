-- no-transaction
-- What of an order came back, for whoever settles it.
SET lock_timeout = '4s';
SET statement_timeout = '0';
CREATE INDEX CONCURRENTLY IF NOT EXISTS stock_entries_order_id_returned_idx ON stock_entries (order_id) WHERE kind = 'returned';
