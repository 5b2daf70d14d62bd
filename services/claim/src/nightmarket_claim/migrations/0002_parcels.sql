-- What a shop lets its buyers park, and until when each of them has what she claimed there.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

ALTER TABLE claims ADD COLUMN is_parked boolean NOT NULL DEFAULT false;

CREATE TABLE shop_rules (
    shop_id uuid PRIMARY KEY,
    park_s integer NOT NULL CHECK (park_s >= 0)
);

CREATE TABLE parcels (
    shop_id uuid NOT NULL,
    user_id uuid NOT NULL,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (shop_id, user_id)
);
