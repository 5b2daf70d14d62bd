-- What went back of a payment in all: an order that is paid and wholly refunded is no sale.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

CREATE TABLE refunded_payments (
    payment_id uuid PRIMARY KEY,
    currency_code text NOT NULL CONSTRAINT refunded_payments_currency_code_check CHECK (currency_code ~ '^[A-Z]{3}$'),
    refunded_minor bigint NOT NULL CONSTRAINT refunded_payments_refunded_minor_check CHECK (refunded_minor > 0)
);
