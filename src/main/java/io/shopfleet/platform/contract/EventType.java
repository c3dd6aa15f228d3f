package io.shopfleet.platform.contract;

/**
 * A kind of event on RabbitMQ. Its name is the routing key and never changes its meaning: a breaking change is a new
 * name.
 *
 * @param name snake case, past tense, for instance {@code order_created}
 * @param data the type of the event's {@code data}
 * @param <E> the type of the event's {@code data}
 */
public record EventType<E>(String name, Class<E> data) {}
