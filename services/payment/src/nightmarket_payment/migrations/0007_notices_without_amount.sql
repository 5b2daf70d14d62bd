-- A provider's hint may name no amount: what is paid is asked for.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

-- The release before writes both in every row, and reads only rows that it or this one has written of
-- providers that it knows: those have both.
-- squawk-ignore ban-drop-not-null
ALTER TABLE notices ALTER COLUMN currency_code DROP NOT NULL;
-- squawk-ignore ban-drop-not-null
ALTER TABLE notices ALTER COLUMN amount_minor DROP NOT NULL;
ALTER TABLE notices ADD CONSTRAINT notices_amount_check
    CHECK ((currency_code IS NULL) = (amount_minor IS NULL)) NOT VALID;
