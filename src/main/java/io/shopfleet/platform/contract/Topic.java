package io.shopfleet.platform.contract;

/**
 * A typed topic on the event bus: every subscriber in the fleet hears each message, at most once. For notices that may
 * be missed because the truth is in a database.
 *
 * @param name the bus address
 * @param message what is published
 * @param <M> the message's type
 */
public record Topic<M>(String name, Class<M> message) {}
