package io.shopfleet.platform.events;

import io.shopfleet.platform.amqp.AmqpSettings;
import io.shopfleet.platform.amqp.Delivery;
import io.shopfleet.platform.amqp.OutgoingMessage;
import io.shopfleet.platform.amqp.Publisher;
import io.shopfleet.platform.amqp.QueueConsumer;
import io.shopfleet.platform.amqp.Topology;
import io.shopfleet.platform.contract.EventType;
import io.shopfleet.platform.db.TransientFailure;
import io.shopfleet.platform.trace.Trace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the events of a role's queue, each once: one transaction carries a whole group together with its inbox rows,
 * and the group is acknowledged after the commit. An event that cannot be applied goes to the dead-letter queue with
 * its reason; those behind it are served. While the database is away, nothing is given up.
 */
public final class EventConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(EventConsumer.class);
    private static final long SLOWEST_RETRY_MILLIS = 5_000;
    private static final int REASON_LIMIT = 500;
    private static final int HEADER_LIMIT = 1_000;
    private static final int HEADERS_LIMIT = 30;

    private final Vertx vertx;
    private final AmqpSettings settings;
    private final String queue;
    private final Outbox outbox;
    private final Publisher publisher;
    private final Map<String, Subscription<?>> subscriptions = new LinkedHashMap<>();
    private @Nullable QueueConsumer consumer;
    private boolean stopped;

    /**
     * Prepares a consumer on the current context.
     *
     * @param vertx the current Vert.x instance
     * @param settings where the broker is
     * @param queue the role's queue
     * @param outbox the role's outbox, in whose transactions events are applied
     * @param publisher for dead letters
     */
    public EventConsumer(Vertx vertx, AmqpSettings settings, String queue, Outbox outbox, Publisher publisher) {
        this.vertx = vertx;
        this.settings = settings;
        this.queue = queue;
        this.outbox = outbox;
        this.publisher = publisher;
    }

    /**
     * Subscribes to an event. Within a group, events are applied in the order of their subscriptions.
     *
     * @param type which event
     * @param handler applies it
     * @param <E> the type of the event's data
     * @return this
     */
    public <E> EventConsumer on(EventType<E> type, EventHandler<E> handler) {
        return on(List.of(new EventReading<>(type, Function.identity())), handler);
    }

    /**
     * Subscribes to several events that one handler applies together, so that it can take all the locks a group needs
     * in one order: taken kind by kind, they would be taken in another order by another group, and deadlock.
     *
     * @param readings which events, and what each of them means to the handler
     * @param handler applies them, mixed as they came
     * @param <C> what the handler works on
     * @return this
     */
    public <C> EventConsumer on(List<EventReading<?, C>> readings, EventHandler<C> handler) {
        Map<String, EventReading<?, C>> byName = new LinkedHashMap<>();
        readings.forEach(reading -> byName.put(reading.type().name(), reading));
        Subscription<C> subscription = new Subscription<>(byName, handler);
        byName.keySet().forEach(name -> subscriptions.put(name, subscription));
        return this;
    }

    /** Starts to consume, now or as soon as the broker can be reached. */
    public void start() {
        QueueConsumer queueConsumer =
                new QueueConsumer(vertx, settings, queue, subscriptions.keySet(), group -> process(group, 0));
        consumer = queueConsumer;
        queueConsumer.start();
    }

    /**
     * Whether events are being consumed, as a health check asks.
     *
     * @return failed while the broker is away
     */
    public Future<Void> consuming() {
        QueueConsumer queueConsumer = consumer;
        return queueConsumer != null && queueConsumer.isConsuming()
                ? Future.succeededFuture()
                : Future.failedFuture(new IllegalStateException("Not consuming"));
    }

    /**
     * Stops for good.
     *
     * @return completed when nothing is taken any more
     */
    public Future<Void> stop() {
        stopped = true;
        QueueConsumer queueConsumer = consumer;
        return queueConsumer == null ? Future.succeededFuture() : queueConsumer.stop();
    }

    private Future<Void> process(List<Delivery> group, int attempt) {
        return apply(group).recover(failure -> {
            if (TransientFailure.isBehind(failure)) {
                return waitAndRetry(group, attempt, failure);
            }
            return group.size() == 1 ? deadLetter(group.getFirst(), failure) : oneByOne(group);
        });
    }

    private Future<Void> waitAndRetry(List<Delivery> group, int attempt, Throwable failure) {
        if (stopped) {
            return Future.failedFuture(failure);
        }
        if (attempt == 0) {
            LOG.warn("{} waits for its database: {}", queue, failure.toString());
        }
        long pause = Math.min(SLOWEST_RETRY_MILLIS, 50L << Math.min(attempt, 10));
        return vertx.timer(pause, TimeUnit.MILLISECONDS).compose(tick -> process(group, attempt + 1));
    }

    /** Finds the one that spoils the group, and lets the others pass. */
    private Future<Void> oneByOne(List<Delivery> group) {
        Future<Void> chain = Future.succeededFuture();
        for (Delivery delivery : group) {
            chain = chain.compose(done -> process(List.of(delivery), 0));
        }
        return chain;
    }

    private Future<Void> apply(List<Delivery> group) {
        return outbox.transact(unit -> {
            Map<UUID, ReceivedEvent> byId = new LinkedHashMap<>();
            for (Delivery delivery : group) {
                ReceivedEvent event = ReceivedEvent.of(delivery);
                byId.putIfAbsent(event.id(), event);
            }
            unit.continueTraces(traces(group));
            return Inbox.keepNew(unit.sql(), byId).compose(fresh -> applyInOrder(unit, fresh));
        });
    }

    private static Map<String, String> traces(List<Delivery> group) {
        Map<String, String> bySubject = new HashMap<>();
        for (Delivery delivery : group) {
            String subject = delivery.header("cloudEvents:subject");
            String trace = delivery.header(Trace.HEADER);
            if (subject != null && trace != null && Trace.isValid(trace)) {
                bySubject.put(subject, trace);
            }
        }
        return bySubject;
    }

    private Future<Void> applyInOrder(UnitOfWork unit, List<ReceivedEvent> events) {
        for (ReceivedEvent event : events) {
            if (!subscriptions.containsKey(event.name())) {
                return Future.failedFuture(new UnusableEventException("No one here knows " + event.name()));
            }
        }
        Future<Void> chain = Future.succeededFuture();
        for (Subscription<?> subscription : new LinkedHashSet<>(subscriptions.values())) {
            chain = chain.compose(done -> subscription.apply(unit, events));
        }
        return chain;
    }

    private Future<Void> deadLetter(Delivery delivery, Throwable failure) {
        String reason =
                failure instanceof UnusableEventException ? String.valueOf(failure.getMessage()) : failure.toString();
        String shortened = reason.substring(0, Math.min(REASON_LIMIT, reason.length()));
        LOG.error("An event {} of {} goes to the dead letters: {}", delivery.routingKey(), queue, shortened);
        Map<String, Object> headers = new HashMap<>();
        delivery.headers().forEach((name, value) -> headers.put(name, shortened(value)));
        headers.put("x-shopfleet-reason", shortened);
        headers.put("x-shopfleet-queue", queue);
        headers.put("x-shopfleet-event", delivery.routingKey());
        headers.put("x-shopfleet-died-at", Instant.now().toString());
        // An id of its own: the event's may be what is wrong with it, and is among the headers.
        return publisher.publishDeadLetter(
                queue,
                new OutgoingMessage(
                        "",
                        Topology.deadLetterQueue(queue),
                        UUID.randomUUID().toString(),
                        headers.size() > HEADERS_LIMIT ? Map.of("x-shopfleet-reason", shortened) : headers,
                        delivery.body()));
    }

    /** A frame holds 128 KiB of headers: no header of a poison message may keep it from being set aside. */
    private static Object shortened(Object header) {
        return header instanceof String text && text.length() > HEADER_LIMIT ? text.substring(0, HEADER_LIMIT) : header;
    }

    private record Subscription<C>(Map<String, EventReading<?, C>> readings, EventHandler<C> handler) {
        Future<Void> apply(UnitOfWork unit, List<ReceivedEvent> events) {
            List<C> mine = new ArrayList<>();
            for (ReceivedEvent event : events) {
                EventReading<?, C> reading = readings.get(event.name());
                if (reading != null) {
                    mine.add(reading.read(event));
                }
            }
            return mine.isEmpty() ? Future.succeededFuture() : handler.apply(unit, mine);
        }
    }
}
