-- Until when a code that was issued can be paid.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

ALTER TABLE notices ADD COLUMN pay_until timestamptz;
