-- What was held up, and when: the marks of a replay. Pins from before this migration are not known.
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5s';

-- A change of the pin is a version of the show; product_id is null when the pin was taken down.
CREATE TABLE pins (
    show_id uuid NOT NULL CONSTRAINT pins_show_id_fkey REFERENCES shows (id),
    version bigint NOT NULL,
    product_id uuid,
    pinned_at timestamptz NOT NULL,
    PRIMARY KEY (show_id, version)
);
