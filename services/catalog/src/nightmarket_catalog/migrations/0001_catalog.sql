-- Products, variants, prices, stock balances, reservations.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

CREATE TABLE products (
    id uuid PRIMARY KEY,
    shop_id uuid NOT NULL,
    title text NOT NULL CONSTRAINT products_title_check CHECK (char_length(title) BETWEEN 1 AND 120),
    description text NOT NULL,
    image_urls text[] NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX products_shop_id_id_idx ON products (shop_id, id);

CREATE TABLE variants (
    id uuid PRIMARY KEY,
    product_id uuid NOT NULL CONSTRAINT variants_product_id_fkey REFERENCES products (id),
    shop_id uuid NOT NULL,
    sku text NOT NULL,
    title text NOT NULL,
    position integer NOT NULL,
    CONSTRAINT variants_shop_id_sku_key UNIQUE (shop_id, sku)
);
CREATE INDEX variants_product_id_idx ON variants (product_id);

CREATE TABLE prices (
    variant_id uuid NOT NULL CONSTRAINT prices_variant_id_fkey REFERENCES variants (id),
    currency_code text NOT NULL CONSTRAINT prices_currency_code_check CHECK (currency_code ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL CONSTRAINT prices_amount_minor_check CHECK (amount_minor > 0),
    PRIMARY KEY (variant_id, currency_code)
);

-- I1: on hand + held + sold = received, at every commit; the database itself refuses anything else.
CREATE TABLE stocks (
    variant_id uuid PRIMARY KEY CONSTRAINT stocks_variant_id_fkey REFERENCES variants (id),
    product_id uuid NOT NULL,
    shop_id uuid NOT NULL,
    on_hand bigint NOT NULL CONSTRAINT stocks_on_hand_check CHECK (on_hand >= 0),
    held bigint NOT NULL CONSTRAINT stocks_held_check CHECK (held >= 0),
    sold bigint NOT NULL CONSTRAINT stocks_sold_check CHECK (sold >= 0),
    received bigint NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT stocks_conserved_check CHECK (on_hand + held + sold = received)
);

CREATE TABLE reservations (
    order_id uuid PRIMARY KEY,
    shop_id uuid NOT NULL,
    state text NOT NULL CONSTRAINT reservations_state_check CHECK (state IN ('held', 'committed', 'released')),
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX reservations_expires_at_idx ON reservations (expires_at) WHERE state = 'held';

-- The ledger: one entry for every version of a balance, so the entries of a variant add up to it.
-- Quantities are signed only when adjusted. A reservation's lines are its order's held entries.
CREATE TABLE stock_entries (
    variant_id uuid NOT NULL CONSTRAINT stock_entries_variant_id_fkey REFERENCES variants (id),
    version bigint NOT NULL,
    kind text NOT NULL CONSTRAINT stock_entries_kind_check
        CHECK (kind IN ('received', 'adjusted', 'held', 'released', 'sold', 'returned')),
    quantity bigint NOT NULL CONSTRAINT stock_entries_quantity_check CHECK (quantity >= 0 OR kind = 'adjusted'),
    order_id uuid,
    actor text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (variant_id, version)
);
CREATE INDEX stock_entries_order_id_idx ON stock_entries (order_id) WHERE kind = 'held';
