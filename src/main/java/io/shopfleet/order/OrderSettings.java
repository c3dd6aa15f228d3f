package io.shopfleet.order;

import io.shopfleet.platform.db.DatabaseSettings;
import java.time.Duration;

/**
 * Settings of the order role.
 *
 * @param database where orders are kept
 * @param timeout after which an order that is still PENDING is cancelled, 1 s to 3650 d
 * @param confirmedExpiry after which an order that is still CONFIRMED is cancelled, 1 m to 3650 d
 * @param nudgeAfter after which inventory is asked again about an order it has not answered, at least 100 ms; the pause
 *     doubles with each time, up to 30 s
 * @param reconcileEvery how often the reconciler looks for stuck orders, 50 ms to 1 m
 */
public record OrderSettings(
        DatabaseSettings database,
        Duration timeout,
        Duration confirmedExpiry,
        Duration nudgeAfter,
        Duration reconcileEvery) {
    private static final int LONGEST_DAYS = 3_650;

    /**
     * Refuses values out of bounds.
     *
     * @throws IllegalArgumentException naming the setting
     */
    public OrderSettings {
        if (timeout.toMillis() < 1_000 || timeout.toDays() > LONGEST_DAYS) {
            throw new IllegalArgumentException("timeout must be between 1s and 3650d");
        }
        if (confirmedExpiry.toSeconds() < 60 || confirmedExpiry.toDays() > LONGEST_DAYS) {
            throw new IllegalArgumentException("confirmed_expiry must be between 1m and 3650d");
        }
        if (nudgeAfter.toMillis() < 100) {
            throw new IllegalArgumentException("nudge_after must be at least 100ms");
        }
        if (reconcileEvery.toMillis() < 50 || reconcileEvery.toSeconds() > 60) {
            throw new IllegalArgumentException("reconcile_every must be between 50ms and 1m");
        }
    }
}
