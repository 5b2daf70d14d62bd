-- Payments, attempts, provider notices and what was not believed.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

CREATE TABLE payments (
    id uuid PRIMARY KEY,
    order_id uuid NOT NULL CONSTRAINT payments_order_id_key UNIQUE,
    shop_id uuid NOT NULL,
    user_id uuid NOT NULL,
    currency_code text NOT NULL CONSTRAINT payments_currency_code_check CHECK (currency_code ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL CONSTRAINT payments_amount_minor_check CHECK (amount_minor > 0),
    state text NOT NULL CONSTRAINT payments_state_check
        CHECK (state IN ('pending', 'settled', 'failed', 'refund_due')),
    provider text NOT NULL,
    attempts integer NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    settled_at timestamptz,
    CONSTRAINT payments_settled_at_check CHECK ((settled_at IS NOT NULL) = (state IN ('settled', 'refund_due')))
);

CREATE TABLE attempts (
    id uuid PRIMARY KEY,
    payment_id uuid NOT NULL CONSTRAINT attempts_payment_id_fkey REFERENCES payments (id),
    number integer NOT NULL,
    provider text NOT NULL,
    merchant_trade_no text NOT NULL,
    currency_code text NOT NULL CONSTRAINT attempts_currency_code_check CHECK (currency_code ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL CONSTRAINT attempts_amount_minor_check CHECK (amount_minor > 0),
    state text NOT NULL CONSTRAINT attempts_state_check
        CHECK (state IN ('created', 'pending', 'failed', 'settled', 'refund_due')),
    order_no text NOT NULL,
    items text[] NOT NULL,
    return_to text NOT NULL,
    provider_ref text NOT NULL,
    misses integer NOT NULL,
    next_check_at timestamptz,
    created_at timestamptz NOT NULL,
    trace text NOT NULL,
    CONSTRAINT attempts_merchant_trade_no_key UNIQUE (provider, merchant_trade_no),
    CONSTRAINT attempts_payment_id_number_key UNIQUE (payment_id, number)
);
-- A payment settles at most once; the database itself refuses a second time.
CREATE UNIQUE INDEX attempts_settled_key ON attempts (payment_id) WHERE state = 'settled';
CREATE INDEX attempts_next_check_at_idx ON attempts (next_check_at) WHERE next_check_at IS NOT NULL;

CREATE TABLE notices (
    id uuid PRIMARY KEY,
    dedupe_key text NOT NULL CONSTRAINT notices_dedupe_key_key UNIQUE,
    provider text NOT NULL,
    kind text NOT NULL CONSTRAINT notices_kind_check CHECK (kind IN ('notice', 'result', 'query')),
    merchant_trade_no text NOT NULL,
    provider_ref text NOT NULL,
    outcome text NOT NULL,
    code text NOT NULL,
    currency_code text NOT NULL CONSTRAINT notices_currency_code_check CHECK (currency_code ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL,
    simulated boolean NOT NULL,
    is_ours boolean NOT NULL,
    body bytea NOT NULL,
    content_type text NOT NULL,
    copies integer NOT NULL,
    received_at timestamptz NOT NULL,
    last_received_at timestamptz NOT NULL,
    tries integer NOT NULL,
    next_try_at timestamptz NOT NULL,
    processed_at timestamptz,
    verdict text,
    CONSTRAINT notices_verdict_check CHECK ((verdict IS NULL) = (processed_at IS NULL))
);
CREATE INDEX notices_merchant_trade_no_idx ON notices (provider, merchant_trade_no);
CREATE INDEX notices_next_try_at_idx ON notices (next_try_at) WHERE processed_at IS NULL;
CREATE INDEX notices_security_idx ON notices (received_at)
    WHERE verdict IN ('amount_mismatch', 'foreign_merchant', 'refund_due');

-- `body` is the beginning of what came, `size` and `digest` are of all of it.
CREATE TABLE quarantine (
    digest bytea NOT NULL,
    provider text NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    body bytea NOT NULL CONSTRAINT quarantine_body_check CHECK (octet_length(body) <= 8192),
    size integer NOT NULL,
    content_type text NOT NULL,
    copies integer NOT NULL,
    received_at timestamptz NOT NULL,
    last_received_at timestamptz NOT NULL,
    PRIMARY KEY (provider, kind, digest)
);
CREATE INDEX quarantine_last_received_at_idx ON quarantine (last_received_at);
