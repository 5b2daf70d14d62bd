-- no-transaction
-- A shop's payments, newest first.
SET lock_timeout = '4s';
SET statement_timeout = '0';
CREATE INDEX CONCURRENTLY IF NOT EXISTS payments_shop_id_idx ON payments (shop_id, id);
