-- The rows that were there before 0002.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE reservations VALIDATE CONSTRAINT reservations_state_check;
