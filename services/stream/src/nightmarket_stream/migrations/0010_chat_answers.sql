-- Which line a message answers, by its place in the room.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

ALTER TABLE chat_messages ADD COLUMN answers_at timestamptz, ADD COLUMN answers_number bigint;
