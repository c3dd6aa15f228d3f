package io.shopfleet.platform.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.shopfleet.platform.amqp.Delivery;
import io.shopfleet.platform.json.JsonFormat;
import java.io.IOException;
import java.util.UUID;

/**
 * An event as a consumer reads it.
 *
 * @param id its CloudEvents id; two deliveries with one id are the same event
 * @param name which event
 * @param data what happened, not bound to a type yet
 */
record ReceivedEvent(UUID id, String name, JsonNode data) {
    static ReceivedEvent of(Delivery delivery) {
        String id = delivery.header("cloudEvents:id");
        if (id == null) {
            throw new UnusableEventException("The header cloudEvents:id is missing");
        }
        Envelope.Received envelope;
        try {
            envelope = JsonFormat.read(delivery.body(), Envelope.Received.class);
        } catch (IOException e) {
            throw new UnusableEventException("The body is not {\"event\": …, \"data\": …}: " + e.getMessage());
        }
        if (envelope == null || envelope.event() == null || envelope.data() == null) {
            throw new UnusableEventException("The body has no event or no data");
        }
        return new ReceivedEvent(parse(id), envelope.event(), envelope.data());
    }

    <E> E data(Class<E> type) {
        try {
            return JsonFormat.read(data, type);
        } catch (IOException | IllegalArgumentException | NullPointerException e) {
            throw new UnusableEventException("The data of " + name + " does not fit its schema: " + e.getMessage());
        }
    }

    private static UUID parse(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new UnusableEventException("The header cloudEvents:id is not a UUID");
        }
    }
}
