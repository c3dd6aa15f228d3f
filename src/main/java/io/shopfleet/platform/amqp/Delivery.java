package io.shopfleet.platform.amqp;

import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that RabbitMQ delivered and that is not acknowledged yet.
 *
 * @param tag the broker's number for it, valid in its session only
 * @param routingKey by which it came
 * @param headers its headers; text as strings
 * @param body what it says
 */
public record Delivery(long tag, String routingKey, Map<String, Object> headers, Buffer body) {
    /** Copies the headers, text as strings, so that a delivery never changes. */
    public Delivery {
        Map<String, Object> plain = new HashMap<>();
        headers.forEach((name, value) -> {
            if (value != null) {
                plain.put(name, value instanceof Number ? value : value.toString());
            }
        });
        headers = Map.copyOf(plain);
    }

    /**
     * A header as text.
     *
     * @param name the header's name
     * @return its value, null where there is none
     */
    public @Nullable String header(String name) {
        Object value = headers.get(name);
        return value == null ? null : value.toString();
    }
}
