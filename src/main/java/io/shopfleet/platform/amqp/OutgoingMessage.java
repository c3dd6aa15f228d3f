package io.shopfleet.platform.amqp;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * A durable JSON message to publish.
 *
 * @param exchange where to; empty for the default exchange, whose routing keys are names of queues
 * @param routingKey by which the exchange finds its queues
 * @param id the message's id, for programs that look at AMQP properties only
 * @param headers its headers
 * @param body UTF-8 JSON
 */
public record OutgoingMessage(String exchange, String routingKey, String id, Map<String, Object> headers, Buffer body) {
    /** Copies the headers, so that a message never changes. */
    public OutgoingMessage {
        headers = Map.copyOf(headers);
    }
}
