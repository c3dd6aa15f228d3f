-- An order is one row: its lines never change and its history only grows, so both live in it.
CREATE TABLE orders (
    id            uuid        PRIMARY KEY,              -- UUIDv7: ordered by time, so that ranges of ids are ranges of time
    user_id       bigint      NOT NULL,
    status        text        NOT NULL CHECK (status IN ('PENDING', 'CONFIRMED', 'REJECTED', 'CANCELLED', 'FULFILLED')),
    lines         jsonb       NOT NULL,                 -- [{product_id, sku, name, quantity, unit_price}], prices in minor units
    total_minor   bigint      NOT NULL CHECK (total_minor >= 0),
    currency      text        NOT NULL,
    reason        text,
    timeline      jsonb       NOT NULL,                 -- [{status, at, actor, reason}], oldest first
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    stock_settled boolean     NOT NULL DEFAULT false,   -- a cancelled or fulfilled order of which inventory holds nothing any more
    nudges        int         NOT NULL DEFAULT 0,       -- how often the reconciler has asked inventory again
    nudged_at     timestamptz
);
CREATE INDEX orders_of_user ON orders (user_id, id);
CREATE INDEX orders_by_status ON orders (status, id);
CREATE INDEX orders_with_open_stock ON orders (id) WHERE NOT stock_settled AND status IN ('CANCELLED', 'FULFILLED');

-- The answer to the first request with a key. Without a wait it is the order as it was placed; with one it is known only
-- when the wait is over, at the latest when it is due.
CREATE TABLE idempotency_keys (
    user_id     bigint      NOT NULL,
    key         text        NOT NULL,
    fingerprint bytea       NOT NULL,
    order_id    uuid        NOT NULL,
    answer_due  timestamptz,
    answer      jsonb,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
