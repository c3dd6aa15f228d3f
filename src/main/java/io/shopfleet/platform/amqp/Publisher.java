package io.shopfleet.platform.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.shopfleet.platform.batch.Batcher;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.rabbitmq.RabbitMQClient;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Publishes messages and waits until the broker has confirmed them: one wait for as many messages as have gathered. The
 * connection is opened when first needed and replaced after every failure.
 */
public final class Publisher {
    private static final int GROUP_LIMIT = 1_000;
    private static final long CONFIRM_TIMEOUT_MILLIS = 5_000;
    private static final int PERSISTENT = 2;

    private final Sessions sessions;
    private final Batcher<OutgoingMessage, Boolean> batcher;
    private @Nullable Future<RabbitMQClient> session;

    /**
     * Makes a publisher on the current context.
     *
     * @param vertx the current Vert.x instance
     * @param name what the broker's operators see as the connection's name
     * @param settings where the broker is
     */
    public Publisher(Vertx vertx, String name, AmqpSettings settings) {
        this.sessions = new Sessions(vertx, name, settings);
        this.batcher = new Batcher<>(vertx, GROUP_LIMIT, this::publishGroup);
    }

    /**
     * Publishes messages.
     *
     * @param messages what to publish, in this order
     * @return completed when the broker has taken responsibility for every one; after a failure each of them may or may
     *     not have arrived
     */
    public Future<Void> publish(List<OutgoingMessage> messages) {
        return Future.join(messages.stream().map(batcher::submit).toList()).mapEmpty();
    }

    /**
     * Publishes a message to a dead-letter queue, which is declared first: the broker would confirm and forget a message
     * to a queue that is not there.
     *
     * @param queue the queue that the message came from
     * @param message what to set aside
     * @return completed when the broker has taken responsibility for it
     */
    public Future<Void> publishDeadLetter(String queue, OutgoingMessage message) {
        return session()
                .compose(client -> Topology.declareDeadLetterQueue(client, queue))
                .compose(declared -> publish(List.of(message)));
    }

    /**
     * Opens the connection, unless it is open. Called on the publisher's context.
     *
     * @return completed when messages can be published
     */
    public Future<Void> connect() {
        return session().mapEmpty();
    }

    /**
     * Closes the connection.
     *
     * @return completed when it is closed
     */
    public Future<Void> close() {
        return discard();
    }

    private Future<List<Boolean>> publishGroup(List<OutgoingMessage> group) {
        return session()
                .compose(client -> Future.join(group.stream()
                                .map(message -> client.basicPublish(
                                        message.exchange(), message.routingKey(), properties(message), message.body()))
                                .toList())
                        .compose(sent -> client.waitForConfirms(CONFIRM_TIMEOUT_MILLIS)))
                .map(confirmed -> Collections.nCopies(group.size(), true))
                .recover(failure -> discard().transform(closed -> Future.failedFuture(failure)));
    }

    private Future<RabbitMQClient> session() {
        Future<RabbitMQClient> known = session;
        if (known != null && (!known.isComplete() || isAlive(known))) {
            return known;
        }
        Future<RabbitMQClient> opening = discard()
                .compose(closed -> sessions.open())
                .compose(opened -> Topology.declareExchange(opened)
                        .compose(declared -> opened.confirmSelect())
                        .map(opened)
                        .recover(failure -> Sessions.close(opened).transform(closed -> Future.failedFuture(failure))));
        session = opening;
        return opening;
    }

    private Future<Void> discard() {
        Future<RabbitMQClient> known = session;
        session = null;
        // One that is just opening is closed once it is open.
        return known == null || known.failed()
                ? Future.succeededFuture()
                : known.compose(Sessions::close).otherwiseEmpty();
    }

    private static boolean isAlive(Future<RabbitMQClient> known) {
        return known.succeeded() && Sessions.isAlive(known.result());
    }

    private static BasicProperties properties(OutgoingMessage message) {
        return new BasicProperties.Builder()
                .contentType("application/json")
                .deliveryMode(PERSISTENT)
                .messageId(message.id())
                .headers(message.headers())
                .build();
    }
}
