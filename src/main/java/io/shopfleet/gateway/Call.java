package io.shopfleet.gateway;

import io.shopfleet.platform.contract.Caller;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.json.JsonFormat;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request that fits the contract.
 *
 * @param path the request's path
 * @param signedIn who sent it; null where nobody needs to sign in
 * @param parameters the parameters that came, or have a default, by their pointer ({@code /query/limit}); integers as
 *     {@link Number}, the others as text
 * @param body the body, empty where there is none
 */
record Call(String path, @Nullable Caller signedIn, Map<String, Object> parameters, Buffer body) {
    private static final String QUERY = "/query/";
    private static final String AFTER = "/query/after";

    /** Who sent it; for operations that need a sign-in. */
    Caller caller() {
        return Objects.requireNonNull(signedIn, "the operation's security in the contract");
    }

    /** The numeric id in the path. */
    long id() {
        return number("/path/id", 0);
    }

    /** The order's id in the path. */
    UUID orderId() {
        return UUID.fromString(Objects.requireNonNull(text("/path/id")));
    }

    /** How many items to ask for: one more than the page has, which tells whether there is a next one. */
    int limitAndOne() {
        return limit() + 1;
    }

    /** The last numeric id of the page before; 0 for the first page. */
    long after() {
        return number(AFTER, 0);
    }

    @Nullable String text(String pointer) {
        Object value = parameters.get(pointer);
        return value == null ? null : value.toString();
    }

    <T> T body(Class<T> type) {
        try {
            return JsonFormat.read(body, type);
        } catch (IOException e) {
            // The contract let it pass, so a bound is missing there; the caller's input is at fault all the same.
            throw ErrorType.INVALID_REQUEST.at("", "does not fit the contract");
        }
    }

    /** Answers with a page of what was found, and with the address of the next one where there is more. */
    <T> Reply page(List<T> found, Function<T, Object> id) {
        if (found.size() <= limit()) {
            return Reply.ok(found);
        }
        List<T> page = found.subList(0, limit());
        return Reply.ok(page).with("Link", "<" + next(id.apply(page.getLast())) + ">; rel=\"next\"");
    }

    private int limit() {
        return (int) number("/query/limit", 20);
    }

    private String next(Object after) {
        String kept = parameters.entrySet().stream()
                .filter(entry ->
                        entry.getKey().startsWith(QUERY) && !entry.getKey().equals(AFTER))
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey().substring(QUERY.length()) + "="
                        + URLEncoder.encode(entry.getValue().toString(), StandardCharsets.UTF_8) + "&")
                .collect(Collectors.joining());
        return path + "?" + kept + "after=" + after;
    }

    private long number(String pointer, long otherwise) {
        return parameters.get(pointer) instanceof Number number ? number.longValue() : otherwise;
    }
}
