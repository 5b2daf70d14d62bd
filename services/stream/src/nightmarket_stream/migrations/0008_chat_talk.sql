-- Who may write in a shop's rooms. The default lets the running release go on inserting without it.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

ALTER TABLE chat_rules ADD COLUMN talk text NOT NULL DEFAULT 'everyone';
ALTER TABLE chat_rules ADD CONSTRAINT chat_rules_talk_check CHECK (talk IN ('everyone', 'members')) NOT VALID;
