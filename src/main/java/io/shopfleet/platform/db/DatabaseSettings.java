package io.shopfleet.platform.db;

import io.shopfleet.platform.config.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a role's database is and how patiently it is used.
 *
 * @param url {@code postgresql://user:password@host:port/db}; null where this process does not play the role
 * @param poolSize connections at most, 1 to 500; four times as many callers may wait for one
 * @param statementTimeout after which the database itself ends a statement, 100 ms to 60 s; a wait for a lock ends
 *     after half of it
 */
public record DatabaseSettings(@Nullable Secret url, int poolSize, Duration statementTimeout) {
    /**
     * Refuses values out of bounds.
     *
     * @throws IllegalArgumentException naming the setting
     */
    public DatabaseSettings {
        if (url != null && !url.value().matches("postgres(ql)?://.+")) {
            throw new IllegalArgumentException("url must look like postgresql://user:password@host:port/db");
        }
        if (poolSize < 1 || poolSize > 500) {
            throw new IllegalArgumentException("pool_size must be between 1 and 500");
        }
        if (statementTimeout.toMillis() < 100 || statementTimeout.toSeconds() > 60) {
            throw new IllegalArgumentException("statement_timeout must be between 100ms and 60s");
        }
    }
}
