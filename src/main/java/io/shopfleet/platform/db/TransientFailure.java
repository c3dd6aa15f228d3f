package io.shopfleet.platform.db;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells a database that is away or overloaded, so that trying again later may help, from a bug. */
public final class TransientFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * SQLSTATE classes after which the same work may succeed: connection exception, transaction rollback, insufficient
     * resources, object not in prerequisite state (lock timeout), operator intervention (shutdown, cancelled), system
     * and internal error.
     *
     * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error codes</a>
     */
    private static final Set<String> CLASSES = Set.of("08", "40", "53", "55", "57", "58", "XX");

    /** A standby, or a disk that is nearly full, lets nobody write; an idle transaction was ended. */
    private static final Set<String> STATES = Set.of("25006", "25P03");

    TransientFailure(Throwable cause) {
        super("No database connection: " + cause.getMessage(), cause, false, false);
    }

    /**
     * Whether a failure comes from the database's state and not from what was asked of it.
     *
     * @param failure any failure
     * @return true when trying again later may help
     */
    public static boolean isBehind(@Nullable Throwable failure) {
        return failure != null
                && (failure instanceof TransientFailure
                        || failure instanceof ClosedConnectionException
                        || failure instanceof SocketException
                        || failure instanceof ClosedChannelException
                        || (failure instanceof PgException pg
                                && pg.getSqlState() != null
                                && (STATES.contains(pg.getSqlState())
                                        || CLASSES.contains(pg.getSqlState().substring(0, 2))))
                        || isBehind(failure.getCause()));
    }
}
