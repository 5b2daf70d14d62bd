-- Payments, attempts, provider notices, what was not believed, refunds, the books in double entry.
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
        CHECK (state IN ('pending', 'settled', 'failed', 'refund_due', 'refunded')),
    provider text NOT NULL,
    attempts integer NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    settled_at timestamptz,
    refunded_minor bigint NOT NULL DEFAULT 0 CONSTRAINT payments_refunded_minor_check
        CHECK (refunded_minor BETWEEN 0 AND amount_minor),
    CONSTRAINT payments_settled_at_check
        CHECK ((settled_at IS NOT NULL) = (state IN ('settled', 'refund_due', 'refunded')))
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
    refund_handle text NOT NULL DEFAULT '',
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
    refund_handle text NOT NULL,
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

CREATE TABLE refunds (
    id uuid PRIMARY KEY,
    payment_id uuid NOT NULL CONSTRAINT refunds_payment_id_fkey REFERENCES payments (id),
    attempt_id uuid NOT NULL CONSTRAINT refunds_attempt_id_fkey REFERENCES attempts (id),
    provider text NOT NULL,
    currency_code text NOT NULL CONSTRAINT refunds_currency_code_check CHECK (currency_code ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL CONSTRAINT refunds_amount_minor_check CHECK (amount_minor > 0),
    cause text NOT NULL CONSTRAINT refunds_cause_check CHECK (cause IN ('shop', 'order', 'paid_twice')),
    reason text NOT NULL,
    actor text NOT NULL,
    state text NOT NULL CONSTRAINT refunds_state_check CHECK (state IN ('open', 'by_hand', 'done', 'failed')),
    misses integer NOT NULL,
    code text NOT NULL,
    created_at timestamptz NOT NULL,
    next_try_at timestamptz,
    done_at timestamptz,
    paid_by text NOT NULL,
    note text NOT NULL,
    CONSTRAINT refunds_next_try_at_check CHECK ((next_try_at IS NOT NULL) = (state = 'open')),
    CONSTRAINT refunds_done_at_check CHECK ((done_at IS NOT NULL) = (state = 'done'))
);
CREATE INDEX refunds_payment_id_idx ON refunds (payment_id);
CREATE INDEX refunds_attempt_id_idx ON refunds (attempt_id, created_at);
CREATE INDEX refunds_next_try_at_idx ON refunds (next_try_at) WHERE state = 'open';

-- I6: the entries of one posting, and so all of them, sum to zero per currency. Never updated.
CREATE TABLE ledger_entries (
    kind text NOT NULL CONSTRAINT ledger_entries_kind_check
        CHECK (kind IN ('settled', 'paid_twice', 'due_back', 'refunded')),
    source_id uuid NOT NULL,
    account text NOT NULL,
    currency_code text NOT NULL CONSTRAINT ledger_entries_currency_code_check CHECK (currency_code ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL CONSTRAINT ledger_entries_amount_minor_check CHECK (amount_minor <> 0),
    payment_id uuid NOT NULL CONSTRAINT ledger_entries_payment_id_fkey REFERENCES payments (id),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (kind, source_id, account)
);
CREATE INDEX ledger_entries_payment_id_idx ON ledger_entries (payment_id);
CREATE INDEX ledger_entries_account_idx ON ledger_entries (account, created_at);
