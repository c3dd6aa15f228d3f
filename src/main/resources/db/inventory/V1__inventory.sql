CREATE TABLE products (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sku         text NOT NULL CONSTRAINT products_sku_unique UNIQUE,
    name        text NOT NULL,
    price_minor bigint NOT NULL CHECK (price_minor >= 0),
    currency    text NOT NULL,
    -- Words are cut the same way here and in the query, whatever the database's locale takes for a letter.
    search      tsvector NOT NULL GENERATED ALWAYS AS
                (to_tsvector('simple', regexp_replace(sku || ' ' || name, '[^[:alnum:]]+', ' ', 'g'))) STORED,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX products_search ON products USING gin (search);

-- Apart from products, so that the lock on a product's stock never waits for a change of its price. Few rows, each
-- changed by every order: the free half of a page keeps the changes on it.
CREATE TABLE stock (
    product_id bigint PRIMARY KEY REFERENCES products,
    on_hand    bigint NOT NULL,
    reserved   bigint NOT NULL DEFAULT 0,
    CONSTRAINT stock_covers_reserved CHECK (reserved >= 0 AND on_hand >= reserved)
) WITH (fillfactor = 50);

-- Everything that ever came in or went out: on_hand is the sum of a product's movements.
CREATE TABLE movements (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id bigint NOT NULL REFERENCES products,
    delta      bigint NOT NULL CHECK (delta <> 0),
    reason     text NOT NULL,
    actor      text NOT NULL,
    order_id   uuid,
    at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX movements_product ON movements (product_id, id);

-- What was decided for an order, once: reserved is the sum of the lines in state RESERVED. RELEASED without lines is
-- the tombstone of an order that was cancelled before it was reserved.
CREATE TABLE reservations (
    order_id    uuid PRIMARY KEY,
    state       text NOT NULL CHECK (state IN ('RESERVED', 'REJECTED', 'RELEASED', 'SHIPPED')),
    lines       jsonb NOT NULL,
    reason      text,
    short_lines jsonb,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT rejection_has_reason CHECK ((state = 'REJECTED') = (reason IS NOT NULL AND short_lines IS NOT NULL))
);
