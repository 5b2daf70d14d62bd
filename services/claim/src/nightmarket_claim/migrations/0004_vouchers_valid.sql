-- The rows that were there before 0003.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE listings VALIDATE CONSTRAINT listings_voucher_check;
ALTER TABLE claims VALIDATE CONSTRAINT claims_state_check;
