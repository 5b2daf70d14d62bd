-- The rows that were there before 0007.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE notices VALIDATE CONSTRAINT notices_amount_check;
