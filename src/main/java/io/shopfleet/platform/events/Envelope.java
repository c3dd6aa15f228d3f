package io.shopfleet.platform.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * The body of every event.
 *
 * @param event the event's name
 * @param data what happened, by the event's schema
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Envelope(String event, Object data) {
    /**
     * The body as a consumer finds it.
     *
     * @param event the event's name
     * @param data what happened, not read yet
     */
    record Received(String event, JsonNode data) {}
}
