package io.shopfleet.platform.events;

import io.vertx.core.Future;
import java.util.List;

/**
 * Applies events of one kind.
 *
 * @param <E> the type of the event's data
 */
@FunctionalInterface
public interface EventHandler<E> {
    /**
     * Applies a group of events that were not applied before.
     *
     * @param unit the transaction to apply them in
     * @param events what happened, oldest first as far as the broker knows
     * @return completed when applied. A failure rolls the group back; then each event is tried alone, and one that
     *     still fails goes to the dead-letter queue, unless the database is to blame
     */
    Future<Void> apply(UnitOfWork unit, List<E> events);
}
