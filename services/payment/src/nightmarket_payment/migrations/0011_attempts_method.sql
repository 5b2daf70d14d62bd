-- How the buyer chose to pay (empty: at the provider's page), and until when her code can be paid.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

ALTER TABLE attempts ADD COLUMN method text NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN pay_until timestamptz;
