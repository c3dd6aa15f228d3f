package io.shopfleet.platform.events;

import io.shopfleet.platform.contract.EventType;
import java.util.function.Function;

/**
 * What an event means to a handler that applies events of several kinds together.
 *
 * @param type which event
 * @param meaning makes of the event's data what the handler works on
 * @param <E> the type of the event's data
 * @param <C> what the handler works on
 */
public record EventReading<E, C>(EventType<E> type, Function<E, C> meaning) {
    C read(ReceivedEvent event) {
        return meaning.apply(event.data(type.data()));
    }
}
