-- The rows that were there before 0004.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE orders VALIDATE CONSTRAINT orders_state_check;
ALTER TABLE orders VALIDATE CONSTRAINT orders_paid_check;
ALTER TABLE orders VALIDATE CONSTRAINT orders_cancelled_check;
ALTER TABLE orders VALIDATE CONSTRAINT orders_cancel_reason_check;
ALTER TABLE orders VALIDATE CONSTRAINT orders_shipped_check;
ALTER TABLE orders VALIDATE CONSTRAINT orders_due_at_check;
ALTER TABLE orders VALIDATE CONSTRAINT orders_refunded_minor_check;
