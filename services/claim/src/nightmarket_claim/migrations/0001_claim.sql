-- Rooms whose log is read, listings with their lots, claims, and units on their way to or from catalog.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

CREATE TABLE rooms (
    show_id uuid PRIMARY KEY,
    shop_id uuid NOT NULL,
    epoch text NOT NULL DEFAULT '',
    cursor text NOT NULL DEFAULT '0-0',
    pinned text NOT NULL DEFAULT '',
    pinned_before text NOT NULL DEFAULT '',
    pinned_ms bigint NOT NULL DEFAULT 0,
    version bigint NOT NULL DEFAULT 0
);

CREATE TABLE listings (
    show_id uuid NOT NULL REFERENCES rooms (show_id),
    product_id uuid NOT NULL,
    shop_id uuid NOT NULL,
    title text NOT NULL,
    keyword text NOT NULL,
    folded text NOT NULL,
    limit_per_person integer NOT NULL CHECK (limit_per_person >= 0),
    hold_s integer NOT NULL CHECK (hold_s > 0),
    most_waiting integer NOT NULL CHECK (most_waiting >= 0),
    state text NOT NULL CHECK (state IN ('draft', 'open', 'closed')),
    is_taking boolean NOT NULL,
    root text NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (show_id, product_id),
    CONSTRAINT listings_show_id_folded_key UNIQUE (show_id, folded)
);

CREATE TABLE lots (
    show_id uuid NOT NULL,
    product_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    position integer NOT NULL,
    title text NOT NULL,
    units bigint NOT NULL CHECK (units >= 0),
    free bigint NOT NULL CHECK (free BETWEEN 0 AND units),
    places bigint NOT NULL CHECK (places >= 0),
    waiting bigint NOT NULL CHECK (waiting >= 0),
    PRIMARY KEY (show_id, variant_id),
    FOREIGN KEY (show_id, product_id) REFERENCES listings (show_id, product_id)
);
CREATE INDEX lots_show_id_product_id_idx ON lots (show_id, product_id);

CREATE TABLE claims (
    id uuid PRIMARY KEY,
    show_id uuid NOT NULL,
    shop_id uuid NOT NULL,
    product_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    user_id uuid NOT NULL,
    user_name text NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    units integer NOT NULL CHECK (units BETWEEN 0 AND quantity),
    place bigint NOT NULL CHECK (place > 0),
    state text NOT NULL CHECK (
        state IN ('held', 'waiting', 'ordered', 'paid', 'lapsed', 'withdrawn', 'removed')
    ),
    epoch text NOT NULL,
    entry_id text NOT NULL,
    item integer NOT NULL,
    by_hand boolean NOT NULL,
    made_at timestamptz NOT NULL,
    due_at timestamptz,
    order_id uuid,
    order_until timestamptz,
    is_placed boolean NOT NULL,
    receipt text NOT NULL,
    signature text NOT NULL,
    FOREIGN KEY (show_id, variant_id) REFERENCES lots (show_id, variant_id),
    CONSTRAINT claims_comment_key UNIQUE (show_id, epoch, entry_id, item),
    CONSTRAINT claims_place_key UNIQUE (show_id, variant_id, place)
);
CREATE INDEX claims_user_id_idx ON claims (user_id, id);
CREATE INDEX claims_show_id_user_id_idx ON claims (show_id, user_id);
CREATE INDEX claims_show_id_product_id_idx ON claims (show_id, product_id, variant_id, place);
CREATE INDEX claims_waiting_idx ON claims (show_id, variant_id, place) WHERE state = 'waiting';
CREATE INDEX claims_due_at_idx ON claims (due_at) WHERE state = 'held';
CREATE INDEX claims_order_until_idx ON claims (order_until) WHERE state = 'ordered';
CREATE INDEX claims_order_id_idx ON claims (order_id) WHERE order_id IS NOT NULL;

CREATE TABLE share_moves (
    id uuid PRIMARY KEY,
    show_id uuid NOT NULL,
    product_id uuid NOT NULL,
    shop_id uuid NOT NULL,
    variant_ids uuid[] NOT NULL,
    deltas bigint[] NOT NULL,
    actor text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    done_at timestamptz
);
CREATE INDEX share_moves_created_at_idx ON share_moves (created_at) WHERE done_at IS NULL;
