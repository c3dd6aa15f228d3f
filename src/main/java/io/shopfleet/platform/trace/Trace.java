package io.shopfleet.platform.trace;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.spi.context.storage.AccessMode;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace that the current request belongs to, as a {@code traceparent} value.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>
 */
public final class Trace {
    /** The name of the header on HTTP, on the event bus and on AMQP. */
    public static final String HEADER = "traceparent";

    private static final Pattern VALID = Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TRACE_ID_END = 35;
    private static final int FLAGS_START = 52;

    private Trace() {}

    /**
     * Makes the current request part of a trace.
     *
     * @param incoming what came with it; a new trace begins where that is missing or not valid
     */
    public static void join(@Nullable String incoming) {
        Context context = Vertx.currentContext();
        if (context != null) {
            context.putLocal(
                    TraceStorage.CURRENT,
                    AccessMode.CONCURRENT,
                    incoming != null && isValid(incoming)
                            ? incoming.substring(0, TRACE_ID_END) + "-" + hex(8) + "-"
                                    + incoming.substring(FLAGS_START + 1)
                            : "00-" + hex(16) + "-" + hex(8) + "-01");
        }
    }

    /**
     * Whether a text is a {@code traceparent}; what is not is never passed on.
     *
     * @param text what came as one
     * @return true if it is
     */
    public static boolean isValid(String text) {
        return VALID.matcher(text).matches();
    }

    /**
     * The current request's trace.
     *
     * @return a {@code traceparent}; null outside any request
     */
    public static @Nullable String current() {
        Context context = Vertx.currentContext();
        return context == null ? null : context.getLocal(TraceStorage.CURRENT, AccessMode.CONCURRENT);
    }

    private static String hex(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
