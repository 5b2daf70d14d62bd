-- How shops send, discount codes and their uses, which carts are orders; what an order's total is made of.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

CREATE TABLE shop_shipping (
    shop_id uuid PRIMARY KEY,
    currency_code text NOT NULL CONSTRAINT shop_shipping_currency_code_check CHECK (currency_code ~ '^[A-Z]{3}$'),
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE shipping_methods (
    shop_id uuid NOT NULL CONSTRAINT shipping_methods_shop_id_fkey REFERENCES shop_shipping (shop_id),
    kind text NOT NULL CONSTRAINT shipping_methods_kind_check CHECK (kind IN ('home', 'store')),
    fee_minor bigint NOT NULL CONSTRAINT shipping_methods_fee_minor_check CHECK (fee_minor >= 0),
    free_from_minor bigint CONSTRAINT shipping_methods_free_from_minor_check CHECK (free_from_minor >= 0),
    chains text[] NOT NULL,
    PRIMARY KEY (shop_id, kind)
);

CREATE TABLE coupons (
    id uuid PRIMARY KEY,
    shop_id uuid NOT NULL,
    code text NOT NULL,
    currency_code text NOT NULL CONSTRAINT coupons_currency_code_check CHECK (currency_code ~ '^[A-Z]{3}$'),
    amount_minor bigint CONSTRAINT coupons_amount_minor_check CHECK (amount_minor > 0),
    percent integer CONSTRAINT coupons_percent_check CHECK (percent BETWEEN 1 AND 100),
    minimum_minor bigint NOT NULL CONSTRAINT coupons_minimum_minor_check CHECK (minimum_minor >= 0),
    valid_from timestamptz,
    valid_until timestamptz,
    max_uses bigint CONSTRAINT coupons_max_uses_check CHECK (max_uses > 0),
    max_uses_per_person bigint CONSTRAINT coupons_max_uses_per_person_check CHECK (max_uses_per_person > 0),
    used bigint NOT NULL DEFAULT 0,
    stopped_at timestamptz,
    CONSTRAINT coupons_shop_id_code_key UNIQUE (shop_id, code),
    CONSTRAINT coupons_off_check CHECK ((amount_minor IS NULL) <> (percent IS NULL)),
    CONSTRAINT coupons_used_check CHECK (used BETWEEN 0 AND coalesce(max_uses, used))
);
CREATE INDEX coupons_shop_id_id_idx ON coupons (shop_id, id);

-- One row an order that used a code; given back when the order was given up before it was paid.
CREATE TABLE coupon_uses (
    order_id uuid PRIMARY KEY CONSTRAINT coupon_uses_order_id_fkey REFERENCES orders (id),
    coupon_id uuid NOT NULL CONSTRAINT coupon_uses_coupon_id_fkey REFERENCES coupons (id),
    user_id uuid NOT NULL,
    used_at timestamptz NOT NULL,
    given_back_at timestamptz
);
CREATE INDEX coupon_uses_coupon_id_user_id_idx ON coupon_uses (coupon_id, user_id);

-- Which version of a person's cart became an order last: the cart shows it until it has taken it out.
CREATE TABLE ordered_carts (
    user_id uuid NOT NULL,
    shop_id uuid NOT NULL,
    cart_version bigint NOT NULL,
    order_id uuid NOT NULL,
    ordered_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, shop_id)
);
CREATE INDEX ordered_carts_ordered_at_idx ON ordered_carts (ordered_at);

ALTER TABLE orders
    ADD COLUMN delivery text NOT NULL DEFAULT 'home',
    ADD COLUMN store_chain text,
    ADD COLUMN store_code text NOT NULL DEFAULT '',
    ADD COLUMN store_name text NOT NULL DEFAULT '',
    ADD COLUMN shipping_minor bigint NOT NULL DEFAULT 0,
    ADD COLUMN discount_minor bigint NOT NULL DEFAULT 0,
    ADD COLUMN coupon_code text NOT NULL DEFAULT '';
ALTER TABLE orders ADD CONSTRAINT orders_delivery_check CHECK (delivery IN ('home', 'store')) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT orders_store_check CHECK (
    (delivery = 'store') = (store_chain IS NOT NULL)) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT orders_shipping_minor_check CHECK (shipping_minor >= 0) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT orders_discount_minor_check CHECK (
    discount_minor >= 0 AND (discount_minor = 0 OR coupon_code <> '')) NOT VALID;
