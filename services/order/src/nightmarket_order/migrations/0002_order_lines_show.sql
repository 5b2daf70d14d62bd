-- no-transaction
-- Orders of a show, newest first (order ids are UUIDv7), and what was sold in it.
SET lock_timeout = '4s';
SET statement_timeout = '0';
CREATE INDEX CONCURRENTLY IF NOT EXISTS order_lines_show_id_order_id_idx ON order_lines (show_id, order_id) WHERE show_id <> '';
