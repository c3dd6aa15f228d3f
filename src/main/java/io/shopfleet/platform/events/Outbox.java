package io.shopfleet.platform.events;

import com.fasterxml.uuid.Generators;
import io.shopfleet.platform.amqp.Publisher;
import io.shopfleet.platform.db.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * The transactional outbox of a role: events are rows of the transaction that caused them, and reach RabbitMQ after it,
 * at least once.
 */
public final class Outbox {
    private static final String INSERT = """
            INSERT INTO outbox (id, event, subject, body, traceparent)
            SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::text[])
            """;

    private final Database database;
    private final OutboxRelay relay;

    /**
     * Makes the outbox of a role, with its relay, on the current context.
     *
     * @param vertx the current Vert.x instance
     * @param role whose outbox it is; the {@code source} of its events is {@code /shopfleet/<role>}
     * @param database the role's database
     * @param publisher where events go
     */
    public Outbox(Vertx vertx, String role, Database database, Publisher publisher) {
        this.database = database;
        this.relay = new OutboxRelay(vertx, "/shopfleet/" + role, database, publisher);
    }

    /** Starts to relay what is in the outbox, also what an earlier process left there. */
    public void start() {
        relay.start();
    }

    /**
     * Stops relaying; what is left is relayed by another process or after the next start.
     *
     * @return completed when nothing is under way any more
     */
    public Future<Void> stop() {
        return relay.stop();
    }

    /**
     * How long the oldest event has been waiting.
     *
     * @return milliseconds; 0 when nothing waits
     */
    public Future<Long> oldestAgeMillis() {
        return database.query(relay::oldestAgeMillis);
    }

    /**
     * Does work in a transaction and emits its events.
     *
     * @param work what to do
     * @param <T> what it results in
     * @return its result, once committed
     */
    public <T> Future<T> transact(Function<UnitOfWork, Future<T>> work) {
        return database.transact(connection -> {
                    UnitOfWork unit = new UnitOfWork(connection);
                    return work.apply(unit)
                            .compose(
                                    result -> insert(connection, unit.emitted()).map(new Committed<>(unit, result)));
                })
                .map(committed -> {
                    if (!committed.unit().emitted().isEmpty()) {
                        relay.wake();
                    }
                    committed.unit().committed();
                    return committed.result();
                });
    }

    private static Future<Void> insert(SqlConnection connection, List<UnitOfWork.Emitted> events) {
        if (events.isEmpty()) {
            return Future.succeededFuture();
        }
        return connection
                .preparedQuery(INSERT)
                .execute(Tuple.of(
                        events.stream()
                                .map(event ->
                                        Generators.timeBasedEpochGenerator().generate())
                                .toArray(UUID[]::new),
                        events.stream().map(UnitOfWork.Emitted::event).toArray(String[]::new),
                        events.stream().map(UnitOfWork.Emitted::subject).toArray(String[]::new),
                        events.stream().map(UnitOfWork.Emitted::body).toArray(Buffer[]::new),
                        events.stream().map(UnitOfWork.Emitted::trace).toArray(String[]::new)))
                .mapEmpty();
    }

    private record Committed<T>(UnitOfWork unit, T result) {}
}
