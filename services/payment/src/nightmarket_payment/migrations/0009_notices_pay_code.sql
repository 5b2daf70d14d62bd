-- What the buyer takes to a bank or a counter: kind, bank, number. Empty: the notice tells of no code.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

ALTER TABLE notices ADD COLUMN pay_code text[] NOT NULL DEFAULT '{}';
