package io.shopfleet.platform.amqp;

import io.shopfleet.platform.config.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Where RabbitMQ is and how much is taken from it at once.
 *
 * @param url {@code amqp://user:password@host:port/vhost} or {@code amqps://…}; null where no role needs it
 * @param prefetch unacknowledged messages a consumer holds at most, 1 to 10,000; also the largest group that is applied
 *     in one transaction
 */
public record AmqpSettings(@Nullable Secret url, int prefetch) {
    /**
     * Refuses values out of bounds.
     *
     * @throws IllegalArgumentException naming the setting
     */
    public AmqpSettings {
        if (url != null && !url.value().matches("amqps?://.+")) {
            throw new IllegalArgumentException("url must look like amqp://user:password@host:port");
        }
        if (prefetch < 1 || prefetch > 10_000) {
            throw new IllegalArgumentException("prefetch must be between 1 and 10000");
        }
    }
}
