-- Carts of signed-in people, written behind Valkey.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

-- An empty cart stays as a row: its version keeps an older writer out.
CREATE TABLE carts (
    user_id uuid NOT NULL,
    shop_id uuid NOT NULL,
    version bigint NOT NULL CONSTRAINT carts_version_check CHECK (version > 0),
    document jsonb NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, shop_id)
);
CREATE INDEX carts_updated_at_idx ON carts (updated_at);
