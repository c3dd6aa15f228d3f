package io.shopfleet.gateway;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a call that went well.
 *
 * @param status 200 to 299
 * @param headers beside those that every answer has
 * @param body what to write as JSON; null for no body
 */
record Reply(
        int status, Map<String, String> headers, @Nullable Object body) {
    Reply {
        headers = Map.copyOf(headers);
    }

    static Reply ok(Object body) {
        return new Reply(200, Map.of(), body);
    }

    static Reply created(String location, Object body) {
        return new Reply(201, Map.of("Location", location), body);
    }

    static Reply accepted(String location, Object body) {
        return new Reply(202, Map.of("Location", location), body);
    }

    static Reply noContent() {
        return new Reply(204, Map.of(), null);
    }

    Reply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, body);
    }
}
