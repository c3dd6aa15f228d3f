package io.shopfleet.platform.amqp;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.rabbitmq.RabbitMQClient;
import java.util.Collection;

/**
 * The exchange and the queues, declared by whoever connects first; declaring them again changes nothing.
 *
 * <p>The exchange has no arguments, so that a program in any language may declare it with its library's defaults.
 */
public final class Topology {
    /** The durable topic exchange of all events. */
    public static final String EVENTS = "shop.events";

    /** The broker itself gives up on a message that was delivered this often, mostly to consumers that died of it. */
    private static final int DELIVERY_LIMIT = 100;

    private Topology() {}

    /**
     * The queue for what cannot be applied.
     *
     * @param queue the queue it came from
     * @return the name of that queue's dead-letter queue
     */
    public static String deadLetterQueue(String queue) {
        return queue + ".dead";
    }

    static Future<Void> declareExchange(RabbitMQClient client) {
        return client.exchangeDeclare(EVENTS, "topic", true, false);
    }

    static Future<Void> declareDeadLetterQueue(RabbitMQClient client, String queue) {
        return client.queueDeclare(deadLetterQueue(queue), true, false, false, quorum())
                .mapEmpty();
    }

    static Future<Void> declareQueue(RabbitMQClient client, String queue, Collection<String> routingKeys) {
        String dead = deadLetterQueue(queue);
        JsonObject arguments = quorum().put("x-delivery-limit", DELIVERY_LIMIT)
                .put("x-dead-letter-exchange", "")
                .put("x-dead-letter-routing-key", dead)
                // Dead letters are moved at least once, which RabbitMQ offers only with this overflow behaviour.
                .put("x-dead-letter-strategy", "at-least-once")
                .put("x-overflow", "reject-publish");
        return declareExchange(client)
                .compose(done -> declareDeadLetterQueue(client, queue))
                .compose(done -> client.queueDeclare(queue, true, false, false, arguments))
                .compose(done -> Future.join(routingKeys.stream()
                        .map(key -> client.queueBind(queue, EVENTS, key))
                        .toList()))
                .mapEmpty();
    }

    private static JsonObject quorum() {
        return new JsonObject().put("x-queue-type", "quorum");
    }
}
