-- The rows that were there before 0004.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE stocks VALIDATE CONSTRAINT stocks_allocated_check;
ALTER TABLE stocks VALIDATE CONSTRAINT stocks_limits_check;
ALTER TABLE stocks VALIDATE CONSTRAINT stocks_conserved_check;
ALTER TABLE stock_entries VALIDATE CONSTRAINT stock_entries_allocated_check;
ALTER TABLE stock_entries VALIDATE CONSTRAINT stock_entries_kind_check;
