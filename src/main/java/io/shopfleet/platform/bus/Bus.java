package io.shopfleet.platform.bus;

import io.shopfleet.platform.contract.Address;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.Problem;
import io.shopfleet.platform.contract.ProblemException;
import io.shopfleet.platform.contract.Topic;
import io.shopfleet.platform.trace.Trace;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Typed requests and topics on the event bus. One per Vert.x instance.
 *
 * <p>A problem that a service answers with is an ordinary reply: it reaches the caller as {@link ProblemException} and
 * never trips a breaker. Only silence does: no reply in time, or nobody there. Both reach the caller as
 * {@link ErrorType#UNAVAILABLE}.
 */
public final class Bus {
    private static final Logger LOG = LoggerFactory.getLogger(Bus.class);
    private static final String PROBLEM = "problem";

    private final Vertx vertx;
    private final BusSettings settings;
    private final Map<String, CircuitBreaker> breakers = new ConcurrentHashMap<>();

    /**
     * Joins a Vert.x instance.
     *
     * @param vertx the instance; it must not have a bus yet
     * @param settings how patient callers are
     */
    public Bus(Vertx vertx, BusSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        vertx.eventBus().registerDefaultCodec(Payload.class, new Payload.Codec());
    }

    /**
     * Asks and waits for the answer.
     *
     * @param address where to ask
     * @param request what to ask
     * @param <Q> the request's type
     * @param <R> the reply's type
     * @return the reply, or a failure with a {@link ProblemException}
     */
    public <Q, R> Future<R> request(Address<Q, R> address, Q request) {
        CircuitBreaker breaker = breakerFor(address);
        return breaker.execute(() -> send(address, request))
                .recover(silence -> address.repeatable() && isWorthRepeating(silence)
                        ? breaker.execute(() -> send(address, request))
                        : Future.failedFuture(silence))
                .transform(result -> result.succeeded()
                        ? read(address, result.result())
                        : Future.failedFuture(unavailable(address, result.cause())));
    }

    /**
     * Answers requests at an address.
     *
     * @param address where to answer
     * @param answer the use case; a {@link ProblemException} becomes the caller's, any other failure is logged and
     *     becomes {@link ErrorType#INTERNAL}
     * @param <Q> the request's type
     * @param <R> the reply's type
     * @return completed when the whole fleet can reach the address
     */
    public <Q, R> Future<Void> serve(Address<Q, R> address, Function<Q, Future<R>> answer) {
        return vertx.eventBus()
                .<Payload>consumer(address.name(), message -> {
                    Trace.join(message.headers().get(Trace.HEADER));
                    answer(address, answer, message);
                })
                .completion();
    }

    /**
     * Tells every subscriber in the fleet that can be reached now.
     *
     * @param topic what it is about
     * @param message what to tell
     * @param <M> the message's type
     */
    public <M> void publish(Topic<M> topic, M message) {
        vertx.eventBus().publish(topic.name(), Payload.of(message));
    }

    /**
     * Listens to a topic.
     *
     * @param topic what to listen to
     * @param listener called for each message, on the subscriber's context
     * @param <M> the message's type
     * @return completed when the whole fleet knows of the subscription
     */
    public <M> Future<Void> subscribe(Topic<M> topic, Consumer<M> listener) {
        MessageConsumer<Payload> consumer = vertx.eventBus().consumer(topic.name());
        consumer.handler(message -> {
            try {
                listener.accept(message.body().as(topic.message()));
            } catch (RuntimeException e) {
                LOG.warn("A message on {} was not understood", topic.name(), e);
            }
        });
        return consumer.completion();
    }

    /**
     * The state of every breaker that was used so far.
     *
     * @return by the name of the service behind it
     */
    public Map<String, CircuitBreakerState> breakers() {
        Map<String, CircuitBreakerState> states = new TreeMap<>();
        breakers.forEach((name, breaker) -> states.put(name, breaker.state()));
        return states;
    }

    private static <Q, R> void answer(Address<Q, R> address, Function<Q, Future<R>> answer, Message<Payload> message) {
        Future.succeededFuture(message.body())
                .map(payload -> payload.as(address.request()))
                .compose(answer)
                .onSuccess(reply -> message.reply(Payload.of(reply)))
                .onFailure(failure -> message.reply(
                        Payload.of(Failures.toProblem(address.name(), failure)),
                        new DeliveryOptions().addHeader(PROBLEM, "true")));
    }

    private <Q, R> Future<Message<Payload>> send(Address<Q, R> address, Q request) {
        DeliveryOptions options =
                new DeliveryOptions().setSendTimeout(patience(address).toMillis());
        String trace = Trace.current();
        if (trace != null) {
            options.addHeader(Trace.HEADER, trace);
        }
        return vertx.eventBus().request(address.name(), Payload.of(request), options);
    }

    private static <R> Future<R> read(Address<?, R> address, Message<Payload> reply) {
        return reply.headers().contains(PROBLEM)
                ? Future.failedFuture(new ProblemException(reply.body().as(Problem.class)))
                : Future.succeededFuture(reply.body().as(address.reply()));
    }

    private Duration patience(Address<?, ?> address) {
        return address.patience() != null ? address.patience() : settings.timeout();
    }

    private CircuitBreaker breakerFor(Address<?, ?> address) {
        // A patient address has its own breaker: its long silence says nothing about the service's quick answers.
        String name = address.patience() == null ? address.service() : address.name();
        return breakers.computeIfAbsent(
                name,
                key -> CircuitBreaker.create(
                                key,
                                vertx,
                                new CircuitBreakerOptions()
                                        .setMaxFailures(settings.breakerFailures())
                                        .setResetTimeout(settings.breakerPause().toMillis())
                                        // The request's own timeout comes first; this one only ends a trial that hangs.
                                        .setTimeout(patience(address).toMillis() + 1_000)
                                        .setNotificationAddress(null))
                        .openHandler(open -> LOG.warn("Breaker {} is open: the service does not answer", key))
                        .closeHandler(closed -> LOG.info("Breaker {} is closed: the service answers again", key)));
    }

    private static boolean isWorthRepeating(Throwable silence) {
        return silence instanceof ReplyException reply
                && (reply.failureType() == ReplyFailure.TIMEOUT || reply.failureType() == ReplyFailure.NO_HANDLERS);
    }

    private static ProblemException unavailable(Address<?, ?> address, Throwable cause) {
        if (!(cause instanceof OpenCircuitException)) {
            LOG.warn("No answer from {}: {}", address.name(), cause.toString());
        }
        return ErrorType.UNAVAILABLE.because("The " + address.service() + " service does not answer");
    }
}
