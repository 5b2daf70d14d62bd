-- Flash deals: so many units of a variant at a price, for a while, in a show.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

-- What is left of a deal that runs is its allocation, under its id; what persons have of it is in purchases, under its id.
CREATE TABLE deals (
    id uuid PRIMARY KEY,
    show_id uuid NOT NULL,
    shop_id uuid NOT NULL,
    product_id uuid NOT NULL,
    variant_id uuid NOT NULL CONSTRAINT deals_variant_id_fkey REFERENCES stocks (variant_id),
    currency_code text NOT NULL CONSTRAINT deals_currency_code_check CHECK (currency_code ~ '^[A-Z]{3}$'),
    price_minor bigint NOT NULL,
    was_minor bigint NOT NULL,
    quantity bigint NOT NULL CONSTRAINT deals_quantity_check CHECK (quantity > 0),
    per_person bigint CONSTRAINT deals_per_person_check CHECK (per_person > 0),
    from_show bigint NOT NULL CONSTRAINT deals_from_show_check CHECK (from_show BETWEEN 0 AND quantity),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    state text NOT NULL CONSTRAINT deals_state_check CHECK (state IN ('running', 'time_up', 'stopped', 'show_ended')),
    version bigint NOT NULL,
    CONSTRAINT deals_price_minor_check CHECK (price_minor > 0 AND price_minor < was_minor),
    CONSTRAINT deals_ends_at_check CHECK (ends_at > starts_at)
);
CREATE INDEX deals_variant_id_idx ON deals (variant_id);
CREATE INDEX deals_show_id_idx ON deals (show_id, id);
-- One at a time: two prices for one thing at once would be nobody's.
CREATE UNIQUE INDEX deals_running_key ON deals (variant_id) WHERE state = 'running';
CREATE INDEX deals_ends_at_idx ON deals (ends_at) WHERE state = 'running';
