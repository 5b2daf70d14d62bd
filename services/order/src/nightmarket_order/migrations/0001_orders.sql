-- Orders, their lines, checkouts, refunds that are due.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

-- One press on "order": gives the order its id before anything remote happens.
CREATE TABLE checkouts (
    request_id text PRIMARY KEY,
    digest text NOT NULL,
    order_id uuid NOT NULL CONSTRAINT checkouts_order_id_key UNIQUE,
    started_at timestamptz NOT NULL,
    pay_deadline timestamptz NOT NULL,
    given_up boolean NOT NULL DEFAULT false
);
CREATE INDEX checkouts_started_at_idx ON checkouts (started_at);

CREATE TABLE orders (
    id uuid PRIMARY KEY,
    order_no text NOT NULL CONSTRAINT orders_order_no_key UNIQUE,
    shop_id uuid NOT NULL,
    user_id uuid NOT NULL,
    state text NOT NULL CONSTRAINT orders_state_check CHECK (state IN ('placed', 'paid', 'cancelled')),
    currency_code text NOT NULL CONSTRAINT orders_currency_code_check CHECK (currency_code ~ '^[A-Z]{3}$'),
    total_minor bigint NOT NULL CONSTRAINT orders_total_minor_check CHECK (total_minor > 0),
    contact_name text NOT NULL,
    contact_phone text NOT NULL,
    contact_address text NOT NULL,
    placed_at timestamptz NOT NULL,
    pay_deadline timestamptz NOT NULL,
    paid_at timestamptz,
    payment_id uuid CONSTRAINT orders_payment_id_key UNIQUE,
    cancelled_at timestamptz,
    cancel_cause text CONSTRAINT orders_cancel_cause_check CHECK (cancel_cause IN ('buyer', 'shop', 'deadline')),
    version bigint NOT NULL,
    -- I3: paid means one payment; cancelled means a cause; never both.
    CONSTRAINT orders_paid_check CHECK ((state = 'paid') = (payment_id IS NOT NULL AND paid_at IS NOT NULL)),
    CONSTRAINT orders_cancelled_check CHECK ((state = 'cancelled') = (cancel_cause IS NOT NULL AND cancelled_at IS NOT NULL))
);
CREATE INDEX orders_user_id_id_idx ON orders (user_id, id);
CREATE INDEX orders_shop_id_id_idx ON orders (shop_id, id);
CREATE INDEX orders_pay_deadline_idx ON orders (pay_deadline) WHERE state = 'placed';

CREATE TABLE order_lines (
    order_id uuid NOT NULL CONSTRAINT order_lines_order_id_fkey REFERENCES orders (id),
    position integer NOT NULL,
    variant_id uuid NOT NULL,
    product_id uuid NOT NULL,
    title text NOT NULL,
    quantity bigint NOT NULL CONSTRAINT order_lines_quantity_check CHECK (quantity > 0),
    unit_minor bigint NOT NULL CONSTRAINT order_lines_unit_minor_check CHECK (unit_minor > 0),
    show_id text NOT NULL,
    PRIMARY KEY (order_id, position),
    CONSTRAINT order_lines_order_id_variant_id_key UNIQUE (order_id, variant_id)
);

-- Money that came for an order that could not take it; order_id may be of no order at all.
CREATE TABLE refunds_due (
    payment_id uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    currency_code text NOT NULL CONSTRAINT refunds_due_currency_code_check CHECK (currency_code ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL,
    cause text NOT NULL CONSTRAINT refunds_due_cause_check CHECK (cause IN ('amount', 'cancelled', 'paid_already', 'unknown_order')),
    created_at timestamptz NOT NULL
);
CREATE INDEX refunds_due_order_id_idx ON refunds_due (order_id);
