-- The rows that were there before 0009.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE orders VALIDATE CONSTRAINT orders_delivery_check;
ALTER TABLE orders VALIDATE CONSTRAINT orders_store_check;
ALTER TABLE orders VALIDATE CONSTRAINT orders_shipping_minor_check;
ALTER TABLE orders VALIDATE CONSTRAINT orders_discount_minor_check;
