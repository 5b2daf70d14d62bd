-- The rows that were there before 0002.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE shows VALIDATE CONSTRAINT shows_starts_check;
ALTER TABLE broadcasts VALIDATE CONSTRAINT broadcasts_picture_at_check;
ALTER TABLE recordings VALIDATE CONSTRAINT recordings_preview_check;
