-- The rows that were there before 0013.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE coupons VALIDATE CONSTRAINT coupons_most_minor_check;
ALTER TABLE coupons VALIDATE CONSTRAINT coupons_is_personal_check;
