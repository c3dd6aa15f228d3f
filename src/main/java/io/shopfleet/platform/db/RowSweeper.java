package io.shopfleet.platform.db;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets the rows of a table after {@link #KEPT}, in small steps that hold no lock for long. Several sweepers work side
 * by side.
 */
public final class RowSweeper {
    /**
     * How long applied events and idempotency keys are remembered: longer than any outage after which they may come
     * again.
     */
    public static final Duration KEPT = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(RowSweeper.class);
    private static final int GROUP_LIMIT = 1_000;
    private static final long SHORTEST_PAUSE_MILLIS = Duration.ofMinutes(50).toMillis();
    private static final long LONGEST_PAUSE_MILLIS = Duration.ofMinutes(70).toMillis();
    private final Vertx vertx;
    private final Database database;
    private final String table;
    private final String delete;
    private long timer = -1;
    private boolean stopped;
    private @Nullable Promise<Void> sweeping;

    /**
     * Prepares a sweeper on the current context.
     *
     * @param vertx the current Vert.x instance
     * @param database the role's database
     * @param table the table's name
     * @param age the indexed column that tells when a row was written
     */
    public RowSweeper(Vertx vertx, Database database, String table, String age) {
        this.vertx = vertx;
        this.database = database;
        this.table = table;
        this.delete = """
                DELETE FROM %1$s WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM %1$s WHERE %2$s < now() - interval '%3$d days'
                    ORDER BY %2$s LIMIT %4$d FOR UPDATE SKIP LOCKED))
                """.formatted(table, age, KEPT.toDays(), GROUP_LIMIT);
    }

    /** Starts to sweep about once an hour, first within the hour; never at the same time as the other processes. */
    public void start() {
        schedule(ThreadLocalRandom.current().nextLong(1, LONGEST_PAUSE_MILLIS));
    }

    /**
     * Stops for good.
     *
     * @return completed when no sweep is under way any more
     */
    public Future<Void> stop() {
        stopped = true;
        vertx.cancelTimer(timer);
        Promise<Void> current = sweeping;
        return current == null ? Future.succeededFuture() : current.future();
    }

    /**
     * Forgets all that is old enough.
     *
     * @return how many rows were forgotten
     */
    public Future<Integer> sweep() {
        return database.query(connection -> connection.query(delete).execute().map(rows -> rows.rowCount()))
                .compose(deleted -> deleted < GROUP_LIMIT || stopped
                        ? Future.succeededFuture(deleted)
                        : sweep().map(more -> deleted + more));
    }

    private void schedule(long millis) {
        timer = vertx.setTimer(millis, tick -> {
            Promise<Void> current = Promise.promise();
            sweeping = current;
            sweep().onFailure(failure -> LOG.warn("{} was not swept: {}", table, failure.toString()))
                    .onComplete(swept -> {
                        sweeping = null;
                        current.complete();
                        if (!stopped) {
                            schedule(ThreadLocalRandom.current().nextLong(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS));
                        }
                    });
        });
    }
}
