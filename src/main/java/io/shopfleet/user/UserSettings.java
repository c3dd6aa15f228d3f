package io.shopfleet.user;

import io.shopfleet.platform.db.DatabaseSettings;
import java.time.Duration;

/**
 * How the user service keeps people and sign-ins.
 *
 * @param database where they are kept
 * @param refreshTokenTtl how long a sign-in lasts, however often its tokens are refreshed, 1 s to 365 d
 * @param hashingThreads how many passwords are hashed at once, 1 to 64; each takes 20 MiB and a core for about 50 ms
 */
public record UserSettings(DatabaseSettings database, Duration refreshTokenTtl, int hashingThreads) {
    /**
     * Refuses values out of bounds.
     *
     * @throws IllegalArgumentException naming the setting
     */
    public UserSettings {
        if (refreshTokenTtl.toMillis() < 1_000 || refreshTokenTtl.compareTo(Duration.ofDays(365)) > 0) {
            throw new IllegalArgumentException("refresh_token_ttl must be between 1s and 365d");
        }
        if (hashingThreads < 1 || hashingThreads > 64) {
            throw new IllegalArgumentException("hashing_threads must be between 1 and 64");
        }
    }
}
