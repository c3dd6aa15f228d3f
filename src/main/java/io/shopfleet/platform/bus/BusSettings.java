package io.shopfleet.platform.bus;

import java.time.Duration;

/**
 * How patient callers on the event bus are.
 *
 * @param timeout how long a reply may take, 10 ms to 60 s
 * @param breakerFailures after how many failures in a row a service is not asked any more, 1 to 1000
 * @param breakerPause how long until one trial request is let through again, at least 100 ms
 */
public record BusSettings(Duration timeout, int breakerFailures, Duration breakerPause) {
    /**
     * Refuses values out of bounds.
     *
     * @throws IllegalArgumentException naming the setting
     */
    public BusSettings {
        if (timeout.toMillis() < 10 || timeout.toSeconds() > 60) {
            throw new IllegalArgumentException("timeout must be between 10ms and 60s");
        }
        if (breakerFailures < 1 || breakerFailures > 1000) {
            throw new IllegalArgumentException("breaker_failures must be between 1 and 1000");
        }
        if (breakerPause.toMillis() < 100) {
            throw new IllegalArgumentException("breaker_pause must be at least 100ms");
        }
    }
}
