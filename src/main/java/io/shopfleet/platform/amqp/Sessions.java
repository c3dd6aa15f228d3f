package io.shopfleet.platform.amqp;

import io.shopfleet.platform.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.rabbitmq.RabbitMQClient;
import io.vertx.rabbitmq.RabbitMQOptions;

/**
 * Opens sessions: one connection with one channel each. A session that fails is thrown away and replaced by a new one;
 * the client's own recovery stays off, because delivery tags begin anew after it and a late acknowledgement would then
 * hit a message that was never processed.
 */
final class Sessions {
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int HEARTBEAT_SECONDS = 5;

    private final Vertx vertx;
    private final RabbitMQOptions options;

    Sessions(Vertx vertx, String name, AmqpSettings settings) {
        this.vertx = vertx;
        if (settings.url() == null) {
            throw new ConfigException("Missing setting rabbitmq.url: events travel over RabbitMQ");
        }
        this.options = new RabbitMQOptions()
                .setUri(withoutEmptyPath(settings.url().value()))
                .setConnectionName("shopfleet-" + name)
                .setConnectionTimeout(CONNECT_TIMEOUT_MILLIS)
                .setHandshakeTimeout(CONNECT_TIMEOUT_MILLIS)
                .setRequestedHeartbeat(HEARTBEAT_SECONDS)
                .setAutomaticRecoveryEnabled(false)
                .setReconnectAttempts(0);
    }

    /** A bare slash at the end would name the virtual host "", which nobody means. */
    private static String withoutEmptyPath(String url) {
        return url.replaceFirst("(?<=[^/])/$", "");
    }

    Future<RabbitMQClient> open() {
        RabbitMQClient client = RabbitMQClient.create(vertx, new RabbitMQOptions(options));
        return client.start().map(client);
    }

    static Future<Void> close(RabbitMQClient client) {
        return client.isConnected() ? client.stop().otherwiseEmpty() : Future.succeededFuture();
    }

    static boolean isAlive(RabbitMQClient client) {
        return client.isConnected() && client.isOpenChannel();
    }
}
