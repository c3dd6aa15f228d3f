package io.shopfleet.platform.db;

import io.shopfleet.platform.config.ConfigException;
import io.shopfleet.platform.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A role's own PostgreSQL database. Nothing waits without bound: not for a connection, not for a lock, not for a
 * statement.
 */
public final class Database {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final Duration CONNECTION_WAIT = Duration.ofSeconds(1);
    private static final int WAITERS_PER_CONNECTION = 4;
    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration SLOWEST_RETRY = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final String name;
    private final Secret url;
    private final Pool pool;

    /**
     * Prepares the pool; connects only when asked.
     *
     * @param vertx where its event loop runs
     * @param name the role that owns the database; migrations are under {@code db/platform} and
     *     {@code db/<name>} on the class path
     * @param settings where it is
     * @throws ConfigException when the URL is missing or cannot be parsed
     */
    public Database(Vertx vertx, String name, DatabaseSettings settings) {
        this.vertx = vertx;
        this.name = name;
        if (settings.url() == null) {
            throw new ConfigException("Missing setting " + name + ".database.url: the role " + name + " needs it");
        }
        this.url = settings.url();
        this.pool = PgBuilder.pool()
                .with(new PoolOptions()
                        .setName(name)
                        .setMaxSize(settings.poolSize())
                        .setMaxWaitQueueSize(settings.poolSize() * WAITERS_PER_CONNECTION)
                        .setConnectionTimeout((int) CONNECTION_WAIT.toMillis())
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
                .connectingTo(connectOptions(settings))
                .with(new NetClientOptions().setTcpKeepAlive(true).setConnectTimeout((int)
                        CONNECTION_WAIT.multipliedBy(2).toMillis()))
                .using(vertx)
                .build();
    }

    /**
     * Brings the schema up to date. Keeps trying, and says so, for as long as the database cannot be reached.
     *
     * @return completed when the schema is up to date; failed when a migration itself is wrong
     */
    public Future<Void> migrate() {
        return migrate(FIRST_RETRY);
    }

    /**
     * Runs statements on one connection, without a transaction.
     *
     * @param work what to run
     * @param <T> what it results in
     * @return its result, or {@link TransientFailure} when there is no connection to be had
     */
    public <T> Future<T> query(Function<SqlConnection, Future<T>> work) {
        // Work may throw instead of failing: the connection goes back all the same.
        return connect()
                .compose(connection ->
                        Future.succeededFuture(connection).compose(work).eventually(connection::close));
    }

    /**
     * Runs statements in one transaction: commits when the work succeeds and rolls back when it fails.
     *
     * @param work what to run
     * @param <T> what it results in
     * @return its result once committed, or {@link TransientFailure} when there is no connection to be had
     */
    public <T> Future<T> transact(Function<SqlConnection, Future<T>> work) {
        return query(connection -> connection
                .begin()
                .compose(transaction -> Future.succeededFuture(connection)
                        .compose(work)
                        .compose(
                                result -> transaction.commit().map(result),
                                failure ->
                                        transaction.rollback().transform(rolledBack -> Future.failedFuture(failure)))));
    }

    /**
     * Asks the database whether it is there.
     *
     * @return completed when it answered
     */
    public Future<Void> ping() {
        return query(connection -> connection.query("SELECT 1").execute().mapEmpty());
    }

    /**
     * Closes all connections.
     *
     * @return completed when they are closed
     */
    public Future<Void> close() {
        return pool.close();
    }

    private Future<SqlConnection> connect() {
        return pool.getConnection().recover(failure -> Future.failedFuture(new TransientFailure(failure)));
    }

    private Future<Void> migrate(Duration pause) {
        return vertx.executeBlocking(() -> Migrations.run(name, url), false).recover(failure -> {
            if (!Migrations.isUnreachable(failure)) {
                return Future.failedFuture(failure);
            }
            LOG.warn("The {} database cannot be reached; trying again in {} ms", name, pause.toMillis());
            Duration next = pause.multipliedBy(2);
            return vertx.timer(pause.toMillis(), TimeUnit.MILLISECONDS)
                    .compose(tick -> migrate(next.compareTo(SLOWEST_RETRY) > 0 ? SLOWEST_RETRY : next));
        });
    }

    private PgConnectOptions connectOptions(DatabaseSettings settings) {
        PgConnectOptions options;
        try {
            options = PgConnectOptions.fromUri(url.value());
        } catch (RuntimeException e) {
            throw new ConfigException("Bad setting " + name + ".database.url: not a PostgreSQL address");
        }
        options.setCachePreparedStatements(true).setPipeliningLimit(256).setMetricsName(name);
        long statement = settings.statementTimeout().toMillis();
        options.setProperties(Map.of(
                "application_name", "shopfleet-" + name,
                "statement_timeout", String.valueOf(statement),
                "lock_timeout", String.valueOf(statement / 2),
                "idle_in_transaction_session_timeout", String.valueOf(2 * statement + 10_000)));
        return options;
    }
}
