-- Vouchers that were taken in shows: codes that work for their owners alone, once for each.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

ALTER TABLE coupons
    ADD COLUMN most_minor bigint,
    ADD COLUMN is_personal boolean NOT NULL DEFAULT false;
ALTER TABLE coupons ADD CONSTRAINT coupons_most_minor_check CHECK (
    most_minor IS NULL OR (most_minor > 0 AND percent IS NOT NULL)) NOT VALID;
ALTER TABLE coupons ADD CONSTRAINT coupons_is_personal_check CHECK (
    NOT is_personal OR (valid_until IS NOT NULL AND max_uses_per_person = 1)) NOT VALID;

CREATE TABLE coupon_owners (
    coupon_id uuid NOT NULL CONSTRAINT coupon_owners_coupon_id_fkey REFERENCES coupons (id),
    user_id uuid NOT NULL,
    PRIMARY KEY (coupon_id, user_id)
);
CREATE INDEX coupon_owners_user_id_idx ON coupon_owners (user_id);
