package io.shopfleet.gateway;

import io.vertx.core.http.HttpServerResponse;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gives each answer a name that a caller can quote and the log knows. */
final class RequestId {
    static final String HEADER = "X-Request-Id";
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private RequestId() {}

    /** Takes over the caller's own name for the request where it is harmless to log, and makes one where not. */
    static void set(HttpServerResponse response, @Nullable String offered) {
        response.putHeader(HEADER, offered != null && SANE.matcher(offered).matches() ? offered : random());
    }

    private static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong());
    }
}
