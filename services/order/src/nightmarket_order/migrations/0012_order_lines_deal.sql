-- The flash deal at whose price a line was bought.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

ALTER TABLE order_lines ADD COLUMN deal_id uuid;
