package io.shopfleet.platform.events;

import io.shopfleet.platform.amqp.OutgoingMessage;
import io.shopfleet.platform.amqp.Publisher;
import io.shopfleet.platform.amqp.Topology;
import io.shopfleet.platform.db.Database;
import io.shopfleet.platform.trace.Trace;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves rows from an outbox to RabbitMQ: takes a group, publishes it, waits for the confirms, and only then commits its
 * removal. Several relays work side by side, each on rows that no other holds.
 */
final class OutboxRelay {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final int GROUP_LIMIT = 500;
    /** Catches what a process that died between commit and relay left behind. */
    private static final long PATROL_MILLIS = 1_000;

    private static final long SLOWEST_RETRY_MILLIS = 2_000;

    private static final String TAKE = """
            DELETE FROM outbox WHERE seq IN (
                SELECT seq FROM outbox ORDER BY seq LIMIT %d FOR UPDATE SKIP LOCKED)
            RETURNING seq, id, event, subject, body, traceparent, created_at
            """.formatted(GROUP_LIMIT);
    private static final String OLDEST =
            "SELECT extract(epoch FROM now() - created_at) * 1000 AS age FROM outbox ORDER BY seq LIMIT 1";

    private final Vertx vertx;
    private final Context context;
    private final String source;
    private final Database database;
    private final Publisher publisher;
    private boolean running;
    private boolean wanted;
    private boolean stopped = true;
    private int failures;
    private boolean pausing;
    private Promise<Void> idle = Promise.promise();

    OutboxRelay(Vertx vertx, String source, Database database, Publisher publisher) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.source = source;
        this.database = database;
        this.publisher = publisher;
    }

    void start() {
        stopped = false;
        vertx.setPeriodic(0, PATROL_MILLIS, tick -> {
            if (stopped) {
                vertx.cancelTimer(tick);
            } else {
                wake();
            }
        });
    }

    Future<Void> stop() {
        stopped = true;
        return running ? idle.future() : Future.succeededFuture();
    }

    /** Relays soon what was committed just now. May be called from anywhere. */
    void wake() {
        context.runOnContext(now -> {
            wanted = true;
            run();
        });
    }

    Future<Long> oldestAgeMillis(SqlConnection connection) {
        return connection
                .query(OLDEST)
                .execute()
                .map(rows -> rows.size() == 0
                        ? 0L
                        : rows.iterator().next().getNumeric("age").longValue());
    }

    private void run() {
        if (running || !wanted || stopped || pausing) {
            return;
        }
        running = true;
        wanted = false;
        idle = Promise.promise();
        database.transact(this::relayGroup)
                .onComplete(result -> context.runOnContext(now -> {
                    running = false;
                    idle.complete();
                    if (result.failed()) {
                        retry(result.cause());
                        return;
                    }
                    failures = 0;
                    wanted |= result.result() == GROUP_LIMIT;
                    run();
                }));
    }

    private void retry(Throwable failure) {
        failures++;
        if (failures == 1) {
            LOG.warn("Events of {} wait in the outbox: {}", source, failure.toString());
        }
        pausing = true;
        vertx.setTimer(Math.min(SLOWEST_RETRY_MILLIS, 50L << Math.min(failures, 10)), tick -> {
            pausing = false;
            wake();
        });
    }

    private Future<Integer> relayGroup(SqlConnection connection) {
        return connection
                // Losing this commit in a crash relays the group once more, which consumers tolerate: no need to wait
                // for the disk.
                .query("SET LOCAL synchronous_commit = off")
                .execute()
                .compose(set -> connection.preparedQuery(TAKE).execute())
                .compose(rows -> publish(rows).map(rows.size()));
    }

    private Future<Void> publish(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return Future.succeededFuture();
        }
        return publisher.publish(StreamSupport.stream(rows.spliterator(), false)
                .sorted(Comparator.comparing(row -> row.getLong("seq")))
                .map(this::message)
                .toList());
    }

    private OutgoingMessage message(Row row) {
        UUID id = row.getUUID("id");
        String event = row.getString("event");
        Map<String, Object> headers = new HashMap<>();
        headers.put("cloudEvents:specversion", "1.0");
        headers.put("cloudEvents:id", id.toString());
        headers.put("cloudEvents:source", source);
        headers.put("cloudEvents:type", event);
        headers.put("cloudEvents:subject", row.getString("subject"));
        if (row.getString("traceparent") != null) {
            headers.put(Trace.HEADER, row.getString("traceparent"));
        }
        headers.put(
                "cloudEvents:time",
                row.getOffsetDateTime("created_at").toInstant().toString());
        return new OutgoingMessage(Topology.EVENTS, event, id.toString(), headers, row.getBuffer("body"));
    }
}
