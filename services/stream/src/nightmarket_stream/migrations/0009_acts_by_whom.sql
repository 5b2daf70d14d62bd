-- Who did it by name, and what a change of the rules changed. What was done before has neither.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE moderation_acts ADD COLUMN actor_name text NOT NULL DEFAULT '';
ALTER TABLE moderation_acts ADD COLUMN rules jsonb;

ALTER TABLE chat_rules VALIDATE CONSTRAINT chat_rules_talk_check;
