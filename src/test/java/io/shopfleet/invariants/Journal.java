package io.shopfleet.invariants;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** What clients were told, written down as they were told it. Safe for many clients at once. */
public final class Journal {
    private final Queue<Accepted> accepted = new ConcurrentLinkedQueue<>();
    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();

    /**
     * An order that was answered with 201 or 202.
     *
     * @param orderId which
     * @param userId who placed it
     * @param key the idempotency key it was placed with; null without
     */
    public record Accepted(
            String orderId, long userId, @Nullable String key) {}

    /**
     * An order that was shown to somebody.
     *
     * @param orderId which
     * @param readerId to whom
     * @param ownerId whose it is, as the answer says
     */
    public record Seen(String orderId, long readerId, long ownerId) {}

    /**
     * Writes down an answer to placing an order.
     *
     * @param orderId which order
     * @param userId who placed it
     * @param key the idempotency key; null without
     */
    public void accepted(String orderId, long userId, @Nullable String key) {
        accepted.add(new Accepted(orderId, userId, key));
    }

    /**
     * Writes down that a buyer was shown an order.
     *
     * @param orderId which order
     * @param readerId to whom
     * @param ownerId whose it is, as the answer says
     */
    public void seen(String orderId, long readerId, long ownerId) {
        seen.add(new Seen(orderId, readerId, ownerId));
    }

    /**
     * All accepted orders so far.
     *
     * @return a copy
     */
    public List<Accepted> accepted() {
        return List.copyOf(accepted);
    }

    /**
     * All that was shown so far.
     *
     * @return a copy
     */
    public List<Seen> seen() {
        return List.copyOf(seen);
    }
}
