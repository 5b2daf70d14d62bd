-- The provider's files beside our books: days, their rows, differences, and each difference's history.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

-- A day of the provider's own calendar. `code` says why its file is not there yet.
CREATE TABLE reconciliations (
    provider text NOT NULL,
    day date NOT NULL,
    state text NOT NULL CONSTRAINT reconciliations_state_check CHECK (state IN ('waiting', 'compared')),
    runs integer NOT NULL DEFAULT 0,
    tries integer NOT NULL DEFAULT 0,
    code text NOT NULL DEFAULT '',
    file_rows integer NOT NULL DEFAULT 0,
    next_try_at timestamptz,
    compared_at timestamptz,
    PRIMARY KEY (provider, day),
    CONSTRAINT reconciliations_next_try_at_check CHECK ((next_try_at IS NOT NULL) = (state = 'waiting')),
    CONSTRAINT reconciliations_compared_at_check CHECK ((compared_at IS NOT NULL) = (state = 'compared'))
);
CREATE INDEX reconciliations_next_try_at_idx ON reconciliations (next_try_at) WHERE state = 'waiting';

-- Replaced as a whole when a day is read again; `number` is the place in its file.
CREATE TABLE provider_rows (
    provider text NOT NULL,
    day date NOT NULL,
    kind text NOT NULL CONSTRAINT provider_rows_kind_check CHECK (kind IN ('paid', 'taken', 'back')),
    number integer NOT NULL,
    merchant_trade_no text NOT NULL,
    provider_ref text NOT NULL,
    currency_code text NOT NULL CONSTRAINT provider_rows_currency_code_check CHECK (currency_code ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL CONSTRAINT provider_rows_amount_minor_check CHECK (amount_minor > 0),
    PRIMARY KEY (provider, day, kind, number)
);
CREATE INDEX provider_rows_merchant_trade_no_idx ON provider_rows (provider, merchant_trade_no);

CREATE TABLE differences (
    id uuid PRIMARY KEY,
    provider text NOT NULL,
    day date NOT NULL,
    kind text NOT NULL CONSTRAINT differences_kind_check CHECK (kind IN (
        'missing_at_provider', 'missing_with_us', 'state_differs', 'amount_differs', 'doubled',
        'refund_missing_at_provider', 'refund_missing_with_us', 'refund_amount_differs')),
    merchant_trade_no text NOT NULL,
    payment_id uuid CONSTRAINT differences_payment_id_fkey REFERENCES payments (id),
    shop_id uuid,
    ours_currency text CONSTRAINT differences_ours_currency_check CHECK (ours_currency ~ '^[A-Z]{3}$'),
    ours_minor bigint,
    theirs_currency text CONSTRAINT differences_theirs_currency_check CHECK (theirs_currency ~ '^[A-Z]{3}$'),
    theirs_minor bigint,
    state text NOT NULL CONSTRAINT differences_state_check CHECK (state IN ('open', 'explained', 'settled')),
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT differences_kind_key UNIQUE (provider, merchant_trade_no, kind),
    CONSTRAINT differences_minor_check CHECK (ours_minor IS NOT NULL OR theirs_minor IS NOT NULL),
    CONSTRAINT differences_ours_check CHECK ((ours_currency IS NULL) = (ours_minor IS NULL)),
    CONSTRAINT differences_theirs_check CHECK ((theirs_currency IS NULL) = (theirs_minor IS NULL))
);
CREATE INDEX differences_shop_id_idx ON differences (shop_id, id);
CREATE INDEX differences_payment_id_idx ON differences (payment_id);
CREATE INDEX differences_open_idx ON differences (provider) WHERE state = 'open';

-- Never updated: who said what of it, and when.
CREATE TABLE difference_history (
    difference_id uuid NOT NULL CONSTRAINT difference_history_difference_id_fkey REFERENCES differences (id),
    number integer NOT NULL,
    act text NOT NULL CONSTRAINT difference_history_act_check CHECK (act IN (
        'opened', 'changed', 'explained', 'reopened', 'settled')),
    ours_currency text,
    ours_minor bigint,
    theirs_currency text,
    theirs_minor bigint,
    actor text NOT NULL,
    settlement text CONSTRAINT difference_history_settlement_check CHECK (settlement IN (
        'provider_wrong', 'ours_wrong', 'accepted', 'other')),
    note text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (difference_id, number),
    CONSTRAINT difference_history_settled_check CHECK ((settlement IS NOT NULL) = (act = 'settled'))
);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only added to', TG_TABLE_NAME;
END;
$$;
CREATE TRIGGER difference_history_only_added_to BEFORE UPDATE OR DELETE ON difference_history
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
