package io.shopfleet.platform.amqp;

import io.shopfleet.platform.batch.Batcher;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.rabbitmq.QueueOptions;
import io.vertx.rabbitmq.RabbitMQClient;
import io.vertx.rabbitmq.RabbitMQConsumer;
import io.vertx.rabbitmq.RabbitMQMessage;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages from a queue in groups and acknowledges a group once its work is done. Watches itself: a session that
 * is closed, cancelled or deaf (messages wait in the queue and none arrives) is replaced.
 */
public final class QueueConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(QueueConsumer.class);
    private static final long WATCH_MILLIS = 500;
    private static final int TICKS_UNTIL_DEAF = 10;
    private static final int FAILURES_UNTIL_NEWS = 10;

    private final Vertx vertx;
    private final Sessions sessions;
    private final String queue;
    private final Collection<String> routingKeys;
    private final int prefetch;
    private final Function<List<Delivery>, Future<Void>> work;
    private @Nullable Session current;
    private Future<?> working = Future.succeededFuture();
    private int failures;
    private boolean stopped;

    /**
     * Prepares a consumer on the current context.
     *
     * @param vertx the current Vert.x instance
     * @param settings where the broker is and how much to take at once
     * @param queue the queue, declared if it is missing, with its dead-letter queue
     * @param routingKeys the events to bind it to
     * @param work does a group; the group is acknowledged when it completes and delivered again when it fails
     */
    public QueueConsumer(
            Vertx vertx,
            AmqpSettings settings,
            String queue,
            Collection<String> routingKeys,
            Function<List<Delivery>, Future<Void>> work) {
        this.vertx = vertx;
        this.sessions = new Sessions(vertx, queue, settings);
        this.queue = queue;
        this.routingKeys = List.copyOf(routingKeys);
        this.prefetch = settings.prefetch();
        this.work = work;
    }

    /** Starts to consume, now or as soon as the broker can be reached. */
    public void start() {
        watch();
    }

    /**
     * Whether messages are being taken.
     *
     * @return true while a session is open
     */
    public boolean isConsuming() {
        Session session = current;
        return session != null && session.isAlive();
    }

    /**
     * Stops for good, after the group that is being worked on. What is not acknowledged is delivered again to somebody
     * else.
     *
     * @return completed when the session is closed
     */
    public Future<Void> stop() {
        stopped = true;
        return working.otherwiseEmpty().compose(done -> closeCurrent());
    }

    private void watch() {
        if (stopped) {
            return;
        }
        Future<Void> check = isConsuming() ? hears() : open();
        check.onComplete(checked -> vertx.setTimer(WATCH_MILLIS, tick -> watch()));
    }

    private Future<Void> open() {
        return closeCurrent()
                .compose(closed -> sessions.open())
                .compose(client -> new Session(client).open())
                .onSuccess(session -> {
                    current = session;
                    failures = 0;
                    LOG.info("Consuming {}", queue);
                })
                .onFailure(failure -> {
                    // A broker that is just starting, or restarting, is no news.
                    if (++failures == FAILURES_UNTIL_NEWS) {
                        LOG.warn("Cannot consume {}, trying on: {}", queue, failure.toString());
                    }
                })
                .mapEmpty();
    }

    private Future<Void> hears() {
        Session session = Objects.requireNonNull(current);
        return session.client
                .messageCount(queue)
                .compose(waiting -> {
                    session.quietTicks = waiting > 0 && session.inHand == 0 ? session.quietTicks + 1 : 0;
                    if (session.quietTicks < TICKS_UNTIL_DEAF) {
                        return Future.<Void>succeededFuture();
                    }
                    LOG.warn("{} has {} messages and none arrives: opening a new session", queue, waiting);
                    return closeCurrent();
                })
                .recover(failure -> closeCurrent());
    }

    private Future<Void> closeCurrent() {
        Session session = current;
        current = null;
        return session == null ? Future.succeededFuture() : Sessions.close(session.client);
    }

    /** One connection and what came over it: acknowledgements always go back to where their message came from. */
    private final class Session {
        private final RabbitMQClient client;
        private final Batcher<Delivery, Boolean> batcher;
        private boolean broken;
        private int inHand;
        private int quietTicks;

        Session(RabbitMQClient client) {
            this.client = client;
            this.batcher = new Batcher<>(vertx, prefetch, this::process);
        }

        boolean isAlive() {
            return !broken && Sessions.isAlive(client);
        }

        Future<Session> open() {
            return Topology.declareQueue(client, queue, routingKeys)
                    .compose(declared -> client.basicQos(prefetch))
                    .compose(limited -> client.basicConsumer(queue, new QueueOptions().setAutoAck(false)))
                    .map(this::listen)
                    .recover(failure -> Sessions.close(client).transform(closed -> Future.failedFuture(failure)));
        }

        private Session listen(RabbitMQConsumer consumer) {
            consumer.exceptionHandler(failure -> broken = true);
            consumer.endHandler(ended -> broken = true);
            consumer.handler(message -> {
                inHand++;
                batcher.submit(delivery(message)).onComplete(result -> inHand--).onFailure(failure -> broken = true);
            });
            return this;
        }

        private Future<List<Boolean>> process(List<Delivery> group) {
            if (broken || stopped) {
                return Future.failedFuture("The session is over; the broker delivers these again");
            }
            Future<List<Boolean>> result = work.apply(group)
                    .compose(done -> client.basicAck(group.getLast().tag(), true))
                    .map(acknowledged -> Collections.nCopies(group.size(), true));
            working = result;
            return result;
        }

        private static Delivery delivery(RabbitMQMessage message) {
            Map<String, Object> headers = message.properties().getHeaders();
            return new Delivery(
                    message.envelope().getDeliveryTag(),
                    message.envelope().getRoutingKey(),
                    headers == null ? Map.of() : headers,
                    message.body());
        }
    }
}
