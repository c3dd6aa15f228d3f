package io.shopfleet.platform.contract;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A typed address on the event bus, shared as one constant by those who ask and the one who answers.
 *
 * @param name the bus address, {@code <service>.<use case>}
 * @param request what is sent
 * @param reply what comes back
 * @param repeatable whether asking twice does no more than asking once; only such requests are retried
 * @param patience how long an answer may take; null for the configured default
 * @param <Q> the request's type
 * @param <R> the reply's type
 */
public record Address<Q, R>(
        String name,
        Class<Q> request,
        Class<R> reply,
        boolean repeatable,
        @Nullable Duration patience) {

    /**
     * A question: it changes nothing and may be asked again.
     *
     * @param name the bus address
     * @param request what is sent
     * @param reply what comes back
     * @param <Q> the request's type
     * @param <R> the reply's type
     * @return the address
     */
    public static <Q, R> Address<Q, R> query(String name, Class<Q> request, Class<R> reply) {
        return new Address<>(name, request, reply, true, null);
    }

    /**
     * A command: it may change something, so it is sent at most once.
     *
     * @param name the bus address
     * @param request what is sent
     * @param reply what comes back
     * @param <Q> the request's type
     * @param <R> the reply's type
     * @return the address
     */
    public static <Q, R> Address<Q, R> command(String name, Class<Q> request, Class<R> reply) {
        return new Address<>(name, request, reply, false, null);
    }

    /**
     * The same address with its own patience.
     *
     * @param duration how long an answer may take
     * @return the address with that patience
     */
    public Address<Q, R> within(Duration duration) {
        return new Address<>(name, request, reply, repeatable, duration);
    }

    /**
     * The service that answers here.
     *
     * @return the part of the name before its first dot
     */
    public String service() {
        return name.substring(0, name.indexOf('.'));
    }
}
