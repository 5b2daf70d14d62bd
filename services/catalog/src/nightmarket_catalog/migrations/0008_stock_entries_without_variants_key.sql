-- An entry is written together with its balance, whose row has this key already: asking for it once more, for
-- every entry, was a third of what the database does for an order.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

-- squawk-ignore ban-drop-constraint
ALTER TABLE stock_entries DROP CONSTRAINT stock_entries_variant_id_fkey;
