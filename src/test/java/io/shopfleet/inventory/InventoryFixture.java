package io.shopfleet.inventory;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.shopfleet.inventory.api.InventoryApi.AdjustStock;
import io.shopfleet.inventory.api.InventoryApi.CreateProduct;
import io.shopfleet.inventory.api.StockView;
import io.shopfleet.platform.amqp.AmqpSettings;
import io.shopfleet.platform.amqp.Publisher;
import io.shopfleet.platform.config.Secret;
import io.shopfleet.platform.contract.Caller;
import io.shopfleet.platform.db.Database;
import io.shopfleet.platform.db.DatabaseSettings;
import io.shopfleet.platform.events.Outbox;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;

/** The inventory service on a real database, twice, as two processes would use it. The broker is away. */
final class InventoryFixture implements AutoCloseable {
    static final Caller ADMIN = new Caller(1, true);
    private static final AmqpSettings NO_BROKER = new AmqpSettings(new Secret("amqp://nobody:none@127.0.0.1:1"), 250);

    private final EmbeddedPostgres postgres;
    private final Vertx vertx = Vertx.vertx();
    final Replica one;
    final Replica other;

    InventoryFixture() throws IOException {
        postgres = EmbeddedPostgres.builder().start();
        one = new Replica();
        other = new Replica();
        await(one.database.migrate());
    }

    /** The service as one process runs it. */
    final class Replica {
        final Database database;
        final Outbox outbox;
        final InventoryService service;
        final ReservationService reservations;

        private Replica() {
            String url = "postgresql://postgres:postgres@127.0.0.1:" + postgres.getPort() + "/postgres";
            database =
                    new Database(vertx, "inventory", new DatabaseSettings(new Secret(url), 10, Duration.ofSeconds(10)));
            outbox = new Outbox(vertx, "inventory", database, new Publisher(vertx, "inventory", NO_BROKER));
            service = new InventoryService(vertx, database, outbox);
            reservations = new ReservationService(database);
        }

        Future<Void> begin(List<StockCommand> commands) {
            return outbox.transact(unit -> reservations.apply(unit, commands));
        }

        /** Commits only once the gate is open. */
        Future<Void> begin(Future<Void> gate, StockCommand command) {
            return outbox.transact(
                    unit -> reservations.apply(unit, List.of(command)).compose(applied -> gate));
        }
    }

    void apply(StockCommand... commands) {
        await(one.begin(List.of(commands)));
    }

    long product(String sku, long onHand) {
        return await(one.service.create(new CreateProduct(ADMIN, sku, "A " + sku, BigDecimal.TEN, "EUR", onHand)))
                .id();
    }

    @CanIgnoreReturnValue
    StockView adjust(long productId, long delta) {
        return await(one.service.adjust(new AdjustStock(ADMIN, productId, delta, "count")));
    }

    /** On hand and reserved. */
    String stock(long productId) {
        return single("SELECT on_hand || '/' || reserved AS value FROM stock WHERE product_id = " + productId);
    }

    String state(UUID orderId) {
        return single("SELECT state AS value FROM reservations WHERE order_id = '" + orderId + "'");
    }

    /** The names of the events that were emitted about something, in their order. */
    List<String> emitted(Object subject) {
        return rows("SELECT event AS value FROM outbox WHERE subject = '" + subject + "' ORDER BY seq");
    }

    String single(String sql) {
        return rows(sql).getFirst();
    }

    List<String> rows(String sql) {
        return await(one.database.query(connection -> connection
                .query(sql)
                .mapping((Row row) -> String.valueOf(row.getValue("value")))
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).toList())));
    }

    void execute(String sql) {
        await(one.database.query(connection -> connection.query(sql).execute()));
    }

    /** The products whose books do not balance. */
    List<String> audit() {
        return rows("""
                SELECT product_id || ': ' || on_hand || '/' || reserved || ' but ' || moved || '/' || held AS value
                FROM (
                    SELECT s.*,
                        (SELECT coalesce(sum(delta), 0) FROM movements m WHERE m.product_id = s.product_id) AS moved,
                        (SELECT coalesce(sum(line.quantity), 0)
                         FROM reservations r,
                             jsonb_to_recordset(r.lines) AS line (product_id bigint, quantity bigint)
                         WHERE r.state = 'RESERVED' AND line.product_id = s.product_id) AS held
                    FROM stock s) AS books
                WHERE on_hand <> moved OR reserved <> held OR reserved < 0 OR on_hand < reserved
                """);
    }

    @CanIgnoreReturnValue
    static <T> T await(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("Nothing came of it within 30 s", e);
        }
    }

    @Override
    public void close() throws IOException {
        await(vertx.close());
        postgres.close();
    }
}
