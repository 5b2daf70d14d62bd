-- What was said in the shows' rooms. One partition a month (UTC), made ahead by the service; there is no
-- default one, so that nothing is kept where retention does not find it.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

-- Filled from another store: shows are not referenced. (said_at, number) is the message's id in the log.
CREATE TABLE chat_messages (
    show_id uuid NOT NULL,
    said_at timestamptz NOT NULL,
    number bigint NOT NULL,
    epoch text NOT NULL,
    sent_at timestamptz NOT NULL,
    user_id uuid NOT NULL,
    user_name text NOT NULL,
    text text NOT NULL,
    client_id text NOT NULL,
    PRIMARY KEY (show_id, said_at, number, epoch)
) PARTITION BY RANGE (said_at);
CREATE INDEX chat_messages_user_id_said_at_idx ON chat_messages (user_id, said_at);

-- Where a deletion stands in the room. The act says what it took away; until its place is known, its time does.
CREATE TABLE chat_cuts (
    act_id uuid PRIMARY KEY,
    show_id uuid NOT NULL,
    said_at timestamptz NOT NULL,
    number bigint NOT NULL
);
CREATE INDEX chat_cuts_said_at_idx ON chat_cuts (said_at);

-- Who took back everything said until then: what comes late from a log is not kept either.
CREATE TABLE chat_erasures (
    user_id uuid PRIMARY KEY,
    until timestamptz NOT NULL
);

CREATE FUNCTION make_chat_month(month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    start timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'UTC';
    finish timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
    name text := 'chat_messages_' || to_char(month, 'YYYY_MM');
BEGIN
    IF to_regclass(name) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('chat months'));
    IF to_regclass(name) IS NOT NULL THEN
        RETURN;
    END IF;
    -- made apart and attached: that lets others go on reading and writing
    EXECUTE format('CREATE TABLE %I (LIKE chat_messages INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
    EXECUTE format('ALTER TABLE chat_messages ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                   name, start, finish);
END $$;

-- Those of which everything is older; how many.
CREATE FUNCTION drop_chat_months(before timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    name text;
    dropped integer := 0;
BEGIN
    FOR name IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'chat_messages'::regclass
          AND (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC' <= before
    LOOP
        EXECUTE format('DROP TABLE %I', name);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END $$;
