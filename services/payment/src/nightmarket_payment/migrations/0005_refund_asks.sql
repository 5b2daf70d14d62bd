-- A buyer's request for her money back, and the shop's answer.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

CREATE TABLE refund_asks (
    id uuid PRIMARY KEY,
    payment_id uuid NOT NULL CONSTRAINT refund_asks_payment_id_fkey REFERENCES payments (id),
    order_id uuid NOT NULL,
    order_no text NOT NULL,
    shop_id uuid NOT NULL,
    user_id uuid NOT NULL,
    currency_code text NOT NULL CONSTRAINT refund_asks_currency_code_check CHECK (currency_code ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL CONSTRAINT refund_asks_amount_minor_check CHECK (amount_minor > 0),
    reason text NOT NULL CONSTRAINT refund_asks_reason_check CHECK (reason IN (
        'damaged', 'wrong_item', 'not_as_described', 'not_arrived', 'changed_mind', 'other')),
    note text NOT NULL CONSTRAINT refund_asks_note_check CHECK (char_length(note) <= 300),
    asked_at timestamptz NOT NULL,
    answer_by timestamptz NOT NULL,
    state text NOT NULL CONSTRAINT refund_asks_state_check CHECK (state IN (
        'open', 'accepted', 'declined', 'withdrawn', 'overtaken')),
    answered_at timestamptz,
    answered_by text NOT NULL,
    decline_reason text CONSTRAINT refund_asks_decline_reason_check CHECK (decline_reason IN (
        'outside_terms', 'used', 'not_sent_back', 'sorted_out', 'other')),
    answer_note text NOT NULL CONSTRAINT refund_asks_answer_note_check CHECK (char_length(answer_note) <= 300),
    refund_id uuid CONSTRAINT refund_asks_refund_id_fkey REFERENCES refunds (id),
    CONSTRAINT refund_asks_answered_at_check CHECK ((answered_at IS NULL) = (state = 'open')),
    CONSTRAINT refund_asks_declined_check CHECK ((decline_reason IS NOT NULL) = (state = 'declined')),
    CONSTRAINT refund_asks_refunded_check CHECK (refund_id IS NULL OR state = 'accepted')
);
-- Twice is once: the database itself refuses a second open one.
CREATE UNIQUE INDEX refund_asks_open_key ON refund_asks (payment_id) WHERE state = 'open';
CREATE INDEX refund_asks_payment_id_idx ON refund_asks (payment_id);
CREATE INDEX refund_asks_refund_id_idx ON refund_asks (refund_id);
CREATE INDEX refund_asks_shop_id_idx ON refund_asks (shop_id, id);
