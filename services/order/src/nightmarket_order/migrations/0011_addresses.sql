-- Where people let things be sent, for their next checkout.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

CREATE TABLE address_books (
    user_id uuid PRIMARY KEY,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE addresses (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT addresses_user_id_fkey REFERENCES address_books (user_id),
    name text NOT NULL,
    phone text NOT NULL,
    address text NOT NULL,
    delivery text NOT NULL CONSTRAINT addresses_delivery_check CHECK (delivery IN ('home', 'store')),
    store_chain text,
    store_code text NOT NULL,
    store_name text NOT NULL,
    is_default boolean NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT addresses_store_check CHECK ((delivery = 'store') = (store_chain IS NOT NULL))
);
CREATE INDEX addresses_user_id_idx ON addresses (user_id);
CREATE UNIQUE INDEX addresses_default_key ON addresses (user_id) WHERE is_default;
