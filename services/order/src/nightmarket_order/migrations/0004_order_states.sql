-- Packing, shipping, delivery; expiry as a state of its own; what went back of an order's money.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE orders
    ADD COLUMN cancel_reason text,
    ADD COLUMN carrier text,
    ADD COLUMN tracking_no text NOT NULL DEFAULT '',
    ADD COLUMN refunded_minor bigint NOT NULL DEFAULT 0,
    -- When the state ends by itself, once the parcel left; a placed order has its pay_deadline.
    ADD COLUMN due_at timestamptz;
-- It comes back below, wider.
-- squawk-ignore ban-drop-constraint
ALTER TABLE orders DROP CONSTRAINT orders_state_check;
-- squawk-ignore ban-drop-constraint
ALTER TABLE orders DROP CONSTRAINT orders_paid_check;
-- squawk-ignore ban-drop-constraint
ALTER TABLE orders DROP CONSTRAINT orders_cancelled_check;

UPDATE orders SET state = 'expired' WHERE state = 'cancelled' AND cancel_cause = 'deadline';
UPDATE orders SET refunded_minor = least(r.refunded_minor, orders.total_minor)
FROM refunded_payments r WHERE r.payment_id = orders.payment_id;
UPDATE orders SET state = 'refunded' WHERE state = 'paid' AND refunded_minor >= total_minor;

ALTER TABLE orders ADD CONSTRAINT orders_state_check CHECK (state IN
    ('placed', 'paid', 'packed', 'shipped', 'delivered', 'completed', 'cancelled', 'expired', 'refunded')) NOT VALID;
-- I3: from paid on there is one payment, before there is none; a cancelled order may have been paid.
ALTER TABLE orders ADD CONSTRAINT orders_paid_check CHECK (
    (payment_id IS NULL) = (paid_at IS NULL)
    AND (state NOT IN ('placed', 'expired') OR payment_id IS NULL)
    AND (state NOT IN ('paid', 'packed', 'shipped', 'delivered', 'completed', 'refunded') OR payment_id IS NOT NULL)) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT orders_cancelled_check CHECK (
    (state IN ('cancelled', 'expired')) = (cancel_cause IS NOT NULL AND cancelled_at IS NOT NULL)
    AND (state = 'expired') IS NOT DISTINCT FROM (coalesce(cancel_cause, '') = 'deadline')) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT orders_cancel_reason_check CHECK (
    cancel_reason IN ('out_of_stock', 'buyer_asked', 'unreachable', 'other')) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT orders_shipped_check CHECK (
    (state IN ('shipped', 'delivered', 'completed')) = (carrier IS NOT NULL)) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT orders_due_at_check CHECK (
    (state IN ('shipped', 'delivered')) = (due_at IS NOT NULL)) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT orders_refunded_minor_check CHECK (
    refunded_minor >= 0 AND (state <> 'refunded' OR refunded_minor >= total_minor)) NOT VALID;

-- One row a version of an order: what made it, who, when. `source` is the request or the event.
CREATE TABLE order_history (
    order_id uuid NOT NULL CONSTRAINT order_history_order_id_fkey REFERENCES orders (id),
    version bigint NOT NULL,
    state text NOT NULL,
    cause text NOT NULL CONSTRAINT order_history_cause_check CHECK (cause IN
        ('place', 'pay', 'pack', 'ship', 'deliver', 'complete', 'cancel', 'expire', 'refund')),
    actor text NOT NULL CONSTRAINT order_history_actor_check CHECK (actor IN ('buyer', 'shop', 'system')),
    actor_id text NOT NULL,
    note text NOT NULL,
    source text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (order_id, version)
);

-- What the rows that are there tell of themselves.
INSERT INTO order_history (order_id, version, state, cause, actor, actor_id, note, source, changed_at)
SELECT id, 1, 'placed', 'place', 'buyer', user_id::text, '', '', placed_at FROM orders;
INSERT INTO order_history (order_id, version, state, cause, actor, actor_id, note, source, changed_at)
SELECT id, 2, 'paid', 'pay', 'system', '', '', '', paid_at FROM orders WHERE paid_at IS NOT NULL;
INSERT INTO order_history (order_id, version, state, cause, actor, actor_id, note, source, changed_at)
SELECT id, 2, state, CASE state WHEN 'expired' THEN 'expire' ELSE 'cancel' END,
       CASE cancel_cause WHEN 'deadline' THEN 'system' ELSE cancel_cause END, '', '', '', cancelled_at
FROM orders WHERE state IN ('cancelled', 'expired') AND paid_at IS NULL;
UPDATE orders SET version = 3 WHERE refunded_minor > 0;
INSERT INTO order_history (order_id, version, state, cause, actor, actor_id, note, source, changed_at)
SELECT id, 3, state, 'refund', 'system', '', '', '', now() FROM orders WHERE refunded_minor > 0;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of orders is only added to';
END
$$;
CREATE TRIGGER order_history_only_added_to BEFORE UPDATE OR DELETE ON order_history
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
